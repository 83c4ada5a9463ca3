//! A regular swing around a shape: a year, a week.

use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;

#[derive(Clone, Copy, Debug)]
pub(super) struct Season {
    period_days: f64,
    swing: f64,
    peak_day: f64,
}

impl Season {
    pub(super) fn read(section: Section<'_>) -> Result<Self, SimError> {
        let period_days = section.number("period_days", 2.0..=f64::from(DAYS_MAX))?;
        let swing = section.number("swing_bp", 0.0..=10_000.0)? / 10_000.0;
        let peak_day = section.number_if("peak_day", 0.0..=f64::from(DAYS_MAX))?.unwrap_or(0.0);
        section.finish()?;
        Ok(Self { period_days, swing, peak_day })
    }

    /// What the shape is multiplied by on `day`; 1 on average over a period.
    pub(super) fn factor(self, day: u32) -> f64 {
        let turns = (f64::from(day) - self.peak_day) / self.period_days;
        1.0 + self.swing * libm::cos(std::f64::consts::TAU * turns)
    }
}
