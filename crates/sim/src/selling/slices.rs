//! Sells everything from a day on, in equal slices; one slice is a block.

use super::{Moment, Sells};
use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use ratchet_core::Points;
use ratchet_core::price::Price;

#[derive(Clone, Copy, Debug)]
pub(super) struct Slices {
    on_day: u32,
    count: u32,
    every_days: u32,
    /// Slices that are left this evening, with the one that is sold.
    left: u32,
}

impl Slices {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let on_day = section.count("on_day", 0..=DAYS_MAX)?;
        let count = section.count("slices", 1..=10_000)?;
        let every_days = section.count_or("every_days", 1..=DAYS_MAX, 1)?;
        Ok(Self { on_day, count, every_days, left: 0 })
    }
}

impl Sells for Slices {
    fn wakes(&mut self, day: u32, _price: Price) -> bool {
        let Some(passed) = day.checked_sub(self.on_day) else { return false };
        let sold = passed / self.every_days;
        self.left = self.count.saturating_sub(sold);
        passed.is_multiple_of(self.every_days) && self.left > 0
    }

    fn sells(&self, moment: &Moment<'_>, _draw: &mut Draw) -> Points {
        let left = i64::from(self.left.max(1));
        Points::new(moment.points.get().unsigned_abs().div_ceil(left.unsigned_abs()).cast_signed())
    }
}
