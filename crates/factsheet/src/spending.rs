//! Where 100.00 of spend goes: by the rules in force, and as it was booked.

use ratchet_core::event::OrderBooked;
use ratchet_core::handle::Programme;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::rules::{Basis, DISTRIBUTION, Margin, Plan};
use ratchet_core::{BasisPoints, Fen, State};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is looked at, in fen.
const HUNDRED: Fen = Fen::new(10_000);

/// The sums of all orders of one plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlanSums {
    orders: u64,
    amount: Fen,
    commission: Fen,
    pool: Fen,
    awards: Fen,
    lines: BTreeMap<String, Fen>,
}

impl PlanSums {
    pub(crate) fn add(&mut self, booked: &OrderBooked, plan: &Plan) {
        self.orders += 1;
        self.amount += booked.amount;
        self.commission += booked.commission;
        self.pool += booked.pool;
        self.awards += booked.awarded();
        for (name, value) in plan.split.keys().zip(&booked.lines) {
            *self.lines.entry(name.clone()).or_default() += *value;
        }
    }
}

/// One plan.
#[derive(Clone, Debug, Serialize)]
pub struct PlanSpending {
    /// Its name.
    pub plan: String,
    /// `take` or `cost`.
    pub margin: Margin,
    /// Where 100.00 goes by the rules in force; none under a cost plan, where it depends on the cost of each order.
    pub by_rule: Option<ByRule>,
    /// The rates of merchants that have one of their own.
    pub own_rates: Option<OwnRates>,
    /// Where the money of all orders of this plan went; none without orders.
    pub booked: Option<Booked>,
}

/// Where 100.00 goes by the rules, in fen. Merchant, lines and pool sum to 10000.
#[derive(Clone, Debug, Serialize)]
pub struct ByRule {
    /// The take rate of the plan.
    pub take_bp: BasisPoints,
    /// To the merchant.
    pub merchant: Fen,
    /// To each split line.
    pub lines: BTreeMap<String, Fen>,
    /// To the reserve.
    pub pool: Fen,
    /// Of the line `distribution`, at most this as awards; what nobody claims is the platform's.
    pub awards_at_most: Fen,
    /// Of the pool, this is what the points are worth when they are minted.
    pub points_worth: Fen,
}

/// The take rates that merchants of a plan have of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnRates {
    /// How many merchants have one.
    pub merchants: u64,
    /// The lowest.
    pub lowest_bp: BasisPoints,
    /// The highest.
    pub highest_bp: BasisPoints,
}

/// What became of the money of all orders of a plan, in fen.
#[derive(Clone, Debug, Serialize)]
pub struct Booked {
    /// Orders, also those refunded or corrected later.
    pub orders: u64,
    /// What was paid for them.
    pub amount: Fen,
    /// To merchants.
    pub merchant: Fen,
    /// To each split line.
    pub lines: BTreeMap<String, Fen>,
    /// To the reserve.
    pub pool: Fen,
    /// Of the line `distribution`, paid as awards.
    pub awards: Fen,
    /// The same per 100.00 paid: each floored, the merchant takes what is left, so that they sum to 10000.
    pub per_hundred: PerHundred,
}

/// Parts of 100.00, in fen.
#[derive(Clone, Debug, Serialize)]
pub struct PerHundred {
    /// To merchants.
    pub merchant: Fen,
    /// To each split line.
    pub lines: BTreeMap<String, Fen>,
    /// To the reserve.
    pub pool: Fen,
    /// Of the line `distribution`, paid as awards.
    pub awards: Fen,
}

/// Every plan of the rules `version`, in the order of their names, and those of old rules that had orders.
pub(crate) fn told(state: &State, handle: Programme, version: u32, sums: &[PlanSums]) -> Vec<PlanSpending> {
    let Some(of) = state.programme(handle) else { return Vec::new() };
    let mut plans: Vec<_> = (0..)
        .zip(&of.plan_names)
        .filter_map(|(place, name)| {
            let rules = of.plan_rules(version, ratchet_core::handle::Plan(place))?;
            let booked = sums.get(place as usize).filter(|sums| sums.amount.is_positive()).map(as_booked);
            let by_rule = by_rule(of, version, rules);
            let own_rates = own_rates(state, handle, ratchet_core::handle::Plan(place));
            Some(PlanSpending { plan: name.clone(), margin: rules.margin, by_rule, own_rates, booked })
        })
        .collect();
    plans.sort_by(|one, other| one.plan.cmp(&other.plan));
    plans
}

fn by_rule(of: &ProgrammeState, version: u32, plan: &Plan) -> Option<ByRule> {
    let take_bp = plan.take_bp.filter(|_| plan.margin == Margin::Take)?;
    let commission = HUNDRED.share(take_bp);
    let line = |basis: Basis| if basis == Basis::Amount { HUNDRED } else { commission };
    let lines: BTreeMap<String, Fen> =
        plan.split.iter().map(|(name, rule)| (name.clone(), line(rule.basis).share(rule.bp))).collect();
    let pool = commission - lines.values().copied().sum();
    let most = BasisPoints::new(u32::try_from(plan.awards.worst_case()).unwrap_or(u32::MAX));
    let awards_at_most = HUNDRED.share(most).min(lines.get(DISTRIBUTION).copied().unwrap_or_default());
    let points_worth = pool.share(of.rules(version)?.mint_bp);
    Some(ByRule { take_bp, merchant: HUNDRED - commission, lines, pool, awards_at_most, points_worth })
}

fn own_rates(state: &State, programme: Programme, plan: ratchet_core::handle::Plan) -> Option<OwnRates> {
    let here = state.directory.merchants().filter(|(_, _, row)| row.programme == programme && row.plan == plan);
    here.filter_map(|(_, _, row)| row.take_bp).fold(None, |found, rate| {
        let OwnRates { merchants, lowest_bp, highest_bp } =
            found.unwrap_or(OwnRates { merchants: 0, lowest_bp: rate, highest_bp: rate });
        let (lowest_bp, highest_bp) = (lowest_bp.min(rate), highest_bp.max(rate));
        Some(OwnRates { merchants: merchants + 1, lowest_bp, highest_bp })
    })
}

fn as_booked(sums: &PlanSums) -> Booked {
    let part = |amount: Fen| {
        let count = i128::from(amount.get()) * i128::from(HUNDRED.get()) / i128::from(sums.amount.get()).max(1);
        Fen::new(i64::try_from(count).unwrap_or(i64::MAX))
    };
    let lines: BTreeMap<String, Fen> = sums.lines.iter().map(|(name, sum)| (name.clone(), part(*sum))).collect();
    let pool = part(sums.pool);
    let merchant = HUNDRED - pool - lines.values().copied().sum();
    Booked {
        orders: sums.orders,
        amount: sums.amount,
        merchant: sums.amount - sums.commission,
        lines: sums.lines.clone(),
        pool: sums.pool,
        awards: sums.awards,
        per_hundred: PerHundred { merchant, lines, pool, awards: part(sums.awards) },
    }
}
