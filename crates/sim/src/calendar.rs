//! The calendar of a run: which date day 0 is, and which months are over. Rules go by dates (the last day of a subsidy) and
//! by months (levels, dividends).

use crate::error::SimError;
use crate::scenario::section::Section;
use jiff::civil::{Date, date};
use ratchet_core::Time;
use ratchet_core::month::Month;

/// Day 0 where a scenario does not say it.
const FIRST: Date = date(1970, 1, 1);
/// The last date that day 0 can be: no run goes beyond the year 9999.
const LAST: Date = date(2999, 12, 31);
const DAY_MILLISECONDS: i64 = 86_400_000;

/// A month with its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthSpan {
    pub(crate) month: Month,
    pub(crate) begins: Time,
    pub(crate) ends: Time,
}

/// See the module. Everything of a day happens at its beginning in UTC, when it is the same day in China.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    starts_on: Date,
    is_said: bool,
}

impl Calendar {
    /// Reads `starts_on`.
    pub(crate) fn read(whole: &Section<'_>) -> Result<Self, SimError> {
        let Some(text) = whole.text_if("starts_on")? else { return Ok(Self { starts_on: FIRST, is_said: false }) };
        let known = text.parse::<Date>().ok().filter(|day| day.to_string() == text && (FIRST..=LAST).contains(day));
        let wrong = || whole.invalid("starts_on", format!("\"{text}\" is not allowed: a date from {FIRST} to {LAST}"));
        Ok(Self { starts_on: known.ok_or_else(wrong)?, is_said: true })
    }

    /// Whether the scenario says it.
    pub(crate) fn is_said(self) -> bool {
        self.is_said
    }

    /// When day 0 begins.
    pub(crate) fn start(self) -> Time {
        beginning_of(self.starts_on)
    }

    /// The months of the run, in order, of which the first has day 0.
    pub(crate) fn months(self) -> Months {
        Months { next: self.starts_on.first_of_month() }
    }
}

/// See [`Calendar::months`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Months {
    next: Date,
}

impl Months {
    /// The next month, once it is over at `now`.
    pub(crate) fn over_at(&mut self, now: Time) -> Option<MonthSpan> {
        let first = self.next;
        let following = first.last_of_month().tomorrow().ok()?;
        let (begins, ends) = (beginning_of(first), beginning_of(following));
        let (year, number) = (u32::try_from(first.year()).ok()?, u32::try_from(first.month()).ok()?);
        let month = Month::new(year, number).filter(|_| ends <= now)?;
        self.next = following;
        Some(MonthSpan { month, begins, ends })
    }
}

fn beginning_of(day: Date) -> Time {
    let days = day.duration_since(FIRST).as_hours() / 24;
    Time::from_milliseconds(days * DAY_MILLISECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn calendar(text: &str) -> Result<Calendar, SimError> {
        let table = text.parse().unwrap();
        Calendar::read(&Section::whole(Path::new("s.toml"), &table))
    }

    #[test]
    fn months_are_over_when_the_next_one_begins() {
        let calendar = calendar("starts_on = '2027-01-15'").unwrap();
        let mut months = calendar.months();
        let at = |day: i64| Time::from_milliseconds(calendar.start().milliseconds() + day * DAY_MILLISECONDS);
        assert_eq!(at(0).day().to_string(), "2027-01-15");
        assert_eq!(months.over_at(at(16)), None, "31 January");
        let january = months.over_at(at(17)).unwrap();
        assert_eq!((january.month.to_string(), january.ends), ("2027-01".to_owned(), at(17)));
        assert!(january.month.spans(january.begins, january.ends));
        assert_eq!(months.over_at(at(17)), None);
        // February has 28 days.
        assert_eq!(months.over_at(at(45)).map(|span| span.month.to_string()), Some("2027-02".to_owned()));
    }

    #[test]
    fn a_date_is_a_date_and_nothing_else() {
        assert_eq!(calendar("").unwrap().start(), Time::from_milliseconds(0));
        for wrong in ["1969-12-31", "2027-02-29", "3000-01-01", "20270101", "soon"] {
            assert!(calendar(&format!("starts_on = '{wrong}'")).is_err(), "{wrong}");
        }
    }
}
