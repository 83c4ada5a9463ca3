//! How results are shown: JSON for programs, tables and sentences for people.

use crate::failure::Failure;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use indicatif::ProgressBar;
use ratchet_core::operations::{DeploymentTerms, Mode};
use ratchet_core::units::grouped;
use ratchet_core::view::mode_name;
use ratchet_core::{Fen, Points, State, Time};
use rust_i18n::t;
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};

/// Prints one line.
pub(crate) fn line(text: impl AsRef<str>) -> Result<(), Failure> {
    Ok(writeln!(io::stdout().lock(), "{}", text.as_ref())?)
}

/// Says something beside the results, on standard error. Where nobody can hear it, the exit status still tells.
pub(crate) fn say(text: impl AsRef<str>) {
    // What it quotes may come from anywhere: nothing in it reaches the terminal as a command.
    let harmless = |character: char| if character.is_control() && character != '\n' { '\u{fffd}' } else { character };
    let text: String = text.as_ref().chars().map(harmless).collect();
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a value as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    line(text)
}

/// As [`json`], for a view of a deployment: it says first whether its money is real.
pub(crate) fn json_of(state: &State, view: &impl Serialize) -> Result<(), Failure> {
    let mut fields = serde_json::Map::new();
    fields.insert("mode".to_owned(), mode_name(state).into());
    if let serde_json::Value::Object(own) = serde_json::to_value(view).map_err(io::Error::from)? {
        fields.extend(own);
    }
    json(&fields)
}

/// A table without lines, one figure a row: what, how much.
pub(crate) struct Figures {
    table: Table,
}

impl Figures {
    pub(crate) fn new() -> Self {
        let mut table = Table::new();
        table.load_style(NOTHING);
        Self { table }
    }

    /// Adds a row under the text of `key`.
    pub(crate) fn row(mut self, key: &str, figure: impl Display) -> Self {
        self.table.add_row(vec![t!(key).into_owned(), figure.to_string()]);
        self
    }

    pub(crate) fn row_if(self, condition: bool, key: &str, figure: impl Display) -> Self {
        if condition { self.row(key, figure) } else { self }
    }

    pub(crate) fn print(mut self) -> Result<(), Failure> {
        if let Some(column) = self.table.column_mut(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        line(self.table.to_string())
    }
}

/// A table with a heading row of texts under `keys`; all columns but the first are figures.
pub(crate) fn rows(keys: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(keys.iter().map(|key| t!(*key).into_owned()));
    table.add_rows(rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    line(table.to_string())
}

/// Prints rows as CSV under their heading, as RFC 4180 has it.
pub(crate) fn csv(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(io::stdout().lock());
    writer.write_record(heading).map_err(io::Error::from)?;
    for row in rows {
        writer.write_record(row).map_err(io::Error::from)?;
    }
    Ok(writer.flush()?)
}

/// Money with its sign: `¥12.05`.
pub(crate) fn money(amount: Fen) -> String {
    let text = grouped(&amount.to_string());
    match text.strip_prefix('-') {
        Some(text) => format!("-¥{text}"),
        None => format!("¥{text}"),
    }
}

/// Points with their decimals.
pub(crate) fn points(points: Points) -> String {
    grouped(&points.to_string())
}

/// A count with its thousands apart.
pub(crate) fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// A share in per cent with two decimals, floored: a display, never an input of anything.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let hundredths = u128::from(part) * 10_000 / u128::from(whole);
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// A moment in the deployment's zone.
pub(crate) fn moment(state: &State, time: Time) -> String {
    moment_in(state.terms.as_ref().map_or("Asia/Shanghai", |terms| terms.zone.as_str()), time)
}

/// A moment in the zone of this name.
pub(crate) fn moment_in(zone: &str, time: Time) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    match jiff::Timestamp::from_millisecond(time.milliseconds()) {
        Ok(timestamp) => timestamp.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S %:z").to_string(),
        Err(_) => time.milliseconds().to_string(),
    }
}

/// What stands over everything a sandbox shows.
pub(crate) fn watermark(state: &State) -> Result<(), Failure> {
    state.terms.as_ref().map_or(Ok(()), watermark_of)
}

/// As [`watermark`], where there are only the terms of the deployment.
pub(crate) fn watermark_of(terms: &DeploymentTerms) -> Result<(), Failure> {
    if terms.mode == Mode::Sandbox { line(t!("output.sandbox")) } else { Ok(()) }
}

/// Moves a bar now and then: drawing it costs more than the work that it shows.
pub(crate) fn follow(bar: &ProgressBar, done: u64, of: u64) {
    if done.is_multiple_of(1_024) {
        bar.set_length(of);
        bar.set_position(done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped() {
        assert_eq!(money(Fen::new(-123_456_789)), "-¥1,234,567.89");
        assert_eq!(money(Fen::new(5)), "¥0.05");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(100), "100");
        assert_eq!(share(1, 3), "33.33 %");
    }
}
