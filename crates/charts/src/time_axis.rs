//! Round moments of a stretch of time, by the calendar of a zone.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Unit, Zoned, ZonedRound};

/// Labels that fit beside one another.
const TICKS_MAX: usize = 6;

/// A moment with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// UTC milliseconds.
    pub(crate) at: i64,
    pub(crate) label: String,
}

/// Steps from one round moment to the next, small to large, with the unit that they count and how their moments are
/// written.
const STEPS: &[(Unit, i64, &str)] = &[
    (Unit::Millisecond, 1, "%H:%M:%S%.3f"),
    (Unit::Millisecond, 10, "%H:%M:%S%.3f"),
    (Unit::Millisecond, 100, "%H:%M:%S%.3f"),
    (Unit::Millisecond, 500, "%H:%M:%S%.3f"),
    (Unit::Second, 1, "%H:%M:%S"),
    (Unit::Second, 5, "%H:%M:%S"),
    (Unit::Second, 15, "%H:%M:%S"),
    (Unit::Second, 30, "%H:%M:%S"),
    (Unit::Minute, 1, "%H:%M"),
    (Unit::Minute, 5, "%H:%M"),
    (Unit::Minute, 15, "%H:%M"),
    (Unit::Minute, 30, "%H:%M"),
    (Unit::Hour, 1, "%H:%M"),
    (Unit::Hour, 3, "%H:%M"),
    (Unit::Hour, 6, "%H:%M"),
    (Unit::Hour, 12, "%H:%M"),
    (Unit::Day, 1, "%m-%d"),
    (Unit::Day, 2, "%m-%d"),
    (Unit::Day, 5, "%m-%d"),
    (Unit::Day, 10, "%m-%d"),
    (Unit::Month, 1, "%Y-%m"),
    (Unit::Month, 2, "%Y-%m"),
    (Unit::Month, 3, "%Y-%m"),
    (Unit::Month, 6, "%Y-%m"),
    (Unit::Year, 1, "%Y"),
    (Unit::Year, 2, "%Y"),
    (Unit::Year, 5, "%Y"),
    (Unit::Year, 10, "%Y"),
    (Unit::Year, 20, "%Y"),
    (Unit::Year, 50, "%Y"),
    (Unit::Year, 100, "%Y"),
    (Unit::Year, 500, "%Y"),
];

/// The round moments from `from` to `to` (UTC milliseconds), by the smallest step of which few enough are needed.
pub(crate) fn ticks(from: i64, to: i64, zone: &TimeZone) -> Vec<Tick> {
    let zoned = |at| Timestamp::from_millisecond(at).map(|at| at.to_zoned(zone.clone()));
    let (Ok(begin), Ok(end)) = (zoned(from), zoned(to)) else { return Vec::new() };
    let fitting = STEPS.iter().find_map(|(unit, count, format)| along(&begin, &end, *unit, *count, format));
    fitting.unwrap_or_default()
}

/// The moments of one step; nothing where there are too many.
fn along(begin: &Zoned, end: &Zoned, unit: Unit, count: i64, format: &str) -> Option<Vec<Tick>> {
    let span = step(unit, count)?;
    let too_many = step(unit, count.checked_mul(i64::try_from(TICKS_MAX).ok()?)?)?;
    // Looked at first: walking a year by the millisecond takes a while.
    if begin.checked_add(too_many).is_ok_and(|far| far < *end) {
        return None;
    }
    let mut at = floor(begin, unit, count)?;
    let mut ticks = Vec::new();
    while at <= *end && ticks.len() <= TICKS_MAX {
        // In months of 31 days, the last step of days would stand next to the first of the next month.
        if at >= *begin && !(unit == Unit::Day && count > 1 && at.day() == 31) {
            let midnight = unit == Unit::Hour && at.hour() == 0;
            let format = if midnight { "%m-%d" } else { format };
            ticks.push(Tick { at: at.timestamp().as_millisecond(), label: at.strftime(format).to_string() });
        }
        let next = at.checked_add(span).ok()?;
        // Days are counted within their month.
        at = if unit == Unit::Day && next.month() != at.month() { next.first_of_month().ok()? } else { next };
    }
    (ticks.len() <= TICKS_MAX).then_some(ticks)
}

fn step(unit: Unit, count: i64) -> Option<Span> {
    let span = Span::new();
    match unit {
        Unit::Year => span.try_years(count).ok(),
        Unit::Month => span.try_months(count).ok(),
        Unit::Day => span.try_days(count).ok(),
        Unit::Hour => span.try_hours(count).ok(),
        Unit::Minute => span.try_minutes(count).ok(),
        Unit::Second => span.try_seconds(count).ok(),
        _ => span.try_milliseconds(count).ok(),
    }
}

/// The last round moment at or before `begin`.
fn floor(begin: &Zoned, unit: Unit, count: i64) -> Option<Zoned> {
    match unit {
        Unit::Year => {
            let year = begin.year() - begin.year().rem_euclid(i16::try_from(count).ok()?);
            begin.with().year(year.max(1)).month(1).day(1).build().ok()?.start_of_day().ok()
        }
        Unit::Month => {
            let back = i64::from(begin.month() - 1) % count;
            begin.first_of_month().ok()?.checked_sub(back.months()).ok()?.start_of_day().ok()
        }
        Unit::Day => {
            let back = i64::from(begin.day() - 1) % count;
            begin.checked_sub(back.days()).ok()?.start_of_day().ok()
        }
        _ => {
            let round = ZonedRound::new().smallest(unit).increment(count).mode(jiff::RoundMode::Trunc);
            begin.round(round).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(from: &str, to: &str) -> Vec<String> {
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or_default().as_millisecond();
        let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        ticks(at(from), at(to), &zone).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn moments_are_round_in_the_zone() {
        let year = labels("1996-12-31T16:00:00Z", "1998-06-29T16:00:00Z");
        assert_eq!(year, ["1997-01", "1997-04", "1997-07", "1997-10", "1998-01", "1998-04"].map(str::to_owned));
        assert_eq!(
            labels("1997-01-01T00:00:00Z", "2026-11-23T00:00:00Z"),
            ["2000", "2005", "2010", "2015", "2020", "2025"]
        );
        assert_eq!(
            labels("2026-11-22T15:00:00Z", "2026-11-23T07:00:00Z"),
            ["11-23", "03:00", "06:00", "09:00", "12:00", "15:00"]
        );
        assert_eq!(
            labels("2026-01-27T16:00:00Z", "2026-02-06T16:00:00Z"),
            ["01-29", "02-01", "02-03", "02-05", "02-07"]
        );
        assert_eq!(labels("2026-11-22T15:00:00Z", "2026-11-22T15:00:00.003Z").len(), 4);
    }

    proptest! {
        #[test]
        fn there_are_some_and_never_too_many(from in 0_i64..32_000_000_000_000, length in 2_i64..1_000_000_000_000) {
            let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
            let ticks = ticks(from, from + length, &zone);
            prop_assert!((1..=TICKS_MAX).contains(&ticks.len()), "{ticks:?}");
            prop_assert!(ticks.iter().all(|tick| (from..=from + length).contains(&tick.at)));
            prop_assert!(ticks.is_sorted_by_key(|tick| tick.at));
        }
    }
}
