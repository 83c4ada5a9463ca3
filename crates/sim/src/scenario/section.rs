//! A table of a scenario, read key by key: whatever is wrong is said with file, dotted key and allowed range.

use crate::error::SimError;
use std::cell::RefCell;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::Path;
use toml::{Table, Value};

/// See the module. [`Section::finish`] refuses keys that nobody asked for.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    path: &'a Path,
    /// The dotted key of the table; empty for the whole file.
    name: String,
    table: &'a Table,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// The whole of the file `path`.
    pub(crate) fn whole(path: &'a Path, table: &'a Table) -> Self {
        Self { path, name: String::new(), table, asked: RefCell::default() }
    }

    /// The file.
    pub(crate) fn path(&self) -> &'a Path {
        self.path
    }

    /// What is wrong with `key`, under the stable `code`.
    pub(crate) fn fault(&self, code: &'static str, key: &str, message: impl Display) -> SimError {
        let dotted = match (self.name.as_str(), key) {
            ("", key) => key.to_owned(),
            (name, "") => name.to_owned(),
            (name, key) => format!("{name}.{key}"),
        };
        // One line, whatever was quoted.
        let message = message.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        SimError::Scenario { code, path: self.path.to_path_buf(), key: dotted, message }
    }

    /// A value of `key` that is not allowed.
    pub(crate) fn invalid(&self, key: &str, message: impl Display) -> SimError {
        self.fault("scenario_value_invalid", key, message)
    }

    fn missing(&self, key: &str, what: impl Display) -> SimError {
        self.fault("scenario_key_missing", key, format!("is needed: {what}"))
    }

    /// The value of `key`, if it is there.
    pub(crate) fn value(&self, key: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// Whether `key` is there.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// A whole number that may be left out.
    pub(crate) fn integer_if(&self, key: &'static str, range: RangeInclusive<i64>) -> Result<Option<i64>, SimError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        match value.as_integer() {
            Some(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(self.invalid(key, format!("{value} is not allowed: {}", whole(&range)))),
        }
    }

    /// A whole number.
    pub(crate) fn integer(&self, key: &'static str, range: RangeInclusive<i64>) -> Result<i64, SimError> {
        let needed = || self.missing(key, whole(&range));
        self.integer_if(key, range.clone())?.ok_or_else(needed)
    }

    /// A count that may be left out; `range` fits into 32 bits.
    pub(crate) fn count_or(&self, key: &'static str, range: RangeInclusive<u32>, or: u32) -> Result<u32, SimError> {
        let range = i64::from(*range.start())..=i64::from(*range.end());
        let found = self.integer_if(key, range)?;
        Ok(found.and_then(|number| u32::try_from(number).ok()).unwrap_or(or))
    }

    /// A count; `range` fits into 32 bits.
    pub(crate) fn count(&self, key: &'static str, range: RangeInclusive<u32>) -> Result<u32, SimError> {
        let range = i64::from(*range.start())..=i64::from(*range.end());
        let number = self.integer(key, range)?;
        u32::try_from(number).map_err(|_| self.invalid(key, format!("{number} is too large")))
    }

    /// A number that may be left out.
    pub(crate) fn number_if(&self, key: &'static str, range: RangeInclusive<f64>) -> Result<Option<f64>, SimError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        match as_number(value) {
            Some(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(self.invalid(key, format!("{value} is not allowed: {}", real(&range)))),
        }
    }

    /// A number.
    pub(crate) fn number(&self, key: &'static str, range: RangeInclusive<f64>) -> Result<f64, SimError> {
        let needed = || self.missing(key, real(&range));
        self.number_if(key, range.clone())?.ok_or_else(needed)
    }

    /// One of `words`, or `or` when it is left out.
    pub(crate) fn word_or<'w>(&self, key: &'static str, words: &[&'w str], or: &'w str) -> Result<&'w str, SimError> {
        let Some(value) = self.value(key) else { return Ok(or) };
        let found = value.as_str().and_then(|text| words.iter().find(|word| **word == text));
        found.copied().ok_or_else(|| self.invalid(key, format!("{value} is not allowed: {}", words.join(", "))))
    }

    /// One of `words`.
    pub(crate) fn word<'w>(&self, key: &'static str, words: &[&'w str]) -> Result<&'w str, SimError> {
        if self.has(key) { self.word_or(key, words, "") } else { Err(self.missing(key, words.join(", "))) }
    }

    /// A text that may be left out.
    pub(crate) fn text_if(&self, key: &'static str) -> Result<Option<&'a str>, SimError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.invalid(key, format!("{value} is not allowed: a text in quotes")))
    }

    /// A text.
    pub(crate) fn text(&self, key: &'static str) -> Result<&'a str, SimError> {
        self.text_if(key)?.ok_or_else(|| self.missing(key, "a text in quotes"))
    }

    /// A list of texts that may be left out.
    pub(crate) fn texts_if(&self, key: &'static str) -> Result<Option<Vec<&'a str>>, SimError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let texts = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
        let wrong = || self.invalid(key, format!("{value} is not allowed: a list of texts"));
        texts.map(Some).ok_or_else(wrong)
    }

    /// A list of at least one number.
    pub(crate) fn numbers(&self, key: &'static str) -> Result<Vec<f64>, SimError> {
        let what = "a list of at least one number";
        let value = self.value(key).ok_or_else(|| self.missing(key, what))?;
        let numbers: Option<Vec<f64>> = value.as_array().and_then(|list| list.iter().map(as_number).collect());
        let numbers = numbers.filter(|numbers| !numbers.is_empty() && numbers.iter().all(|number| number.is_finite()));
        numbers.ok_or_else(|| self.invalid(key, format!("{value} is not allowed: {what}")))
    }

    /// The table under `key`, if it is there.
    pub(crate) fn section_if(&self, key: &'static str) -> Result<Option<Self>, SimError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let table = value.as_table().ok_or_else(|| self.invalid(key, format!("{value} is not allowed: a table")))?;
        Ok(Some(self.inner(key.to_owned(), table)))
    }

    /// The table under `key`.
    pub(crate) fn section(&self, key: &'static str) -> Result<Self, SimError> {
        self.section_if(key)?.ok_or_else(|| self.missing(key, format!("a table [{key}]")))
    }

    /// The tables of a list under `key`; none when it is left out.
    pub(crate) fn sections(&self, key: &'static str, most: usize) -> Result<Vec<Self>, SimError> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let wrong = || self.invalid(key, format!("up to {most} tables [[{key}]] are allowed"));
        let list = value.as_array().filter(|list| list.len() <= most).ok_or_else(wrong)?;
        let inner = |(place, value): (usize, &'a Value)| {
            let table = value.as_table().ok_or_else(wrong)?;
            Ok(self.inner(format!("{key}.{place}"), table))
        };
        list.iter().enumerate().map(inner).collect()
    }

    fn inner(&self, key: String, table: &'a Table) -> Self {
        let name = if self.name.is_empty() { key } else { format!("{}.{key}", self.name) };
        Self { path: self.path, name, table, asked: RefCell::default() }
    }

    /// The dotted key of this table.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Refuses what nobody asked for.
    pub(crate) fn finish(self) -> Result<(), SimError> {
        let asked = self.asked.borrow();
        match self.table.keys().find(|key| !asked.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => {
                let mut known = asked.clone();
                known.sort_unstable();
                known.dedup();
                let message = format!("means nothing here; allowed: {}", known.join(", "));
                Err(self.fault("scenario_key_unknown", key, message))
            }
        }
    }
}

/// Whole numbers stand for numbers too.
#[allow(clippy::cast_precision_loss)] // a parameter of a draw or a shape, never money
fn as_number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|number| number as f64))
}

fn whole(range: &RangeInclusive<i64>) -> String {
    format!("a whole number from {} to {}", range.start(), range.end())
}

fn real(range: &RangeInclusive<f64>) -> String {
    format!("a number from {} to {}", range.start(), range.end())
}
