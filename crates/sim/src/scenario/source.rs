//! A scenario file as it was read, from which scenarios with other values of some keys are made.

use super::Scenario;
use super::limits::FILE_BYTES_MAX;
use super::section::Section;
use crate::error::SimError;
use crate::trace::{Trace, beside};
use ratchet_core::Rules;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};
use toml::{Table, Value};

/// A scenario file with its rules and its trace.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    /// The file as a table; rules named by their path stand in it inline.
    table: Table,
    pub(crate) trace: Option<Arc<Trace>>,
}

impl Source {
    /// Reads a scenario and the files that it names, and checks all of it.
    pub fn read(path: &Path) -> Result<Self, SimError> {
        Self::of_table(path, read_toml(path)?)
    }

    /// A scenario that stands in no file; what it names lies beside `path`.
    pub fn of_text(path: &Path, text: &str) -> Result<Self, SimError> {
        Self::of_table(path, parse(path, text)?)
    }

    /// A scenario that names no files, such as one that came over a network: its rules stand beside it, and it has no trace.
    /// TOML, or JSON where it begins with a brace. `name` is what results call it.
    pub fn alone(name: &str, text: &str, rules: &Rules) -> Result<Self, SimError> {
        let path = Path::new(name);
        check_size(path, text.len() as u64)?;
        let mut table = if text.trim_start().starts_with('{') { parse_json(path, text)? } else { parse(path, text)? };
        let whole = Section::whole(path, &table);
        for (key, message) in [("rules", "stand beside the scenario here"), ("trace", "no file can be named here")] {
            if whole.has(key) {
                return Err(whole.invalid(key, message));
            }
        }
        let rules = Table::try_from(rules).map_err(|error| whole.invalid("rules", error.to_string()))?;
        table.insert("rules".to_owned(), Value::Table(rules));
        Self::of_table(path, table)
    }

    fn of_table(path: &Path, mut table: Table) -> Result<Self, SimError> {
        let rules = Section::whole(path, &table).text_if("rules").ok().flatten();
        let rules = rules.map(|file| beside(&Section::whole(path, &table), file));
        if let Some(file) = rules {
            let rules = read_toml(&file)?;
            table.insert("rules".to_owned(), Value::Table(rules));
        }
        let trace = Section::whole(path, &table).section_if("trace")?.map(Trace::read).transpose()?;
        let source = Self { path: path.to_path_buf(), table, trace: trace.map(Arc::new) };
        source.scenario(&[])?;
        Ok(source)
    }

    /// The same scenario with another seed or number of runs.
    pub fn with(mut self, seed: Option<u64>, runs: Option<u32>) -> Result<Self, SimError> {
        if let Some(seed) = seed {
            let seed = i64::try_from(seed).map_err(|_| {
                Section::whole(&self.path, &self.table).invalid("seed", format!("at most {} is allowed", i64::MAX))
            })?;
            self.table.insert("seed".to_owned(), Value::Integer(seed));
        }
        if let Some(runs) = runs {
            self.table.insert("runs".to_owned(), Value::Integer(i64::from(runs)));
        }
        self.scenario(&[])?;
        Ok(self)
    }

    /// The name of the file.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The scenario with some keys set to other values.
    pub(crate) fn scenario(&self, values: &[(&str, f64)]) -> Result<Scenario, SimError> {
        let mut table = self.table.clone();
        for (key, value) in values {
            self.set(&mut table, key, *value)?;
        }
        let whole = Section::whole(&self.path, &table);
        let scenario = Scenario::read(&whole, self.trace.as_ref())?;
        whole.finish()?;
        Ok(scenario)
    }

    /// What is wrong with `key`.
    pub(crate) fn fault(&self, code: &'static str, key: &str, message: &str) -> SimError {
        Section::whole(&self.path, &self.table).fault(code, key, message)
    }

    /// BLAKE3 of the scenario with its rules and its trace, in hexadecimal.
    pub(crate) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.table.to_string().as_bytes());
        hasher.update(self.trace.as_ref().map_or("", |trace| &trace.digest).as_bytes());
        hasher.finalize().to_hex().to_string()
    }

    /// Sets a number that stands in the scenario under a dotted key; places in lists count from 0. Whole numbers stay whole.
    fn set(&self, table: &mut Table, key: &str, value: f64) -> Result<(), SimError> {
        let wrong = || {
            let message = format!("\"{key}\" names no number of this scenario, such as arrivals.orders_per_day");
            self.fault("scenario_value_invalid", "key", &message)
        };
        let mut parts = key.split('.');
        let mut place = parts.next().and_then(|part| table.get_mut(part)).ok_or_else(wrong)?;
        for part in parts {
            let inner = match place {
                Value::Table(table) => table.get_mut(part),
                Value::Array(list) => part.parse().ok().and_then(|place: usize| list.get_mut(place)),
                _ => None,
            };
            place = inner.ok_or_else(wrong)?;
        }
        match place {
            Value::Integer(whole) => *whole = to_whole(value),
            Value::Float(number) => *number = value,
            _ => return Err(wrong()),
        }
        Ok(())
    }
}

#[allow(clippy::cast_possible_truncation)] // saturates; the key's own range refuses what is too large
fn to_whole(value: f64) -> i64 {
    libm::round(value) as i64
}

fn read_toml(path: &Path) -> Result<Table, SimError> {
    let unreadable = |cause| SimError::Unreadable { path: path.to_path_buf(), cause };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    check_size(path, size)?;
    parse(path, &fs::read_to_string(path).map_err(unreadable)?)
}

fn check_size(path: &Path, size: u64) -> Result<(), SimError> {
    if size <= FILE_BYTES_MAX {
        return Ok(());
    }
    let message = format!("{size} bytes are too many: at most {FILE_BYTES_MAX} are allowed");
    let cause = io::Error::new(io::ErrorKind::InvalidData, message);
    Err(SimError::Unreadable { path: path.to_path_buf(), cause })
}

fn parse_json(path: &Path, text: &str) -> Result<Table, SimError> {
    serde_json::from_str(text).map_err(|error| SimError::Malformed {
        path: path.to_path_buf(),
        line: error.line(),
        message: error.to_string(),
    })
}

fn parse(path: &Path, text: &str) -> Result<Table, SimError> {
    text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        SimError::Malformed { path: path.to_path_buf(), line, message }
    })
}
