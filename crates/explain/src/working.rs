//! A figure with the formula that gives it and the numbers that stand in it.

use crate::formulas::Formula;
use ratchet_core::{BasisPoints, Fen, Points};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::ops::{AddAssign, SubAssign};

/// A number of a formula. JSON has it as an integer, or as text where it is beyond 64 bits (exit keys).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number(i128);

impl Number {
    /// The number itself, in the smallest unit.
    #[must_use]
    pub const fn get(self) -> i128 {
        self.0
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.0) {
            Ok(count) => serializer.serialize_i64(count),
            Err(_) => serializer.serialize_str(&self.0.to_string()),
        }
    }
}

/// Sums of what came and went may be beyond 64 bits where what is there is not.
impl<N: Into<Number>> AddAssign<N> for Number {
    fn add_assign(&mut self, other: N) {
        self.0 += other.into().0;
    }
}

impl<N: Into<Number>> SubAssign<N> for Number {
    fn sub_assign(&mut self, other: N) {
        self.0 -= other.into().0;
    }
}

impl From<i128> for Number {
    fn from(count: i128) -> Self {
        Self(count)
    }
}

impl From<Fen> for Number {
    fn from(amount: Fen) -> Self {
        Self(amount.get().into())
    }
}

impl From<Points> for Number {
    fn from(points: Points) -> Self {
        Self(points.get().into())
    }
}

impl From<BasisPoints> for Number {
    fn from(rate: BasisPoints) -> Self {
        Self(rate.get().into())
    }
}

/// A figure, how it is computed, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Working {
    /// What the figure is: `commission`.
    pub figure: &'static str,
    /// Which one, where there are several: the name of a split line, the kind of an award.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Section of the model page.
    pub section: &'static str,
    /// The formula, in the signs of the model page.
    pub formula: &'static str,
    /// What its letters stand for.
    #[serde(serialize_with = "as_map")]
    pub numbers: Vec<(&'static str, Number)>,
    /// What it comes to.
    pub value: Number,
    /// `fen`, `units`, `key`, or `price` (10⁻⁸ CNY per point).
    pub unit: &'static str,
}

fn as_map<S: Serializer>(numbers: &[(&'static str, Number)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(numbers.len()))?;
    for (name, number) in numbers {
        map.serialize_entry(name, number)?;
    }
    map.end()
}

impl Formula {
    /// The figure `value`, which this formula gives with `numbers`.
    pub(crate) fn gives<const COUNT: usize>(
        &self,
        value: impl Into<Number>,
        numbers: [(&'static str, Number); COUNT],
    ) -> Working {
        let Self { figure, section, text: formula, unit } = *self;
        Working { figure, of: None, section, formula, numbers: numbers.to_vec(), value: value.into(), unit }
    }
}

impl Working {
    /// The same of the one called `name`.
    pub(crate) fn of(mut self, name: &str) -> Self {
        self.of = Some(name.to_owned());
        self
    }

    /// The formula with its numbers filled in: `⌊100000·2000/10⁴⌋`.
    #[must_use]
    pub fn filled(&self) -> String {
        let mut filled = String::new();
        let mut rest = self.formula;
        while let Some(first) = rest.chars().next() {
            let length = name_length(rest);
            let (word, behind) = rest.split_at(length.max(first.len_utf8()));
            match self.numbers.iter().find(|(name, _)| *name == word) {
                Some((_, number)) => filled.push_str(&number.0.to_string()),
                None => filled.push_str(word),
            }
            rest = behind;
        }
        filled
    }
}

/// How many bytes of a name `text` begins with.
fn name_length(text: &str) -> usize {
    let begins = text.chars().next().is_some_and(char::is_alphabetic);
    let is_part = |character: char| character.is_alphabetic() || character == '_';
    if begins { text.find(|character| !is_part(character)).unwrap_or(text.len()) } else { 0 }
}

#[cfg(test)]
mod tests {
    use crate::formulas;
    use ratchet_core::Fen;

    #[test]
    fn names_are_filled_in_whole() {
        let numbers = [("A", Fen::new(1_005).into()), ("take_bp", 2_000_i128.into())];
        let working = formulas::COMMISSION_TAKE.gives(Fen::new(201), numbers);
        assert_eq!(working.filled(), "⌊1005·2000/10⁴⌋");
        let json = serde_json::to_value(&working).unwrap();
        assert_eq!(json["numbers"], serde_json::json!({ "A": 1005, "take_bp": 2000 }));
        assert_eq!(json["value"], 201);
    }

    #[test]
    fn what_is_beyond_64_bits_is_text() {
        let key = formulas::PRICE_KEY.gives(1_i128 << 100, []);
        assert_eq!(serde_json::to_value(&key).unwrap()["value"], "1267650600228229401496703205376");
    }
}
