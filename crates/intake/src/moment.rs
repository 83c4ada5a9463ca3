//! Times as exports write them, as milliseconds UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// 3000-01-01T00:00:00Z, the first instant that is too late.
const END_MILLISECONDS: i64 = 32_503_680_000_000;

/// What to say about a malformed time.
pub(crate) const MALFORMED_DETAIL: &str = "this is not a time; allowed are 2024-01-31 or 2024/1/31, optionally followed by a space or T and 09:30, 09:30:00 or 09:30:00.123, optionally with an offset such as Z or +08:00";

/// What to say about a time that is too early or too late.
pub(crate) const OUT_OF_RANGE_DETAIL: &str = "the time is outside 1970-01-01T00:00:00Z to 2999-12-31T23:59:59.999Z";

/// Why a text is not a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentFault {
    /// Not one of the forms that are read, or no date of the calendar.
    Malformed,
    /// Outside the years 1970 to 2999 in UTC.
    OutOfRange,
}

/// Reads a time as milliseconds UTC; one without an offset is local to `zone`, and one without a
/// time of day is midnight.
///
/// A local time that the zone skips (the clock goes forward) is read with the offset from before
/// the gap, one that occurs twice (the clock goes back) is the earlier of the two: the "compatible"
/// rule of RFC 5545. Digits beyond milliseconds are cut off.
pub fn parse_milliseconds(text: &str, zone: &TimeZone) -> Result<i64, MomentFault> {
    let mut cursor = Cursor(text.trim().as_bytes());
    let (local, offset) = cursor.moment().ok_or(MomentFault::Malformed)?;
    let timestamp = match offset {
        Some(offset) => offset.to_timestamp(local),
        None => zone.to_ambiguous_timestamp(local).compatible(),
    };
    let milliseconds = timestamp.map_err(|_| MomentFault::OutOfRange)?.as_millisecond();
    if (0..END_MILLISECONDS).contains(&milliseconds) { Ok(milliseconds) } else { Err(MomentFault::OutOfRange) }
}

/// What of the text is still unread.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn moment(&mut self) -> Option<(DateTime, Option<Offset>)> {
        let date = self.date()?;
        if self.0.is_empty() {
            return Some((date.to_datetime(Time::midnight()), None));
        }
        if !self.eat(b'T') && !self.eat(b't') && !self.spaces() {
            return None;
        }
        let local = date.to_datetime(self.time()?);
        self.spaces();
        let offset = if self.0.is_empty() { None } else { Some(self.offset()?) };
        self.0.is_empty().then_some((local, offset))
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.number(4, 4)?;
        let separator = if self.eat(b'-') {
            b'-'
        } else if self.eat(b'/') {
            b'/'
        } else {
            return None;
        };
        let month = self.number(1, 2)?;
        if !self.eat(separator) {
            return None;
        }
        let day = self.number(1, 2)?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.number(1, 2)?;
        if !self.eat(b':') {
            return None;
        }
        let minute = self.number(2, 2)?;
        let mut second = 0;
        let mut milliseconds = 0;
        if self.eat(b':') {
            second = self.number(2, 2)?;
            if self.eat(b'.') {
                milliseconds = self.milliseconds()?;
            }
        }
        Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            i8::try_from(second).ok()?,
            milliseconds * 1_000_000,
        )
        .ok()
    }

    /// One to nine digits after the point; the first three count.
    fn milliseconds(&mut self) -> Option<i32> {
        let length = self.digits(9);
        let digits = self.take(length);
        if digits.is_empty() {
            return None;
        }
        let place = |index: usize| i32::from(digits.get(index).map_or(0, |digit| digit - b'0'));
        Some(place(0) * 100 + place(1) * 10 + place(2))
    }

    fn offset(&mut self) -> Option<Offset> {
        if self.eat(b'Z') || self.eat(b'z') {
            return Some(Offset::UTC);
        }
        let sign = if self.eat(b'+') {
            1
        } else if self.eat(b'-') {
            -1
        } else {
            return None;
        };
        let hours = i32::from(self.number(2, 2)?);
        let colon = self.eat(b':');
        let minutes = if colon || !self.0.is_empty() { i32::from(self.number(2, 2)?) } else { 0 };
        if hours > 23 || minutes > 59 {
            return None;
        }
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
    }

    /// A number of `least` to `most` digits; `most` is at most four.
    fn number(&mut self, least: usize, most: usize) -> Option<i16> {
        let length = self.digits(most);
        if length < least {
            return None;
        }
        Some(self.take(length).iter().fold(0, |number, digit| number * 10 + i16::from(digit - b'0')))
    }

    fn digits(&self, most: usize) -> usize {
        self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn take(&mut self, length: usize) -> &[u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn spaces(&mut self) -> bool {
        let mut found = false;
        while self.eat(b' ') {
            found = true;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{END_MILLISECONDS, MomentFault, parse_milliseconds};
    use jiff::tz::{Offset, TimeZone};
    use proptest::prelude::*;

    fn shanghai() -> TimeZone {
        TimeZone::fixed(Offset::constant(8))
    }

    fn instant(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn reads_the_forms_of_exports() {
        let cases = [
            ("2024-01-31", "2024-01-30T16:00:00Z"),
            ("2024/1/31", "2024-01-30T16:00:00Z"),
            ("2024/01/31", "2024-01-30T16:00:00Z"),
            (" 2024-1-31 ", "2024-01-30T16:00:00Z"),
            ("2024-01-31 09:30", "2024-01-31T01:30:00Z"),
            ("2024/1/31 9:30", "2024-01-31T01:30:00Z"),
            ("2024-01-31  09:30:15", "2024-01-31T01:30:15Z"),
            ("2024-01-31T09:30:15", "2024-01-31T01:30:15Z"),
            ("2024-01-31 09:30:15.1", "2024-01-31T01:30:15.1Z"),
            ("2024-01-31 09:30:15.123", "2024-01-31T01:30:15.123Z"),
            ("2024-01-31 09:30:15.123999999", "2024-01-31T01:30:15.123Z"),
            ("2024-01-31T09:30:15Z", "2024-01-31T09:30:15Z"),
            ("2024-01-31t09:30:15z", "2024-01-31T09:30:15Z"),
            ("2024-01-31T09:30Z", "2024-01-31T09:30:00Z"),
            ("2024-01-31T09:30:15.5+08:00", "2024-01-31T01:30:15.5Z"),
            ("2024-01-31 09:30:15 +0800", "2024-01-31T01:30:15Z"),
            ("2024-01-31 09:30:15-05", "2024-01-31T14:30:15Z"),
            ("2024-01-31T09:30:15-05:30", "2024-01-31T15:00:15Z"),
            ("2024-02-29", "2024-02-28T16:00:00Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("1970-01-01 08:00:00", "1970-01-01T00:00:00Z"),
            ("2999-12-31T23:59:59.999Z", "2999-12-31T23:59:59.999Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_milliseconds(text, &shanghai()), Ok(instant(expected)), "{text}");
        }
    }

    #[test]
    fn rejects_everything_else() {
        let cases = [
            "",
            "now",
            "2024",
            "2024-01",
            "2024-1-",
            "20240131",
            "24-01-31",
            "2024-01/31",
            "2024.01.31",
            "31/01/2024",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-32",
            "2024-001-1",
            "12024-01-31",
            "-2024-01-31",
            "２024-01-31",
            "2024-01-31 ",
            "2024-01-31T",
            "2024-01-31 09",
            "2024-01-31 09:3",
            "2024-01-31 24:00",
            "2024-01-31 09:60",
            "2024-01-31 09:30:60",
            "2024-01-31 09:30:1",
            "2024-01-31 09:30:15.",
            "2024-01-31 09:30:15.1234567890",
            "2024-01-31 09:30:15,5",
            "2024-01-31x09:30",
            "2024-01-31 09:30 PM",
            "2024-01-31Z",
            "2024-01-31T09:30:15+8",
            "2024-01-31T09:30:15+24:00",
            "2024-01-31T09:30:15+08:60",
            "2024-01-31T09:30:15+08:",
            "2024-01-31T09:30:15+08:00:00",
            "2024-01-31T09:30:15+08:00[Asia/Shanghai]",
            "1706664600",
            "45322",
        ];
        for text in cases {
            // A date with a trailing space only is trimmed, so that one is fine.
            let expected =
                if text.ends_with(' ') { Ok(instant("2024-01-30T16:00:00Z")) } else { Err(MomentFault::Malformed) };
            assert_eq!(parse_milliseconds(text, &shanghai()), expected, "{text}");
        }
    }

    #[test]
    fn years_have_limits() {
        for text in [
            "1969-12-31",
            "1970-01-01",
            "0000-01-01",
            "1900-01-01 00:00",
            "3000-01-01T00:00:00Z",
            "3000-01-02",
            "9999-12-31T23:59:59-23:59",
            "2999-12-31T23:59:59-01:00",
        ] {
            assert_eq!(parse_milliseconds(text, &shanghai()), Err(MomentFault::OutOfRange), "{text}");
        }
    }

    #[test]
    fn gaps_and_folds_follow_the_compatible_rule() {
        let new_york = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        let read = |text| parse_milliseconds(text, &new_york);
        assert_eq!(read("2024-03-10 01:59"), Ok(instant("2024-03-10T06:59:00Z")));
        assert_eq!(read("2024-03-10 02:30"), Ok(instant("2024-03-10T07:30:00Z")));
        assert_eq!(read("2024-03-10 03:00"), Ok(instant("2024-03-10T07:00:00Z")));
        assert_eq!(read("2024-11-03 01:30"), Ok(instant("2024-11-03T05:30:00Z")));
        assert_eq!(read("2024-11-03 02:00"), Ok(instant("2024-11-03T07:00:00Z")));
    }

    proptest! {
        #[test]
        fn instants_round_trip(milliseconds in 0..END_MILLISECONDS) {
            let timestamp = jiff::Timestamp::from_millisecond(milliseconds).unwrap();
            prop_assert_eq!(parse_milliseconds(&timestamp.to_string(), &shanghai()), Ok(milliseconds));
            let local = timestamp.to_zoned(shanghai()).datetime();
            prop_assert_eq!(parse_milliseconds(&local.to_string(), &shanghai()), Ok(milliseconds));
        }

        #[test]
        fn any_text_is_answered(text in "[-0-9/:TZ+. ]{0,30}|\\PC*") {
            let _ = parse_milliseconds(&text, &shanghai());
        }
    }
}
