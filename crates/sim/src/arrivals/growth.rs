//! Each day so much more than the day before, perhaps up to a level.

use super::{PER_DAY_MAX, per_day};
use crate::error::SimError;
use crate::scenario::section::Section;

#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    orders_per_day: f64,
    factor: f64,
    most: f64,
}

impl Growth {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let orders_per_day = per_day(section, "orders_per_day")?;
        let factor = 1.0 + section.number("growth_bp_per_day", 0.0..=10_000.0)? / 10_000.0;
        let most = section.number_if("most_per_day", 0.0..=PER_DAY_MAX)?.unwrap_or(PER_DAY_MAX);
        Ok(Self { orders_per_day, factor, most })
    }

    pub(super) fn rate(self, day: u32) -> f64 {
        (self.orders_per_day * libm::pow(self.factor, f64::from(day))).min(self.most)
    }
}
