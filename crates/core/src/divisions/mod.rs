//! Administrative divisions of China: six digits, of which two name the province, four the city and six the district.
//!
//! The names are data, whose provenance is in `README.md` beside this file; what a code is part of follows from its digits.

use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// All codes with their names, by code.
static TABLE: LazyLock<Vec<(Division, &'static str)>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (code, name) = line.split_once(',')?;
        Some((Division(code.parse().ok()?), name))
    };
    include_str!("divisions.csv").lines().filter_map(line).collect()
});

/// The code of an administrative division. Only codes of the table come out of [`Division::from_str`]; a journal may
/// have others, which are in nobody's region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Division(#[n(0)] u32);

/// How large a division is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DivisionLevel {
    /// 省, 直辖市, 自治区.
    Province,
    /// 地级市, 自治州.
    City,
    /// 区, 县, 县级市.
    District,
}

impl Division {
    /// All divisions of the table, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(division, _)| *division)
    }

    /// Its name; none of a code that is not in the table.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let place = TABLE.binary_search_by_key(&self, |(division, _)| *division).ok()?;
        Some(TABLE.get(place)?.1)
    }

    /// Its name behind those of what it is part of: `浙江省杭州市西湖区`.
    #[must_use]
    pub fn full_name(self) -> String {
        let mut names: Vec<_> = self.path().filter_map(Self::name).collect();
        // 北京市北京市东城区 is nobody's address.
        names.dedup();
        names.concat()
    }

    /// How large it is.
    #[must_use]
    pub const fn level(self) -> DivisionLevel {
        match (self.0 % 10_000, self.0 % 100) {
            (0, _) => DivisionLevel::Province,
            (_, 0) => DivisionLevel::City,
            _ => DivisionLevel::District,
        }
    }

    /// Itself and what it is part of, the province first.
    pub fn path(self) -> impl Iterator<Item = Self> {
        let levels = [Self(self.0 - self.0 % 10_000), Self(self.0 - self.0 % 100), self];
        levels.into_iter().take(self.level() as usize + 1)
    }

    /// The path of its region, as merchants have it: `330000`, `330100`, `330106`.
    #[must_use]
    pub fn region(self) -> Vec<String> {
        self.path().map(|division| division.to_string()).collect()
    }

    /// Whether it has six digits, of which the first is none.
    pub(crate) const fn is_sound(self) -> bool {
        self.0 >= 100_000 && self.0 < 1_000_000
    }
}

impl fmt::Display for Division {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:06}", self.0)
    }
}

impl FromStr for Division {
    type Err = Rejection;

    fn from_str(text: &str) -> Result<Self, Rejection> {
        let is_code = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        let code = text.parse().ok().filter(|_| is_code).map(Self);
        code.filter(|code| code.name().is_some()).ok_or(Rejection::DivisionUnknown)
    }
}

impl Serialize for Division {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert_eq!(TABLE.len(), include_str!("divisions.csv").lines().count());
        assert!(TABLE.is_sorted_by(|(one, _), (next, _)| one < next));
        let count = |level| Division::all().filter(|division| division.level() == level).count();
        let counts = [DivisionLevel::Province, DivisionLevel::City, DivisionLevel::District].map(count);
        assert_eq!(counts, [34, 339, 2_849]);
        for (division, name) in TABLE.iter() {
            assert!(division.is_sound() && !name.is_empty(), "{division}");
            let province = division.path().next().unwrap();
            assert!(province.name().is_some(), "{division} lies in no province");
        }
    }

    #[test]
    fn what_a_division_is_part_of_follows_from_its_digits() {
        let path = |code: &str| Division::from_str(code).map(Division::region);
        assert_eq!(path("330106").unwrap(), ["330000", "330100", "330106"]);
        assert_eq!(path("330100").unwrap(), ["330000", "330100"]);
        assert_eq!(path("330000").unwrap(), ["330000"]);
        for unknown in ["330199", "33010", "0330106", "3301o6", "", "浙江", "+33010", "990000"] {
            assert_eq!(path(unknown), Err(Rejection::DivisionUnknown), "{unknown}");
        }
        let named = |code: &str| Division::from_str(code).unwrap().full_name();
        assert_eq!(named("330106"), "浙江省杭州市西湖区");
        assert_eq!(named("110101"), "北京市东城区");
        // A county that a province administers itself: there is no city between them.
        assert_eq!(named("429004"), "湖北省仙桃市");
    }
}
