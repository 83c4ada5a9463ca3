//! Signed legal opinions: what they need before they allow anything.

use serde::Serialize;

/// A legal opinion that the operator holds, as the deployment file gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Opinion {
    /// The id of the check that it is about.
    pub finding: String,
    /// Its reference: a number or title by which counsel finds it.
    pub reference: String,
    /// SHA-256 of the signed document, 64 hexadecimal digits.
    pub sha256: String,
    /// Who signed it.
    pub signed_by: String,
    /// When: `YYYY-MM-DD`.
    pub date: String,
}

/// What keeps an opinion from being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpinionFault {
    /// No reference.
    Reference,
    /// No SHA-256 in 64 hexadecimal digits.
    Sha256,
    /// Nobody signed.
    SignedBy,
    /// No day of the calendar.
    Date,
    /// Signed after today.
    Future,
}

impl Opinion {
    /// The first thing that keeps this from being an opinion on the day `today`, if any does.
    #[must_use]
    pub fn fault(&self, today: &str) -> Option<OpinionFault> {
        let is_sha256 = self.sha256.len() == 64 && self.sha256.bytes().all(|digit| digit.is_ascii_hexdigit());
        if self.reference.trim().is_empty() {
            Some(OpinionFault::Reference)
        } else if !is_sha256 {
            Some(OpinionFault::Sha256)
        } else if self.signed_by.trim().is_empty() {
            Some(OpinionFault::SignedBy)
        } else if !is_calendar_day(&self.date) {
            Some(OpinionFault::Date)
        } else if self.date.as_str() > today {
            // Days of this form are in the order of their letters.
            Some(OpinionFault::Future)
        } else {
            None
        }
    }
}

/// Whether this is a day, `YYYY-MM-DD`.
fn is_calendar_day(text: &str) -> bool {
    let has_form = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !has_form {
        return false;
    }
    let mut parts = text.split('-').map(|part| part.parse::<u32>().unwrap_or_default());
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year >= 1 && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Opinion {
        Opinion {
            finding: "team-pay".to_owned(),
            reference: "2026-017".to_owned(),
            sha256: "ab".repeat(32),
            signed_by: "Counsel".to_owned(),
            date: "2026-03-01".to_owned(),
        }
    }

    #[test]
    fn an_opinion_of_today_is_one_and_one_of_tomorrow_is_not() {
        assert_eq!(good().fault("2026-03-01"), None);
        assert_eq!(good().fault("2026-02-28"), Some(OpinionFault::Future));
    }

    #[test]
    fn each_part_is_needed() {
        let faulty = |change: fn(&mut Opinion)| {
            let mut opinion = good();
            change(&mut opinion);
            opinion.fault("2026-12-31")
        };
        assert_eq!(faulty(|opinion| opinion.reference = " ".to_owned()), Some(OpinionFault::Reference));
        assert_eq!(faulty(|opinion| opinion.sha256.truncate(63)), Some(OpinionFault::Sha256));
        assert_eq!(faulty(|opinion| opinion.sha256.replace_range(0..1, "g")), Some(OpinionFault::Sha256));
        assert_eq!(faulty(|opinion| opinion.signed_by.clear()), Some(OpinionFault::SignedBy));
        assert_eq!(faulty(|opinion| opinion.date.clear()), Some(OpinionFault::Date));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2024-02-29", "2000-02-29", "2026-12-31", "2026-04-30"] {
            assert!(is_calendar_day(day), "{day}");
        }
        for none in [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "2026/01/01",
            "0000-01-01",
            "二零二六",
        ] {
            assert!(!is_calendar_day(none), "{none}");
        }
    }
}
