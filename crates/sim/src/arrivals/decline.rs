//! Each day so much less than the day before.

use super::per_day;
use crate::error::SimError;
use crate::scenario::section::Section;

#[derive(Clone, Copy, Debug)]
pub(super) struct Decline {
    orders_per_day: f64,
    factor: f64,
}

impl Decline {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let orders_per_day = per_day(section, "orders_per_day")?;
        let factor = 1.0 - section.number("decline_bp_per_day", 0.0..=10_000.0)? / 10_000.0;
        Ok(Self { orders_per_day, factor })
    }

    pub(super) fn rate(self, day: u32) -> f64 {
        self.orders_per_day * libm::pow(self.factor, f64::from(day))
    }
}
