//! Section 10: what readers see of the state.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::exits::Exit;
use crate::model::{Merchant, Model, Order, Position};
use crate::rules::Rules;

impl Model {
    /// Section 10: the state as in `expect` of a vector file.
    #[must_use]
    pub fn state(&self) -> Value {
        let rows: Vec<Value> = self
            .positions
            .iter()
            .map(|p| json!([p.id, p.member, num(p.spend), num(p.points), num(p.realised)]))
            .collect();
        let mut state = json!({
            "reserve": num(self.reserve), "supply": num(self.supply),
            "unallocated": num(self.unallocated), "platform": num(self.platform),
            "price": self.price_text(),
            "balances": accounts(&self.balances), "payables": accounts(&self.payables),
            "positions": rows, "exits": self.exits,
        });
        if self.fund.balance > 0 {
            state["fund"] = num(self.fund.balance);
        }
        if self.life.pending_money > 0 {
            state["pending"] = num(self.life.pending_money);
        }
        if !self.life.frozen.is_empty() {
            state["frozen"] = accounts(&self.frozen());
        }
        state
    }

    /// What readers see of the features.
    #[must_use]
    pub fn features(&self) -> Value {
        json!({
            "debts": self.debts(), "campaigns": self.campaigns(), "contracts": self.contracts(),
            "allotments": self.allotments(), "months": self.months(),
        })
    }

    /// The price as fen and units: `R` and `S`, or the reference price while `S` is zero.
    #[must_use]
    pub fn price(&self) -> (u128, u128) {
        if self.supply > 0 { (self.reserve, self.supply) } else { self.reference }
    }

    /// The price in CNY per point, 8 decimals, floored.
    #[must_use]
    pub fn price_text(&self) -> String {
        // 10⁸ units a point and 8 decimals, over 100 fen a yuan.
        let (fen, units) = self.price();
        let scaled = (fen * 100_000_000_000_000).checked_div(units).unwrap_or(0);
        format!("{}.{:08}", scaled / 100_000_000, scaled % 100_000_000)
    }

    /// The rules it was opened with.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The reserve `R`, in fen.
    #[must_use]
    pub fn reserve(&self) -> u128 {
        self.reserve
    }

    /// The supply `S`, in units.
    #[must_use]
    pub fn supply(&self) -> u128 {
        self.supply
    }

    /// The units owned by the programme, never sold.
    #[must_use]
    pub fn founding_units(&self) -> u128 {
        self.founding_units
    }

    /// What was left of the reserve when the last unit left.
    #[must_use]
    pub fn unallocated(&self) -> u128 {
        self.unallocated
    }

    /// The platform account.
    #[must_use]
    pub fn platform(&self) -> u128 {
        self.platform
    }

    /// All balances that were ever touched, by member.
    #[must_use]
    pub fn balances(&self) -> &BTreeMap<String, u128> {
        &self.balances
    }

    /// All payables that were ever touched, by merchant.
    #[must_use]
    pub fn payables(&self) -> &BTreeMap<String, u128> {
        &self.payables
    }

    /// The open positions by id.
    #[must_use]
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// The booked orders.
    #[must_use]
    pub fn orders(&self) -> &BTreeMap<String, Order> {
        &self.orders
    }

    /// The members and their referrers.
    #[must_use]
    pub fn members(&self) -> &BTreeMap<String, Option<String>> {
        &self.members
    }

    /// The merchants.
    #[must_use]
    pub fn merchants(&self) -> &BTreeMap<String, Merchant> {
        &self.merchants
    }

    /// How many forced exits there were.
    #[must_use]
    pub fn exits(&self) -> u64 {
        self.exits
    }

    /// Section 8, point 3: all that is owed, which is all the cash there should be.
    #[must_use]
    pub fn owed(&self) -> u128 {
        self.reserve
            + self.unallocated
            + self.platform
            + self.balances.values().sum::<u128>()
            + self.payables.values().sum::<u128>()
            + self.life.pending_money
            + self.frozen().values().sum::<u128>()
            + self.owed_elsewhere()
            + self.fund.balance
            + self.deferred_income()
            + self.months.pot
    }

    /// What a position is worth at the price of this moment, before the fee.
    #[must_use]
    pub fn worth(&self, position: &Position) -> u128 {
        (position.points * self.reserve).checked_div(self.supply).unwrap_or(0)
    }
}

/// Accounts that are not zero.
fn accounts(all: &BTreeMap<String, u128>) -> Value {
    all.iter()
        .filter(|(_, fen)| **fen > 0)
        .map(|(id, fen)| (id.clone(), num(*fen)))
        .collect::<serde_json::Map<String, Value>>()
        .into()
}

/// Section 10: the rows of forced exits.
pub(crate) fn exit_rows(exits: &[Exit]) -> Value {
    exits
        .iter()
        .map(|exit| {
            json!({
                "position": exit.position, "member": exit.member, "points": num(exit.points),
                "gross": num(exit.gross), "net": num(exit.net),
            })
        })
        .collect()
}

/// A number; one beyond 64 bits, which no bounded quantity is, as a string.
pub(crate) fn num(number: u128) -> Value {
    u64::try_from(number).map_or_else(|_| number.to_string().into(), Value::from)
}
