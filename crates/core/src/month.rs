//! Calendar months, as numbers: where one begins is a matter of the deployment's zone, and comes with the command.

use crate::limits::UTC_OFFSET_MINUTES_MAX;
use crate::units::{Day, Time};
use minicbor::{Decode, Encode};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Milliseconds of a day.
const DAY_MILLISECONDS: i64 = 86_400_000;

/// A month of the calendar, counted from January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Month(#[n(0)] u32);

/// Text that is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a month is written as year and month, such as 2026-01, from 1970-01 to 9999-12")]
pub struct MonthMalformed;

impl Month {
    /// The month `month` (1 to 12) of `year`, from 1970 to 9999.
    #[must_use]
    pub fn new(year: u32, month: u32) -> Option<Self> {
        let known = (1_970..=9_999).contains(&year) && (1..=12).contains(&month);
        known.then(|| Self(year * 12 + month - 1))
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> u32 {
        self.0 / 12
    }

    /// Which of its year, from 1.
    #[must_use]
    pub const fn of_year(self) -> u32 {
        self.0 % 12 + 1
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Whether it can begin at `begins` and end just before `ends` in any zone.
    #[must_use]
    pub fn spans(self, begins: Time, ends: Time) -> bool {
        let near = |month: Self, moment: Time| {
            let apart = i128::from(moment.milliseconds()) - i128::from(month.begins_in_utc());
            apart.abs() <= i128::from(UTC_OFFSET_MINUTES_MAX) * 60_000
        };
        near(self, begins) && near(self.next(), ends)
    }

    /// When it begins in UTC, in milliseconds since 1970.
    fn begins_in_utc(self) -> i64 {
        let first = i32::try_from(self.year()).ok().and_then(|year| Day::from_date(year, self.of_year(), 1));
        first.map_or(i64::MAX, |first| i64::from(first.number()) * DAY_MILLISECONDS)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{:04}-{:02}", self.year(), self.of_year()))
    }
}

impl FromStr for Month {
    type Err = MonthMalformed;

    fn from_str(text: &str) -> Result<Self, MonthMalformed> {
        let (year, month) = text.split_once('-').ok_or(MonthMalformed)?;
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|digit| digit.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(MonthMalformed);
        }
        let number = |text: &str| text.parse().map_err(|_| MonthMalformed);
        Self::new(number(year)?, number(month)?).ok_or(MonthMalformed)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_shown_and_follow_each_other() {
        let december: Month = "2025-12".parse().unwrap();
        assert_eq!(december.to_string(), "2025-12");
        assert_eq!(december.next().to_string(), "2026-01");
        for text in ["2026", "2026-1", "2026-13", "2026-00", "1969-12", "+026-01", "2026-01-01", ""] {
            assert_eq!(text.parse::<Month>(), Err(MonthMalformed), "{text}");
        }
    }

    #[test]
    fn a_month_spans_what_it_does_in_some_zone() {
        // 2026-01-01T00:00+08:00 to 2026-02-01T00:00+08:00, by `date -d`.
        let [begins, ends] = [1_767_196_800_000, 1_769_875_200_000].map(Time::from_milliseconds);
        let january: Month = "2026-01".parse().unwrap();
        assert!(january.spans(begins, ends));
        assert!(!january.next().spans(begins, ends));
        assert!(!january.spans(begins, begins));
        // The leap day of 2024: 2024-02-01T00:00Z to 2024-03-01T00:00Z.
        let [begins, ends] = [1_706_745_600_000, 1_709_251_200_000].map(Time::from_milliseconds);
        let february: Month = "2024-02".parse().unwrap();
        assert!(february.spans(begins, ends));
        assert_eq!(february.begins_in_utc(), begins.milliseconds());
        assert_eq!(february.next().begins_in_utc(), ends.milliseconds());
    }
}
