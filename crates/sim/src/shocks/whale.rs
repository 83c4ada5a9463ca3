//! One very large order, and perhaps one very large sale later.

use super::Person;
use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::spend::amount;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(super) struct Whale {
    on_day: u32,
    amount: Fen,
    sells_on_day: Option<u32>,
}

impl Whale {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let on_day = section.count("on_day", 0..=DAYS_MAX)?;
        let amount = amount(section, "amount_fen")?;
        let sells = section.integer_if("sells_on_day", i64::from(on_day)..=i64::from(DAYS_MAX))?;
        Ok(Self { on_day, amount, sells_on_day: sells.and_then(|day| u32::try_from(day).ok()) })
    }

    pub(super) fn act(self, person: &mut Person, scene: &mut Scene) {
        if scene.day() == self.on_day
            && let Some(member) = person.act(scene)
        {
            scene.order_at_first(member, self.amount);
        }
        if Some(scene.day()) == self.sells_on_day {
            person.sell_all(scene);
        }
    }
}
