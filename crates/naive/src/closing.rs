//! `docs/mechanism/closing.md`: no orders from a time on, then everybody is redeemed at one price.

use serde_json::{Value, json};

use crate::model::Model;
use crate::registry::int;

/// A published closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Closing {
    pub(crate) from: i64,
    /// When it is looked for again whether everything is settled.
    pub(crate) due_at: i64,
    pub(crate) number: u64,
    pub(crate) is_closed: bool,
}

impl Model {
    /// Publishes from when on the programme takes no orders, or moves it.
    pub(crate) fn close_programme(&mut self, step: &Value) -> Result<Value, String> {
        self.takes_orders()?;
        let from = i64::try_from(int(step, "from")?).map_err(|_| "malformed")?;
        if from < self.life.now {
            return Err("closing_too_early".into());
        }
        let number = self.next_number();
        self.closing = Some(Closing { from, due_at: from, number, is_closed: false });
        Ok(json!({}))
    }

    /// From the published time on there are no orders.
    pub(crate) fn takes_orders(&self) -> Result<(), String> {
        match &self.closing {
            Some(closing) if self.life.now >= closing.from => Err("programme_closing".into()),
            _ => Ok(()),
        }
    }

    /// While everybody is redeemed, and after it, points and the money behind them do not change.
    pub(crate) fn takes_changes(&self) -> Result<(), String> {
        if self.is_closed() { Err("programme_closing".into()) } else { Ok(()) }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closing.as_ref().is_some_and(|closing| closing.is_closed)
    }

    /// The published time has come: redeems everybody, or waits a day for what is pending. How many were redeemed.
    pub(crate) fn close_when_settled(&mut self) -> Option<u64> {
        let number = self.next_number();
        let settled_at = self.settled_at();
        let closing = self.closing.as_mut()?;
        if let Some(settled_at) = settled_at {
            closing.due_at = settled_at;
            closing.number = number;
            return None;
        }
        closing.is_closed = true;
        // What is unallocated came from orders; the founding units' money stays in the reserve.
        if self.supply > 0 {
            self.reserve += std::mem::take(&mut self.unallocated);
        }
        let founding = std::mem::take(&mut self.founding_units);
        let before = (self.reserve, self.supply);
        self.supply -= founding;
        if self.supply == 0 && founding > 0 {
            self.reference = before;
        }
        let price = (self.reserve, self.supply);
        let mut redeemed = 0;
        while let Some(position) = self.positions.first().cloned() {
            let paid = position.points * price.0 / price.1;
            *self.balances.entry(position.member).or_default() += paid;
            self.remove_units(0, position.points, paid);
            redeemed += 1;
        }
        self.platform += std::mem::take(&mut self.reserve);
        self.platform += std::mem::take(&mut self.unallocated);
        self.platform += std::mem::take(&mut self.fund.balance);
        Some(redeemed)
    }
}
