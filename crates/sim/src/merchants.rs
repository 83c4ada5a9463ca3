//! Where people buy: groups of merchants under a plan, their recruiters and the agents of their regions.

use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::limits::MERCHANTS_MAX;
use crate::scenario::section::Section;
use crate::town::{Shop, Town};
use ratchet_core::handle::{Member, Merchant};
use ratchet_core::rules::Margin;
use ratchet_core::{BasisPoints, Fen, Rejection, Rules, Shares};

/// Merchants who are alike.
#[derive(Clone, Debug)]
struct Group {
    key: String,
    plan: String,
    count: u32,
    weight: u32,
    take_bp: Option<BasisPoints>,
    /// What the goods cost, as a share of the amount; only under a cost plan.
    cost_bp: Option<BasisPoints>,
}

/// Most shareholders: as many as a register takes.
const SHAREHOLDERS: u32 = 100_000;

/// People who earn on the orders of others.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Agents {
    recruiters: u32,
    districts: u32,
    shareholders: u32,
}

impl Agents {
    pub(crate) fn read(section: Section<'_>, rules: &Rules) -> Result<Self, SimError> {
        let recruiters = section.count_or("recruiters", 0..=MERCHANTS_MAX, 0)?;
        let districts = section.count_or("districts", 0..=MERCHANTS_MAX, 0)?;
        let shareholders = section.count_or("shareholders", 0..=SHAREHOLDERS, 0)?;
        if shareholders > 0 && rules.dividends.is_none() {
            return Err(section.invalid("shareholders", "the rules have no [dividends]: leave it out"));
        }
        section.finish()?;
        Ok(Self { recruiters, districts, shareholders })
    }
}

/// What merchants a scenario has.
#[derive(Clone, Debug)]
pub(crate) struct Merchants {
    groups: Vec<Group>,
    agents: Agents,
}

/// A merchant where something is bought, and what part of the amount its goods cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) merchant: Merchant,
    cost_bp: Option<BasisPoints>,
}

impl Place {
    /// What goods of this amount cost, where the plan asks for it.
    pub(crate) fn cost(&self, amount: Fen) -> Option<Fen> {
        self.cost_bp.map(|rate| amount.share(rate))
    }
}

/// The merchants of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// First merchant, count, cost, and the sum of all weights up to this group.
    groups: Vec<(u32, u32, Option<BasisPoints>, u64)>,
    weights: u64,
}

impl Merchants {
    /// Reads `[[merchants]]`, of which one at least is needed, and `[agents]`.
    pub(crate) fn read(groups: Vec<Section<'_>>, whole: &Section<'_>, rules: &Rules) -> Result<Self, SimError> {
        let agents =
            whole.section_if("agents")?.map(|agents| Agents::read(agents, rules)).transpose()?.unwrap_or_default();
        let groups: Vec<Group> = groups.into_iter().map(|group| Group::read(group, rules)).collect::<Result<_, _>>()?;
        if groups.is_empty() {
            let message = "is needed: at least one table [[merchants]] with a plan of the rules";
            return Err(whole.fault("scenario_key_missing", "merchants", message));
        }
        Ok(Self { groups, agents })
    }

    /// Merchants, recruiters and regions.
    pub(crate) fn count(&self) -> u64 {
        let merchants = self.groups.iter().map(|group| u64::from(group.count)).sum::<u64>();
        merchants + u64::from(self.agents.recruiters) + u64::from(self.agents.districts)
    }

    /// Registers everybody. What the engine refuses about a group is said with its key.
    pub(crate) fn settle(&self, town: &mut Town) -> Result<Places, (String, Rejection)> {
        let agents = |rejection| ("agents".to_owned(), rejection);
        let people = |town: &mut Town, count: u32| -> Result<Vec<Member>, Rejection> {
            (0..count).map(|_| town.add_member(None)).collect()
        };
        let recruiters = people(town, self.agents.recruiters).map_err(agents)?;
        for district in 0..self.agents.districts {
            town.appoint_agents(district).map_err(agents)?;
        }
        for holder in people(town, self.agents.shareholders).map_err(agents)? {
            town.set_shares(holder, Shares::new(1)).map_err(agents)?;
        }
        let mut places = Places::default();
        let mut number = 0;
        for group in &self.groups {
            let first = number;
            for _ in 0..group.count {
                let recruiter = nth(&recruiters, number);
                let district = (self.agents.districts > 0).then(|| number % self.agents.districts);
                let shop = Shop { plan: &group.plan, take_bp: group.take_bp, recruiter, district };
                town.add_merchant(&shop).map_err(|rejection| (group.key.clone(), rejection))?;
                number += 1;
            }
            places.weights += u64::from(group.weight);
            places.groups.push((first, group.count, group.cost_bp, places.weights));
        }
        Ok(places)
    }
}

fn nth(people: &[Member], number: u32) -> Option<Member> {
    people.get(number as usize % people.len().max(1)).copied()
}

impl Group {
    fn read(section: Section<'_>, rules: &Rules) -> Result<Self, SimError> {
        let plan = section.text("plan")?.to_owned();
        let names = rules.plans.keys().cloned().collect::<Vec<_>>().join(", ");
        let terms = rules.plans.get(&plan);
        let terms = terms.ok_or_else(|| section.invalid("plan", format!("\"{plan}\" is not allowed: {names}")))?;
        let count = section.count_or("count", 1..=MERCHANTS_MAX, 1)?;
        let weight = section.count_or("weight", 1..=1_000_000, 1)?;
        let (mut take_bp, mut cost_bp) = (None, None);
        match terms.margin {
            Margin::Take => {
                let take = section.integer_if("take_bp", 0..=10_000)?;
                take_bp = take.and_then(|rate| u32::try_from(rate).ok()).map(BasisPoints::new);
            }
            Margin::Cost => cost_bp = Some(BasisPoints::new(section.count("cost_bp", 0..=10_000)?)),
        }
        let key = section.name().to_owned();
        section.finish()?;
        Ok(Self { key, plan, count, weight, take_bp, cost_bp })
    }
}

impl Places {
    /// Where the next order is placed: groups by their weight, merchants of a group alike.
    pub(crate) fn next(&self, draw: &mut Draw) -> Place {
        let group = match self.groups.as_slice() {
            [only] => Some(only),
            groups => {
                let weight = draw.below(self.weights.max(1));
                groups.iter().find(|(.., up_to)| weight < *up_to)
            }
        };
        let Some(&(first, count, cost_bp, _)) = group else {
            return Place { merchant: Merchant(0), cost_bp: None };
        };
        let number = if count == 1 { 0 } else { u32::try_from(draw.below(u64::from(count))).unwrap_or(0) };
        Place { merchant: Merchant(first + number), cost_bp }
    }

    /// The first merchant: where the people of the shocks buy.
    pub(crate) fn first(&self) -> Place {
        let first = self.groups.first();
        first.map_or(Place { merchant: Merchant(0), cost_bp: None }, |&(first, _, cost_bp, _)| Place {
            merchant: Merchant(first),
            cost_bp,
        })
    }
}
