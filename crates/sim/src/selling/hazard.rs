//! Sells by chance: each day with the same probability, whatever the price.

use super::{Moment, Sells};
use crate::draw::{Chance, Draw};
use crate::error::SimError;
use crate::scenario::section::Section;
use ratchet_core::Points;
use ratchet_core::price::Price;

#[derive(Clone, Copy, Debug)]
pub(super) struct Hazard {
    daily: Chance,
}

impl Hazard {
    pub(super) fn of_bp(bp_per_day: f64) -> Self {
        Self { daily: Chance::of_bp(bp_per_day) }
    }

    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        Ok(Self { daily: Chance::of_bp(section.number("bp_per_day", 0.0..=10_000.0)?) })
    }
}

impl Sells for Hazard {
    fn wakes(&mut self, _day: u32, _price: Price) -> bool {
        true
    }

    fn sells(&self, moment: &Moment<'_>, draw: &mut Draw) -> Points {
        if draw.happens(self.daily) { moment.points } else { Points::ZERO }
    }
}
