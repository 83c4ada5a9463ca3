//! Days as people write them: `2026-11-29`.

use crate::units::Day;
use serde::{Deserialize, Deserializer, Serializer};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;
/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

/// Text that is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a day is written as year, month and day, such as 2026-11-29")]
pub struct DayMalformed;

impl Day {
    /// The day of this date of the Gregorian calendar; nothing when it has no such day.
    #[must_use]
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=12).contains(&month) || !(-9_999..=9_999).contains(&year) {
            return None;
        }
        // Years begin in March, so that the leap day is their last one.
        let months = i64::from((month + 9) % 12);
        let year = i64::from(year) - i64::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * months + 2) / 5 + i64::from(day) - 1;
        let days = era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
        let found = Self::numbered(i32::try_from(days).ok()?);
        (found.date() == (year + i64::from(month <= 2), month, day)).then_some(found)
    }

    /// Year, month and day of the month.
    fn date(self) -> (i64, u32, u32) {
        let days = i64::from(self.number()) + EPOCH;
        let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let months = (5 * of_year + 2) / 153;
        let day = of_year - (153 * months + 2) / 5 + 1;
        let month = if months < 10 { months + 3 } else { months - 9 };
        let bounded = |number: i64| u32::try_from(number).unwrap_or_default();
        (year + era * 400 + i64::from(month <= 2), bounded(month), bounded(day))
    }
}

/// A day in JSON, as people write it.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference
pub(crate) fn serialize<S: Serializer>(day: &Day, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(day)
}

/// A day out of rules or JSON, as people write it.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(text: D) -> Result<Day, D::Error> {
    String::deserialize(text)?.parse().map_err(serde::de::Error::custom)
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        out.pad(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

impl FromStr for Day {
    type Err = DayMalformed;

    fn from_str(text: &str) -> Result<Self, DayMalformed> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return Err(DayMalformed) };
        let widths = (year.len(), month.len(), day.len()) == (4, 2, 2);
        let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !widths || !digits {
            return Err(DayMalformed);
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| DayMalformed);
        let year = i32::try_from(number(year)?).map_err(|_| DayMalformed)?;
        Self::from_date(year, number(month)?, number(day)?).ok_or(DayMalformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Time;

    #[test]
    fn days_are_read_as_they_are_written() {
        assert_eq!("1970-01-01".parse(), Ok(Day::numbered(0)));
        assert_eq!("2000-02-29".parse::<Day>().unwrap().number(), 11_016);
        // Noon of UTC+08:00.
        assert_eq!(Time::from_milliseconds(20_000 * 86_400_000 + 4 * 3_600_000).day().to_string(), "2024-10-04");
        for number in (-700_000..2_900_000).step_by(97) {
            assert_eq!(Day::numbered(number).to_string().parse(), Ok(Day::numbered(number)));
        }
        let wrong = [
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "26-01-01",
            "2026-01-32",
            "2026/01/01",
            "+026-01-01",
            "",
        ];
        for wrong in wrong {
            assert_eq!(wrong.parse::<Day>(), Err(DayMalformed), "{wrong}");
        }
    }
}
