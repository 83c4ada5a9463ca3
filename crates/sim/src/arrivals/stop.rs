//! From a day on no orders come: what every programme must survive.

use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;

#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    on_day: u32,
}

impl Stop {
    pub(super) fn read(section: &Section<'_>) -> Result<Option<Self>, SimError> {
        let found = section.integer_if("stop_on_day", 0..=i64::from(DAYS_MAX))?;
        Ok(found.and_then(|day| u32::try_from(day).ok()).map(|on_day| Self { on_day }))
    }

    pub(super) fn is_open(self, day: u32) -> bool {
        day < self.on_day
    }
}
