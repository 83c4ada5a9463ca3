//! On one day many ask for their money back: a share of the orders of the last days is refunded by the merchants.

use crate::draw::{Chance, Draw};
use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use crate::scene::Scene;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(super) struct RefundWave {
    on_day: u32,
    window_days: u32,
    asked: Chance,
}

impl RefundWave {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let on_day = section.count("on_day", 0..=DAYS_MAX)?;
        let window_days = section.count("window_days", 1..=DAYS_MAX)?;
        let asked = Chance::of_bp(section.number("share_bp", 0.0..=10_000.0)?);
        Ok(Self { on_day, window_days, asked })
    }

    pub(super) fn window_days(self) -> u32 {
        self.window_days
    }

    pub(super) fn act(self, scene: &mut Scene, draw: &mut Draw) {
        if scene.day() != self.on_day {
            return;
        }
        let oldest = self.on_day.saturating_sub(self.window_days);
        for place in 0..scene.recent.len() {
            let Some(&recent) = scene.recent.get(place) else { return };
            // An earlier wave may have had it.
            if recent.day >= oldest && recent.amount.is_positive() && draw.happens(self.asked) {
                scene.refund(recent.order, recent.amount);
                scene.recent[place].amount = Fen::ZERO;
            }
        }
    }
}
