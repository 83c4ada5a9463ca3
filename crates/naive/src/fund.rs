//! `docs/mechanism/fund.md`: the fund, subsidy and drip, and injections that empty nothing.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calendar::{day_number, day_of};
use crate::model::{Model, positive};
use crate::registry::int;
use crate::view::num;
use crate::{BP, MAX_AMOUNT, MAX_RESERVE};

/// The two ways out of the fund.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FundRules {
    /// Joins the pool contribution before minting.
    pub subsidy: Option<Way>,
    /// Enters the reserve after minting.
    pub drip: Option<Way>,
}

/// One way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// The rate.
    pub bp: u128,
    /// The most for an order.
    pub order_max_fen: u128,
    /// The most for all orders of a day.
    pub day_max_fen: u128,
    /// The last day.
    pub last_day: String,
}

/// What is in the fund, and what left it on which day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fund {
    pub(crate) balance: u128,
    /// Day, subsidy, drip: a row for each order.
    left_on: Vec<(i64, u128, u128)>,
}

impl Way {
    /// The most of `whole` on `today` that the rate and both ceilings allow.
    fn most(&self, whole: u128, today: i64, left_before: u128) -> u128 {
        let is_over = day_number(&self.last_day).is_ok_and(|last| today > last);
        let of_day = self.day_max_fen.saturating_sub(left_before);
        if is_over { 0 } else { (whole * self.bp / BP).min(self.order_max_fen).min(of_day) }
    }
}

impl Model {
    /// Money of a round.
    pub(crate) fn fund(&mut self, step: &Value) -> Result<Value, String> {
        self.takes_changes()?;
        let amount = positive(int(step, "amount")?, "amount_not_positive")?;
        if amount > MAX_AMOUNT || self.fund.balance + amount > MAX_RESERVE {
            return Err("limit_exceeded".into());
        }
        self.fund.balance += amount;
        self.life.cash += amount;
        Ok(json!({ "fund": num(self.fund.balance) }))
    }

    /// Subsidy and drip of an order of `amount` that contributes `pool` of its `commission`.
    pub(crate) fn subsidy_and_drip(
        &mut self,
        amount: u128,
        pool: u128,
        commission: u128,
        awarded: u128,
    ) -> (u128, u128) {
        let Some(rules) = self.rules.fund.clone().filter(|_| self.closing.is_none()) else { return (0, 0) };
        let today = day_of(self.life.now);
        let (mut subsidies, mut drips) = (0, 0);
        for (day, subsidy, drip) in &self.fund.left_on {
            if *day == today {
                subsidies += subsidy;
                drips += drip;
            }
        }
        // What makes buying from oneself pay: with a fee of the whole, nothing does.
        let kept = BP - self.rules.redemption_fee_bp;
        let bound = ((commission - awarded) * BP).checked_div(kept);
        let most = bound.map_or(u128::MAX, |bound| bound.saturating_sub(pool));
        let subsidy =
            rules.subsidy.map_or(0, |way| way.most(amount, today, subsidies)).min(self.fund.balance).min(most);
        let drip = rules.drip.map_or(0, |way| way.most(pool, today, drips)).min(self.fund.balance - subsidy);
        self.fund.balance -= subsidy + drip;
        self.fund.left_on.push((today, subsidy, drip));
        (subsidy, drip)
    }
}
