//! How old debts are settled: in goods paid with coins (消费币), and in points that are released bit by bit.

use super::Faults;
use crate::limits::{CAP_MULTIPLE_MAX_BP, DAYS_HELD_MAX, TRANCHES_MAX};
use crate::units::{BasisPoints, Coins, Fen, ONE_IN_BP};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// What coins can pay, and what comes with them. Without these rules no claim is converted and no coin is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinRules {
    /// The largest part of an order that coins pay, in basis points: below all of it, so that money is in every order.
    #[n(0)]
    pub coin_max_bp: BasisPoints,
    /// The points that come with coins, out of the fund; none for no points.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<CoinPoints>,
}

/// The points that come with coins: locked at first, and released in tranches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinPoints {
    /// What the fund puts into the reserve, in basis points of the coins spent.
    #[n(0)]
    pub grant_bp: BasisPoints,
    /// What the points are worth when the system sells them, in basis points of the coins that they came from.
    #[n(1)]
    pub target_bp: BasisPoints,
    /// In how many tranches they are released.
    #[n(2)]
    pub tranches: u32,
    /// Days (24 hours each) from the order to the first tranche, and from each to the next.
    #[n(3)]
    pub tranche_days: u32,
}

impl CoinRules {
    /// The most coins that can pay of an order of `amount`: `⌊A·coin_max_bp/10⁴⌋`.
    #[must_use]
    pub fn most(&self, amount: Fen) -> Coins {
        Coins::of(amount.share(self.coin_max_bp))
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        if !(1..ONE_IN_BP).contains(&self.coin_max_bp.get()) {
            let message = format!("{} is not between 1 and {} basis points", self.coin_max_bp.get(), ONE_IN_BP - 1);
            faults.add("coins.coin_max_bp", "rule_rate_out_of_range", message);
        }
        if let Some(points) = self.points {
            points.check(faults);
        }
    }
}

impl CoinPoints {
    fn check(&self, faults: &mut Faults) {
        faults.check_rate("coins.points.grant_bp", self.grant_bp, 1);
        let (grant, target) = (self.grant_bp.get(), self.target_bp.get());
        if !(1..=CAP_MULTIPLE_MAX_BP).contains(&target) {
            let message = format!("{target} is not between 1 and {CAP_MULTIPLE_MAX_BP}");
            faults.add("coins.points.target_bp", "rule_rate_out_of_range", message);
        } else if target <= grant {
            let message =
                format!("{target} is not above grant_bp ({grant}): all of these points would be sold at once");
            faults.add("coins.points.target_bp", "rule_coin_target_below_grant", message);
        }
        let days = u64::from(self.tranches) * u64::from(self.tranche_days);
        if !(1..=TRANCHES_MAX).contains(&self.tranches) || !(1..=u64::from(DAYS_HELD_MAX)).contains(&days) {
            let message = format!(
                "{} tranches every {} days: 1 to {TRANCHES_MAX} tranches work, over at most {DAYS_HELD_MAX} days in all",
                self.tranches, self.tranche_days
            );
            faults.add("coins.points.tranches", "rule_tranches_out_of_range", message);
        }
    }
}
