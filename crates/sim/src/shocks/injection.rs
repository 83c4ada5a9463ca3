//! Money from outside enters the reserve: at once, or in equal drops over days.

use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::spend::amount;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(super) struct Injection {
    on_day: u32,
    amount: Fen,
    days: u32,
}

impl Injection {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let on_day = section.count("on_day", 0..=DAYS_MAX)?;
        let amount = amount(section, "amount_fen")?;
        let days = section.count_or("over_days", 1..=DAYS_MAX, 1)?;
        if amount.get() < i64::from(days) {
            return Err(section.invalid("over_days", format!("{days} is not allowed: at most a drop for each fen")));
        }
        Ok(Self { on_day, amount, days })
    }

    pub(super) fn act(self, scene: &mut Scene) {
        let Some(passed) = scene.day().checked_sub(self.on_day).filter(|passed| *passed < self.days) else { return };
        let up_to = |drops: u32| {
            let part = i128::from(self.amount.get()) * i128::from(drops) / i128::from(self.days);
            Fen::new(i64::try_from(part).unwrap_or(i64::MAX))
        };
        scene.inject(up_to(passed + 1) - up_to(passed));
    }
}
