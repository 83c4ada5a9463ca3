//! Sections 3 and 4: redeeming, and forced exits.

use serde_json::{Value, json};

use crate::BP;
use crate::model::{Model, Position, positive};
use crate::registry::{int, text};
use crate::rules::Overshoot;
use crate::view::{exit_rows, num};

/// What one sale paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// Value before the fee.
    pub gross: u128,
    /// What stays in the reserve.
    pub fee: u128,
    /// What the member gets.
    pub net: u128,
}

/// One forced exit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The position sold.
    pub position: u64,
    /// Whose it was.
    pub member: String,
    /// The units sold.
    pub points: u128,
    /// Value before the fee.
    pub gross: u128,
    /// What the member got.
    pub net: u128,
}

impl Model {
    /// Section 3: redeeming, oldest position first, then forced exits once.
    pub(crate) fn redeem(&mut self, step: &Value) -> Result<Value, String> {
        let member = text(step, "member")?;
        if !self.members.contains_key(member) {
            return Err("member_unknown".into());
        }
        self.takes_changes()?;
        let mut to_sell = positive(int(step, "units")?, "points_not_positive")?;
        let own = || self.positions.iter().filter(|p| p.member == member);
        if own().map(|p| p.points).sum::<u128>() < to_sell {
            return Err("points_insufficient".into());
        }
        // What came with coins is sold as far as it is released.
        let held: Vec<(u64, u128)> = own().map(|p| (p.id, p.free())).collect();
        if held.iter().map(|(_, free)| free).sum::<u128>() < to_sell {
            return Err("points_locked".into());
        }
        let mut total = Sale::default();
        for (id, points) in held {
            let units = to_sell.min(points);
            if units == 0 {
                continue;
            }
            let sale = self.sell(id, units, None);
            total.gross += sale.gross;
            total.fee += sale.fee;
            total.net += sale.net;
            to_sell -= units;
        }
        let exits = self.forced_exits();
        Ok(json!({
            "gross": num(total.gross), "net": num(total.net), "fee": num(total.fee),
            "exits": exit_rows(&exits),
        }))
    }

    /// Section 3: the sale of some units of one position, at the price of this moment.
    fn sell(&mut self, id: u64, units: u128, at_most: Option<u128>) -> Sale {
        let Some(index) = self.index_of(id) else {
            return Sale::default();
        };
        let value = units * self.reserve / self.supply;
        let gross = at_most.map_or(value, |bound| value.min(bound));
        let fee = (gross * self.rules.redemption_fee_bp).div_ceil(BP);
        let net = gross - fee;
        let member = self.positions[index].member.clone();
        *self.balances.entry(member).or_default() += net;
        self.positions[index].realised += gross;
        self.remove_units(index, units, net);
        Sale { gross, fee, net }
    }

    /// Sections 3 and 5: units leave a position and the supply, and `paid` leaves the reserve.
    /// An empty position closes; when the last unit leaves, the price before becomes the
    /// reference price and the rest of the reserve is unallocated.
    pub(crate) fn remove_units(&mut self, index: usize, units: u128, paid: u128) {
        let before = (self.reserve, self.supply);
        self.reserve -= paid;
        self.supply -= units;
        self.positions[index].points -= units;
        if self.positions[index].points == 0 {
            self.positions.remove(index);
        }
        if units > 0 && self.supply == 0 {
            self.reference = before;
            self.unallocated += self.reserve;
            self.reserve = 0;
        }
    }

    /// Section 4: while some position is due, sell the one with the smallest key and id.
    pub(crate) fn forced_exits(&mut self) -> Vec<Exit> {
        let mut exits = Vec::new();
        while let Some(position) = self.first_due().cloned() {
            let retain = matches!(&self.rules.cap, Some(cap) if cap.overshoot == Overshoot::Retain);
            let at_most = if retain { self.left(&position) } else { None };
            let sale = self.sell(position.id, position.points, at_most);
            self.exits += 1;
            exits.push(Exit {
                position: position.id,
                member: position.member,
                points: position.points,
                gross: sale.gross,
                net: sale.net,
            });
        }
        exits
    }

    /// Section 4: the position to sell next, if its exit key is at most the price key.
    #[must_use]
    pub fn first_due(&self) -> Option<&Position> {
        let price_key = (self.reserve << 64).checked_div(self.supply)?;
        let mut first: Option<(u128, &Position)> = None;
        for position in &self.positions {
            let Some(key) = self.exit_key(position) else { continue };
            if first.is_none_or(|(least, other)| (key, position.id) < (least, other.id)) {
                first = Some((key, position));
            }
        }
        first.filter(|(key, _)| *key <= price_key).map(|(_, position)| position)
    }

    /// Section 4: `⌊left·2⁶⁴ / points⌋`, or none without a cap.
    #[must_use]
    pub fn exit_key(&self, position: &Position) -> Option<u128> {
        (self.left(position)? << 64).checked_div(position.points)
    }

    /// Section 4: what a position may still realise, or none without a cap.
    #[must_use]
    pub fn left(&self, position: &Position) -> Option<u128> {
        let of_spend = || Some(position.spend * self.rules.cap.as_ref()?.multiple_bp / BP);
        let most = position.target().or_else(of_spend)?;
        Some(most.saturating_sub(position.realised))
    }

    /// Where an open position stands in the list.
    pub(crate) fn index_of(&self, id: u64) -> Option<usize> {
        self.positions.iter().position(|p| p.id == id)
    }
}
