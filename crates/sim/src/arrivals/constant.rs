//! The same number of orders every day.

use super::per_day;
use crate::error::SimError;
use crate::scenario::section::Section;

#[derive(Clone, Copy, Debug)]
pub(super) struct Constant {
    orders_per_day: f64,
}

impl Constant {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        Ok(Self { orders_per_day: per_day(section, "orders_per_day")? })
    }

    pub(super) fn of(orders_per_day: f64) -> Self {
        Self { orders_per_day }
    }

    pub(super) fn rate(self) -> f64 {
        self.orders_per_day
    }
}
