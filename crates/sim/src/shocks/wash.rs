//! A merchant buys at their own shop: what is paid comes back to them, less the commission, and points come on top. It pays
//! if the points are ever worth more than the commission.

use super::Person;
use crate::error::SimError;
use crate::scenario::limits::{DAYS_MAX, ORDERS_MAX};
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::spend::amount;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(super) struct Wash {
    from_day: u32,
    days: u32,
    orders_per_day: u32,
    amount: Fen,
    sells_on_day: Option<u32>,
}

impl Wash {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let from_day = section.count("from_day", 0..=DAYS_MAX)?;
        let days = section.count("days", 1..=DAYS_MAX)?;
        let most = u32::try_from(ORDERS_MAX / u64::from(days)).unwrap_or(u32::MAX);
        let orders_per_day = section.count("orders_per_day", 1..=most)?;
        let amount = amount(section, "amount_fen")?;
        let sells = section.integer_if("sells_on_day", i64::from(from_day)..=i64::from(DAYS_MAX))?;
        let sells_on_day = sells.and_then(|day| u32::try_from(day).ok());
        Ok(Self { from_day, days, orders_per_day, amount, sells_on_day })
    }

    pub(super) fn orders(self) -> u64 {
        u64::from(self.days) * u64::from(self.orders_per_day)
    }

    pub(super) fn act(self, person: &mut Person, scene: &mut Scene) {
        let passed = scene.day().checked_sub(self.from_day);
        if passed.is_some_and(|passed| passed < self.days)
            && let Some(member) = person.act(scene)
        {
            for _ in 0..self.orders_per_day {
                scene.order_at_first(member, self.amount);
            }
        }
        if Some(scene.day()) == self.sells_on_day {
            person.sell_all(scene);
        }
    }
}
