//! Reads one table of a deployment file: every key that is asked for is known, every other one is a fault.

use crate::FactFault;
use std::fmt::Display;
use toml::{Table, Value};

/// Longest text of one line, in characters.
const LINE_LETTERS_MAX: usize = 500;

/// A table being read.
pub(crate) struct Section<'a> {
    path: String,
    table: &'a Table,
    asked: Vec<&'static str>,
    faults: &'a mut Vec<FactFault>,
}

impl<'a> Section<'a> {
    pub(crate) fn new(path: impl Into<String>, table: &'a Table, faults: &'a mut Vec<FactFault>) -> Self {
        Self { path: path.into(), table, asked: Vec::new(), faults }
    }

    fn place(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(crate) fn fault(&mut self, key: &str, code: &'static str, message: String) {
        let place = self.place(key);
        self.faults.push(FactFault { place, code, message });
    }

    fn malformed(&mut self, key: &str, value: &Value, allowed: impl Display) {
        self.fault(key, "fact_malformed", format!("{} is not allowed here; allowed is {allowed}", kind(value)));
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// A table under a key.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<&'a Table> {
        let value = self.value(key)?;
        if value.as_table().is_none() {
            self.malformed(key, value, format_args!("a table [{}]", self.place(key)));
        }
        value.as_table()
    }

    /// The table under a key, as a section to read; an absent one reads as empty.
    pub(crate) fn section<'b>(&'b mut self, key: &'static str, empty: &'b Table) -> Section<'b>
    where
        'a: 'b,
    {
        let table = self.table(key).unwrap_or(empty);
        Section::new(self.place(key), table, self.faults)
    }

    /// A table elsewhere in the file, as a section to read.
    pub(crate) fn other<'b>(&'b mut self, path: String, table: &'b Table) -> Section<'b> {
        Section::new(path, table, self.faults)
    }

    /// Tables under a key, `[[key]]`.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<&'a Table> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let tables: Option<Vec<&Table>> = value.as_array().and_then(|rows| rows.iter().map(Value::as_table).collect());
        tables.unwrap_or_else(|| {
            self.malformed(key, value, format_args!("tables [[{}]]", self.place(key)));
            Vec::new()
        })
    }

    /// A text of one line.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        let line = value.as_str().filter(|text| is_line(text));
        if line.is_none() {
            self.malformed(key, value, format_args!("one line of text, at most {LINE_LETTERS_MAX} characters"));
        }
        line.map(str::to_owned)
    }

    /// A day, written as one or as a text.
    pub(crate) fn day(&mut self, key: &'static str) -> Option<String> {
        match self.table.get(key) {
            Some(Value::Datetime(day)) if day.time.is_none() && day.offset.is_none() => {
                self.asked.push(key);
                Some(day.to_string())
            }
            _ => self.text(key),
        }
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn number(&mut self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let value = self.value(key)?;
        let allowed = format!("a whole number from {least} to {most}");
        match value.as_integer() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            Some(number) => {
                self.fault(key, "fact_out_of_range", format!("{number} is out of range; allowed is {allowed}"));
                None
            }
            None => {
                self.malformed(key, value, allowed);
                None
            }
        }
    }

    /// The same, of a size that counts days and rates.
    pub(crate) fn count(&mut self, key: &'static str, most: u32) -> Option<u32> {
        self.number(key, 0, most.into()).and_then(|number| u32::try_from(number).ok())
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        if value.as_bool().is_none() {
            self.malformed(key, value, "true or false");
        }
        value.as_bool()
    }

    /// One of several words.
    pub(crate) fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let value = self.value(key)?;
        let chosen = value.as_str().and_then(|word| choices.iter().find(|(name, _)| *name == word));
        if chosen.is_none() {
            let names: Vec<String> = choices.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            self.malformed(key, value, names.join(", "));
        }
        chosen.map(|(_, choice)| *choice)
    }

    /// Ends the reading: what was not asked for does not exist.
    pub(crate) fn end(mut self) {
        let unknown: Vec<&String> = self.table.keys().filter(|key| !self.asked.contains(&key.as_str())).collect();
        for key in unknown {
            let message = format!("there is no such key; allowed are {}", self.asked.join(", "));
            self.fault(&shown(key), "fact_unknown", message);
        }
    }
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= LINE_LETTERS_MAX && !text.chars().any(char::is_control)
}

/// A key in one line.
pub(crate) fn shown(key: &str) -> String {
    key.chars().take(64).map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// What a value is, and which where it is short.
fn kind(value: &Value) -> String {
    match value {
        Value::String(text) if text.chars().count() <= 40 => format!("{text:?}"),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        plain => plain.to_string(),
    }
}
