//! Results as files: each table as CSV and Parquet, and `summary.json`. Nothing in them depends on machine, clock or threads.

mod csv_table;
mod parquet_table;

use crate::error::SimError;
use crate::results::table::{Cell, Column, Kind, Row};
use crate::results::{About, Results};
use std::fs;
use std::path::Path;

/// Columns that every table ends with: where its rows come from.
const ORIGIN: [Column; 4] = [
    Column { name: "seed", kind: Kind::Integer, is_optional: false },
    Column { name: "scenario", kind: Kind::Text, is_optional: false },
    Column { name: "rules", kind: Kind::Text, is_optional: false },
    Column { name: "model_version", kind: Kind::Integer, is_optional: false },
];

/// Digits of the hashes in tables; the summary has all of them.
const HASH_DIGITS: usize = 16;

/// All columns of a table.
fn columns<R: Row>() -> impl Iterator<Item = &'static Column> {
    R::COLUMNS.iter().chain(&ORIGIN)
}

/// Gives all values of a row to `each`.
fn cells<'a, R: Row>(row: &'a R, about: &'a About, each: &mut dyn FnMut(Cell<'a>)) {
    row.cells(each);
    each(Cell::Integer(i64::try_from(about.seed).unwrap_or(i64::MAX)));
    each(Cell::Text(about.scenario.get(..HASH_DIGITS).unwrap_or_default()));
    each(Cell::Text(about.rules.get(..HASH_DIGITS).unwrap_or_default()));
    each(Cell::Integer(i64::from(about.model_version)));
}

/// Writes all files of `results` into `dir`, which is made if it is not there; what an earlier simulation left under these
/// names is replaced.
pub fn write(results: &Results, dir: &Path) -> Result<(), SimError> {
    fs::create_dir_all(dir).map_err(SimError::unwritable(dir))?;
    let about = &results.summary.about;
    write_table(&results.points, about, dir)?;
    write_table(&results.runs, about, dir)?;
    write_table(&results.time, about, dir)?;
    write_table(&results.fan, about, dir)?;
    write_table(&results.cohorts, about, dir)?;
    write_table(&results.sellers, about, dir)?;
    write_table(&results.returns, about, dir)?;
    write_table(&results.waits, about, dir)?;
    write_table(&results.queue, about, dir)?;
    write_if_any(&results.fund, about, dir)?;
    write_if_any(&results.levels, about, dir)?;
    write_if_any(&results.concentration, about, dir)?;
    write_if_any(&results.dividends, about, dir)?;
    write_if_any(&results.debts, about, dir)?;
    write_if_any(&results.closing, about, dir)?;
    write_table(&results.tornado, about, dir)?;
    write_table(&results.sobol, about, dir)?;
    let path = dir.join("summary.json");
    let mut text = serde_json::to_string_pretty(&results.summary).map_err(SimError::unwritable(&path))?;
    text.push('\n');
    whole(&path, text.as_bytes())
}

fn write_table<R: Row>(rows: &[R], about: &About, dir: &Path) -> Result<(), SimError> {
    let path = dir.join(format!("{}.csv", R::TABLE));
    whole(&path, &csv_table::bytes(rows, about).map_err(SimError::unwritable(&path))?)?;
    let path = dir.join(format!("{}.parquet", R::TABLE));
    whole(&path, &parquet_table::bytes(rows, about).map_err(SimError::unwritable(&path))?)
}

/// Writes a table that not every scenario has; without a row, it goes away where an earlier simulation left it.
fn write_if_any<R: Row>(rows: &[R], about: &About, dir: &Path) -> Result<(), SimError> {
    if !rows.is_empty() {
        return write_table(rows, about, dir);
    }
    for kind in ["csv", "parquet"] {
        let path = dir.join(format!("{}.{kind}", R::TABLE));
        if path.exists() {
            fs::remove_file(&path).map_err(SimError::unwritable(&path))?;
        }
    }
    Ok(())
}

/// Writes a file that appears under its name only when it is whole.
pub fn whole(path: &Path, bytes: &[u8]) -> Result<(), SimError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(SimError::unwritable(path))
}
