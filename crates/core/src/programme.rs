//! One programme: its rules over time, its accounts, positions and agents.

use crate::agents::Agents;
use crate::allotments::Allotments;
use crate::campaigns::Campaigns;
use crate::closing::Closing;
use crate::contracts::Contracts;
use crate::debts::Debts;
use crate::dividends::Dividends;
use crate::fund::Fund;
use crate::handle::{Member, Plan, Position, Region};
use crate::periods::Periods;
use crate::policy::Clearance;
use crate::positions::{OpenPosition, Positions};
use crate::price::Price;
use crate::rules::{Plan as PlanRules, Rules};
use crate::terms::Terms;
use crate::totals::Totals;
use crate::units::{Day, Fen, Points, Time};
use minicbor::{Decode, Encode};

/// One version of the rules, in force from `effective_at` until the next one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Version {
    /// From when, by business time.
    #[n(0)]
    pub effective_at: Time,
    /// The rules.
    #[n(1)]
    pub rules: Rules,
    /// What was checked before, in a live deployment.
    #[n(2)]
    pub clearance: Option<Clearance>,
}

/// The state of one programme.
#[derive(Clone, Debug, Encode, Decode)]
pub struct ProgrammeState {
    /// Its name.
    #[n(0)]
    pub name: String,
    /// All versions of its rules, by effective time.
    #[n(1)]
    pub versions: Vec<Version>,
    /// Names of its plans in order of first publication; plans are added, never removed.
    #[n(2)]
    pub plan_names: Vec<String>,
    /// Money that backs the points.
    #[n(3)]
    pub reserve: Fen,
    /// Money left when the last unit left.
    #[n(4)]
    pub unallocated: Fen,
    /// Units in circulation.
    #[n(5)]
    pub supply: Points,
    /// Units of the founding deposit among them.
    #[n(6)]
    pub founding_units: Points,
    /// The price that stands in while there is no supply.
    #[n(7)]
    pub reference: Price,
    /// The open positions.
    #[n(8)]
    pub positions: Positions,
    /// The agent of each region that has one.
    #[n(9)]
    pub agents: Agents,
    /// Forced exits so far.
    #[n(10)]
    pub exits: u64,
    /// Orders booked so far.
    #[n(11)]
    pub orders: u64,
    /// What flowed through it so far.
    #[n(12)]
    pub totals: Totals,
    /// Money that is meant for the reserve and not in it yet.
    #[n(13)]
    pub fund: Fund,
    /// Its closing, once one was published.
    #[n(14)]
    pub closing: Option<Closing>,
    /// The register of allotments.
    #[n(15)]
    pub allotments: Allotments,
    /// Region agents by contract.
    #[n(18)]
    pub contracts: Contracts,
    /// Clearance campaigns.
    #[n(19)]
    pub campaigns: Campaigns,
    /// Its months, and the levels in force.
    #[n(16)]
    pub periods: Periods,
    /// The dividends of its shareholders.
    #[n(17)]
    pub dividends: Dividends,
    /// Old debts that are settled in goods.
    #[n(20)]
    pub debts: Debts,
    /// What the versions say, ready to compute with; derived from them.
    #[cbor(skip)]
    terms: Vec<Terms>,
}

impl ProgrammeState {
    /// A programme under its first rules, before its founding deposit.
    #[must_use]
    pub fn new(name: &str, rules: Rules, clearance: Option<Clearance>) -> Self {
        let reference = Price::per_point(rules.initial_price_fen);
        let mut programme = Self {
            name: name.to_owned(),
            versions: Vec::new(),
            plan_names: Vec::new(),
            reserve: Fen::ZERO,
            unallocated: Fen::ZERO,
            supply: Points::ZERO,
            founding_units: Points::ZERO,
            reference,
            positions: Positions::default(),
            agents: Agents::default(),
            exits: 0,
            orders: 0,
            totals: Totals::default(),
            fund: Fund::default(),
            closing: None,
            allotments: Allotments::default(),
            contracts: Contracts::default(),
            campaigns: Campaigns::default(),
            periods: Periods::default(),
            dividends: Dividends::default(),
            debts: Debts::default(),
            terms: Vec::new(),
        };
        programme.publish(Version { effective_at: Time::BEGINNING, rules, clearance });
        programme
    }

    /// The price: `R/S`, or the reference price while there is no supply.
    #[must_use]
    pub fn price(&self) -> Price {
        if self.supply.is_positive() { Price { reserve: self.reserve, supply: self.supply } } else { self.reference }
    }

    /// The points of `member` that can be sold: all but those that came with coins and are not released yet.
    #[must_use]
    pub fn free_points(&self, member: Member) -> Points {
        if self.debts.grants().next().is_none() {
            return self.positions.points_of(member);
        }
        self.positions.of(member).map(|open| self.free_of(open)).sum()
    }

    /// The oldest position of `member` of which anything can be sold, and how much.
    pub(crate) fn oldest_free(&self, member: Member) -> Option<(Position, Points)> {
        self.positions.of(member).map(|open| (open.id, self.free_of(open))).find(|(_, free)| free.is_positive())
    }

    pub(crate) fn free_of(&self, open: &OpenPosition) -> Points {
        open.holding.points - self.debts.locked(open.id)
    }

    /// The number of the version in force at `occurred_at`; the first one is in force from the beginning.
    #[must_use]
    pub fn version_at(&self, occurred_at: Time) -> u32 {
        let later = self.versions.partition_point(|version| version.effective_at <= occurred_at);
        u32::try_from(later.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The rules of a version.
    #[must_use]
    pub fn rules(&self, version: u32) -> Option<&Rules> {
        self.versions.get(version as usize).map(|version| &version.rules)
    }

    /// The handle of the plan `name`, if any version has it.
    #[must_use]
    pub fn plan(&self, name: &str) -> Option<Plan> {
        self.plan_names.iter().position(|known| known == name).map(Plan::at)
    }

    /// The plan's rules under a version.
    #[must_use]
    pub fn plan_rules(&self, version: u32, plan: Plan) -> Option<&PlanRules> {
        self.rules(version)?.plans.get(self.plan_names.get(plan.place())?)
    }

    /// Who earns on orders of `day` in `region`: by contract, or appointed where the region is under none yet.
    #[must_use]
    pub fn agent(&self, region: Region, day: impl FnOnce() -> Day) -> Option<Member> {
        let appointed = self.agents.get(region);
        // Hardly any programme has contracts, and every order asks.
        if self.contracts.is_empty() { appointed } else { self.contracts.agent(region, day(), appointed) }
    }

    /// What a version says, ready to compute with.
    pub(crate) fn terms(&self, version: u32) -> Option<&Terms> {
        self.terms.get(version as usize)
    }

    /// Whether any version pays awards.
    pub(crate) fn pays_awards(&self) -> bool {
        self.terms.iter().any(Terms::pay_awards)
    }

    /// Derives what the canonical form leaves out.
    pub(crate) fn derive(&mut self) {
        let Self { versions, plan_names, terms, contracts, campaigns, .. } = self;
        *terms = versions.iter().map(|version| Terms::of(&version.rules, plan_names)).collect();
        contracts.derive();
        campaigns.derive();
    }

    /// Adds a version; plans that are new get the next handles.
    pub(crate) fn publish(&mut self, version: Version) {
        for name in version.rules.plans.keys() {
            if self.plan(name).is_none() {
                self.plan_names.push(name.clone());
            }
        }
        self.terms.push(Terms::of(&version.rules, &self.plan_names));
        self.versions.push(version);
    }

    /// Takes the last version back; `plans` is how many plans there were before it.
    pub(crate) fn unpublish(&mut self, plans: usize) {
        self.versions.pop();
        self.terms.pop();
        self.plan_names.truncate(plans);
    }
}
