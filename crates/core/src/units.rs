//! Money, points, rates and times: integers that cannot be mixed up.
//!
//! An addition of [`Fen`] to [`Points`] does not compile. Plain operators check for overflow in every build
//! (`overflow-checks = true`): amounts are bounded before they meet an operator, so a wrap would be a broken
//! invariant, never an input.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
        )]
        #[cbor(transparent)]
        #[serde(transparent)]
        pub struct $name(#[n(0)] i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// A quantity of `count` of the smallest unit.
            #[must_use]
            pub const fn new(count: i64) -> Self {
                Self(count)
            }

            /// The count of the smallest unit.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }

            /// The count as a factor of a wide product; the caller has made sure that it is not negative.
            #[must_use]
            #[allow(dead_code)] // not every quantity is multiplied
            pub(crate) const fn wide(self) -> u128 {
                self.0.unsigned_abs() as u128
            }

            /// Back from a wide quotient, or nothing when it does not fit.
            #[must_use]
            #[allow(dead_code)] // not every unit is ever divided
            pub(crate) fn from_wide(count: u128) -> Option<Self> {
                i64::try_from(count).ok().map(Self)
            }

            /// The sum, or nothing when it does not fit.
            #[must_use]
            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            /// Whether there is more than nothing.
            #[must_use]
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }

            /// Whether this is below nothing.
            #[must_use]
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
                parts.fold(Self::ZERO, Add::add)
            }
        }
    };
}

quantity! {
    /// Money in fen (1/100 CNY).
    Fen
}

quantity! {
    /// Loyalty points in units: 1 point = 10⁸ units.
    Points
}

quantity! {
    /// Shares of a programme that dividends are shared by.
    Shares
}

quantity! {
    /// Coins (消费币) in hundredths: one for each fen of an old debt that is settled in goods. They are no money: nobody
    /// redeems them, nobody sends them to somebody else.
    Coins
}

/// Units in one point.
pub const UNITS_PER_POINT: i64 = 100_000_000;

/// Basis points in one whole.
pub const ONE_IN_BP: u32 = 10_000;

impl Fen {
    /// The share `rate` of this amount, floored to whole fen (what is lost to rounding stays with the remainder).
    #[must_use]
    pub fn share(self, rate: BasisPoints) -> Self {
        match self.0.unsigned_abs().checked_mul(u64::from(rate.0)) {
            // Nearly every product fits a register, where dividing costs a tenth.
            Some(product) => Self((product / u64::from(ONE_IN_BP)).cast_signed()),
            None => Self::narrow(self.wide() * u128::from(rate.0) / u128::from(ONE_IN_BP)),
        }
    }

    /// The share `rate` of this amount, rounded up: used for fees, so that rounding favours the reserve.
    #[must_use]
    pub fn share_rounded_up(self, rate: BasisPoints) -> Self {
        Self::narrow((self.wide() * u128::from(rate.0)).div_ceil(u128::from(ONE_IN_BP)))
    }

    /// `⌊self·of/whole⌋`: the part of this amount that `of` is of `whole`; neither is negative.
    #[must_use]
    pub(crate) fn part(self, of: Self, whole: Self) -> Self {
        Self::narrow(self.wide() * of.wide() / whole.wide().max(1))
    }

    /// The sum, or the bound that it would exceed: of what is compared and never paid.
    #[must_use]
    pub(crate) fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// A share of at most a hundred times an `i64` amount that is known to be bounded. Saturates: every caller compares
    /// the result with a bound or subtracts it from a larger one, and the amounts themselves are at most
    /// [`crate::limits::AMOUNT_MAX`].
    fn narrow(count: u128) -> Self {
        Self(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl Coins {
    /// As many coins as `debt` is owed.
    #[must_use]
    pub const fn of(debt: Fen) -> Self {
        Self(debt.0)
    }

    /// The debt that they settle, in fen: what goods paid with them cost.
    #[must_use]
    pub const fn face(self) -> Fen {
        Fen(self.0)
    }
}

/// Shows coins as the CNY that they settle: `12.05`.
impl fmt::Display for Coins {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.face().fmt(out)
    }
}

/// Shows fen as CNY with two decimals: `-12.05`.
impl fmt::Display for Fen {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let count = self.0.unsigned_abs();
        out.pad(&format!("{sign}{}.{:02}", count / 100, count % 100))
    }
}

/// Shows units as points with eight decimals: `112.00000000`.
impl fmt::Display for Points {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let count = self.0.unsigned_abs();
        let unit = UNITS_PER_POINT.unsigned_abs();
        out.pad(&format!("{sign}{}.{:08}", count / unit, count % unit))
    }
}

/// A number as text with a comma between the thousands of its whole part: `-1,234,567.89`.
#[must_use]
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(decimals) = decimals {
        text.push('.');
        text.push_str(decimals);
    }
    text
}

/// Text that is not a number of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("points are a number up to 92233720368 with at most eight decimals, such as 112 or 78.4")]
pub struct PointsMalformed;

/// Reads points with at most eight decimals, exactly: `112`, `78.4`.
impl std::str::FromStr for Points {
    type Err = PointsMalformed;

    fn from_str(text: &str) -> Result<Self, PointsMalformed> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || decimals.len() > 8 {
            return Err(PointsMalformed);
        }
        let count: i64 = format!("{whole}{decimals:0<8}").parse().map_err(|_| PointsMalformed)?;
        Ok(Self(count))
    }
}

/// A rate in basis points (1/10⁴).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct BasisPoints(#[n(0)] u32);

impl BasisPoints {
    /// No share at all.
    pub const ZERO: Self = Self(0);

    /// A rate of `count` basis points.
    #[must_use]
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// The count of basis points.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The rate as a factor of a wide product.
    #[must_use]
    pub(crate) const fn wide(self) -> u128 {
        self.0 as u128
    }
}

/// Shows a rate in per cent: `16 %`, `0.5 %`.
impl fmt::Display for BasisPoints {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        let text = match rest {
            0 => format!("{whole} %"),
            rest if rest % 10 == 0 => format!("{whole}.{} %", rest / 10),
            rest => format!("{whole}.{rest:02} %"),
        };
        out.pad(&text)
    }
}

/// A moment: milliseconds since 1970-01-01 UTC. Time is data here; the core has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Time(#[n(0)] i64);

impl Time {
    /// Before everything: the first version of a programme's rules is in force from here.
    pub const BEGINNING: Self = Self(i64::MIN);

    /// After everything.
    pub const END: Self = Self(i64::MAX);

    /// The moment `milliseconds` after 1970-01-01 UTC.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// The moment `days` × 24 hours earlier; the beginning of time when there is none.
    #[must_use]
    pub const fn minus_days(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days as i64 * DAY_MILLISECONDS))
    }

    /// The moment `days` × 24 hours later; the end of time when there is none.
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add(days as i64 * DAY_MILLISECONDS))
    }

    /// The number of its day from 1970-01-01 on, where days begin so many minutes east of UTC: every day there is comes from
    /// here.
    #[must_use]
    pub const fn day_number(self, utc_offset_minutes: i32) -> i64 {
        self.0.saturating_add(utc_offset_minutes as i64 * 60_000).div_euclid(DAY_MILLISECONDS)
    }

    /// The day of this moment.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)] // bounded just before
    pub const fn day(self) -> Day {
        let days = self.day_number(UTC_OFFSET_MINUTES);
        let bounded = if days > Day::LAST as i64 {
            Day::LAST
        } else if days < Day::FIRST as i64 {
            Day::FIRST
        } else {
            days as i32
        };
        Day(bounded)
    }
}

/// Points as everybody writes them, with their decimals.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference
pub(crate) fn as_decimals<S: Serializer>(units: &Points, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(units)
}

/// Milliseconds of a day.
const DAY_MILLISECONDS: i64 = 86_400_000;

/// Days begin at midnight of UTC+08:00, which has no summer time: the core has no table of zones. Money terms may say another
/// offset for the limits of a day; freezes, contracts and funds cannot follow it, as journals of this model version have both.
pub const UTC_OFFSET_MINUTES: i32 = 8 * 60;

/// A day of UTC+08:00, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Day(#[n(0)] i32);

impl Day {
    /// Days so far away that nothing is ever due there.
    const FIRST: i32 = -100_000_000;
    const LAST: i32 = 100_000_000;

    /// The day of this number, as near as days go.
    pub(crate) const fn numbered(number: i32) -> Self {
        if number < Self::FIRST {
            Self(Self::FIRST)
        } else if number > Self::LAST {
            Self(Self::LAST)
        } else {
            Self(number)
        }
    }

    /// How many days after 1970-01-01 it is.
    pub(crate) const fn number(self) -> i32 {
        self.0
    }

    /// The day `days` later.
    #[must_use]
    pub const fn plus(self, days: u32) -> Self {
        let later = self.0.saturating_add_unsigned(days);
        Self(if later > Self::LAST { Self::LAST } else { later })
    }

    /// How many days it lies behind `earlier`; none when it does not.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> u32 {
        if self.0 > earlier.0 { self.0.abs_diff(earlier.0) } else { 0 }
    }

    /// When it begins.
    #[must_use]
    pub const fn begins(self) -> Time {
        Time((self.0 as i64).saturating_mul(DAY_MILLISECONDS).saturating_sub(UTC_OFFSET_MINUTES as i64 * 60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_towards_the_reserve() {
        let rate = BasisPoints::new(2_000);
        assert_eq!(Fen::new(1_234).share(rate), Fen::new(246));
        assert_eq!(Fen::new(1_234).share_rounded_up(rate), Fen::new(247));
        assert_eq!(Fen::new(1_235).share_rounded_up(rate), Fen::new(247));
    }

    #[test]
    fn quantities_show_their_decimals() {
        assert_eq!(Fen::new(-1_205).to_string(), "-12.05");
        assert_eq!(Fen::new(7).to_string(), "0.07");
        assert_eq!(Points::new(11_200_000_001).to_string(), "112.00000001");
        for (text, units) in [("112", Some(11_200_000_000)), ("78.4", Some(7_840_000_000)), ("0.00000001", Some(1))] {
            assert_eq!(text.parse().ok(), units.map(Points::new), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "1e3", "0.000000001", "92233720369"] {
            assert_eq!(text.parse::<Points>(), Err(PointsMalformed), "{text}");
        }
        assert_eq!(BasisPoints::new(1_600).to_string(), "16 %");
        assert_eq!(BasisPoints::new(50).to_string(), "0.5 %");
        assert_eq!(BasisPoints::new(1_605).to_string(), "16.05 %");
    }
}
