//! The largest share of an order that can enter the pool, over all plans.

use super::check::Subject;
use super::facts::PlanFacts;
use crate::rules::{Margin, Plan};
use crate::units::{BasisPoints, ONE_IN_BP};

/// The largest pool share and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolShare<'a> {
    /// The plan.
    pub plan: &'a str,
    /// Its share of the amount, in units of 10⁻⁸; lines floored in single orders can leave a few fen more.
    pub scaled: u64,
}

/// The largest share of an order that can enter the pool; none without plans.
///
/// - A take plan: at its own rate, or at the largest own rate of a merchant that the deployment declares.
/// - A cost plan: nothing in the rules keeps the cost up, so the whole amount less the lines, unless the deployment
///   declares the least that goods cost.
#[must_use]
pub fn largest_pool_share<'a>(subject: &Subject<'a>) -> Option<PoolShare<'a>> {
    let facts_of = |name: &str| subject.facts.and_then(|facts| facts.plans.get(name));
    let shares = subject.rules.plans.iter().map(|(name, plan)| {
        // What the fund adds to an order enters the pool with it.
        let subsidy = i128::from(subject.rules.subsidy_bp().get()) * i128::from(ONE_IN_BP);
        let scaled = plan.pool_share_at(largest_commission(plan, facts_of(name))) + subsidy;
        PoolShare { plan: name, scaled: u64::try_from(scaled).unwrap_or(0) }
    });
    // The first of equal ones, so that reports do not waver.
    shares.reduce(|largest, share| if share.scaled > largest.scaled { share } else { largest })
}

/// The largest commission, as a share of the amount.
fn largest_commission(plan: &Plan, facts: Option<&PlanFacts>) -> BasisPoints {
    let one = BasisPoints::new(ONE_IN_BP);
    match plan.margin {
        Margin::Take => {
            let own = plan.take_bp.unwrap_or_default();
            own.max(facts.and_then(|facts| facts.largest_take).unwrap_or(own)).min(one)
        }
        Margin::Cost => {
            let least_cost = facts.and_then(|facts| facts.least_cost).unwrap_or_default();
            BasisPoints::new(ONE_IN_BP.saturating_sub(least_cost.get()))
        }
    }
}
