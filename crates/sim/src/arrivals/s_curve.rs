//! Slow, fast, saturated: the logistic curve of a market that fills.

use super::per_day;
use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;

#[derive(Clone, Copy, Debug)]
pub(super) struct SCurve {
    most_per_day: f64,
    middle_day: f64,
    width_days: f64,
}

impl SCurve {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let most_per_day = per_day(section, "most_per_day")?;
        let middle_day = section.number("middle_day", 0.0..=f64::from(DAYS_MAX))?;
        let width_days = section.number("width_days", 0.1..=f64::from(DAYS_MAX))?;
        Ok(Self { most_per_day, middle_day, width_days })
    }

    pub(super) fn rate(self, day: u32) -> f64 {
        self.most_per_day / (1.0 + libm::exp((self.middle_day - f64::from(day)) / self.width_days))
    }
}
