//! Buys and sells at once, again and again: whoever does so lives on what others bring in between, or loses.

use super::Person;
use crate::error::SimError;
use crate::scenario::limits::{DAYS_MAX, ORDERS_MAX};
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::spend::amount;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(super) struct Churn {
    from_day: u32,
    days: u32,
    orders_per_day: u32,
    amount: Fen,
}

impl Churn {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let from_day = section.count("from_day", 0..=DAYS_MAX)?;
        let days = section.count("days", 1..=DAYS_MAX)?;
        let most = u32::try_from(ORDERS_MAX / u64::from(days)).unwrap_or(u32::MAX);
        let orders_per_day = section.count("orders_per_day", 1..=most)?;
        Ok(Self { from_day, days, orders_per_day, amount: amount(section, "amount_fen")? })
    }

    pub(super) fn orders(self) -> u64 {
        u64::from(self.days) * u64::from(self.orders_per_day)
    }

    pub(super) fn act(self, person: &mut Person, scene: &mut Scene) {
        let passed = scene.day().checked_sub(self.from_day);
        if passed.is_none_or(|passed| passed >= self.days) {
            return;
        }
        let Some(member) = person.act(scene) else { return };
        for _ in 0..self.orders_per_day {
            scene.order_at_first(member, self.amount);
            person.sell_all(scene);
        }
    }
}
