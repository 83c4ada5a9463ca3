//! What leaves a programme's fund for its reserve with each order: drip and subsidy (融资注入, 消费补贴).

use super::{Faults, LevelRules, Rules};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX};
use crate::units::{BasisPoints, Day, Fen, ONE_IN_BP};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The two ways out of the fund. Without either, money stays in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FundRules {
    /// Into the reserve after minting, without points: a rate of the order's pool contribution.
    #[n(0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drip: Option<Outflow>,
    /// To the order's pool contribution before minting: a rate of the order's amount.
    #[n(1)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsidy: Option<Outflow>,
}

/// A way out of the fund: its rate, its ceilings and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outflow {
    /// The rate.
    #[n(0)]
    pub bp: BasisPoints,
    /// The most for one order, in fen.
    #[n(1)]
    pub order_max_fen: Fen,
    /// The most for all orders booked on one day, in fen.
    #[n(2)]
    pub day_max_fen: Fen,
    /// The last day of booking for which anything flows, of UTC+08:00.
    #[n(3)]
    #[serde(with = "crate::day")]
    pub last_day: Day,
}

impl Outflow {
    fn check(&self, place: &str, faults: &mut Faults) {
        faults.check_rate(&format!("{place}.bp"), self.bp, 1);
        let in_range = (1..=AMOUNT_MAX).contains(&self.order_max_fen.get())
            && (self.order_max_fen.get()..=RESERVE_MAX).contains(&self.day_max_fen.get());
        if !in_range {
            faults.add(
                &format!("{place}.day_max_fen"),
                "rule_fund_ceiling_out_of_range",
                format!(
                    "{} fen an order and {} fen a day: give 1 to {AMOUNT_MAX} fen an order, and at least as much and at \
                     most {RESERVE_MAX} fen a day",
                    self.order_max_fen.get(),
                    self.day_max_fen.get()
                ),
            );
        }
    }
}

impl Rules {
    /// The subsidy's rate on the amount of an order; 0 without one.
    #[must_use]
    pub fn subsidy_bp(&self) -> BasisPoints {
        self.fund.and_then(|fund| fund.subsidy).map(|subsidy| subsidy.bp).unwrap_or_default()
    }

    pub(super) fn check_fund(&self, faults: &mut Faults) {
        let Some(fund) = self.fund else { return };
        if let Some(drip) = fund.drip {
            drip.check("fund.drip", faults);
        }
        if let Some(subsidy) = fund.subsidy {
            subsidy.check("fund.subsidy", faults);
            self.check_subsidy(subsidy.bp, faults);
        }
    }

    /// `(1 − fee)·(a + s) + awards > C` would pay people for buying from themselves. Of a cost plan nobody knows `C`
    /// before the order; what an order gets is bounded in the same way when it is booked.
    fn check_subsidy(&self, subsidy: BasisPoints, faults: &mut Faults) {
        let one = i128::from(ONE_IN_BP);
        let kept = one - i128::from(self.redemption_fee_bp.get());
        for (name, plan) in &self.plans {
            let (Some(take), Some(pool)) = (plan.take_bp, plan.pool_share_scaled()) else { continue };
            let levels = self.levels.as_ref().map_or(0, LevelRules::most_paid);
            let awards = i128::from(plan.awards.worst_case() + levels);
            let left = (i128::from(take.get()) - awards) * one * one;
            if kept * (pool + i128::from(subsidy.get()) * one) <= left {
                continue;
            }
            // Rates are whole basis points, so the most is floored.
            let most = if kept > 0 { (left.div_euclid(kept) - pool).div_euclid(one).max(0) } else { 0 };
            faults.add(
                "fund.subsidy.bp",
                "rule_subsidy_pays_buyers",
                format!(
                    "{} is more than buying from oneself costs under plan {name}: at most {most} works",
                    subsidy.get()
                ),
            );
        }
    }
}
