//! Runs through the journal once and writes it as books of one format.

use crate::about::About;
use crate::beancount::Beancount;
use crate::book::Book;
use crate::csv_files::CsvFiles;
use crate::entry::Entry;
use crate::error::BooksError;
use crate::format::Format;
use crate::hledger::Hledger;
use crate::parquet_files::ParquetFiles;
use crate::rows::Rows;
use crate::text_output::TextOutput;
use crate::workbook::Sheetbook;
use jiff::civil::{Date, date};
use ratchet_core::{Engine, Time};
use ratchet_deployment::{DeploymentError, History, Layout, PlacedRecord};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where an export goes.
pub enum Target<'a> {
    /// A stream; only for formats that are one text.
    Stream(&'a mut dyn Write),
    /// A file, or a directory for formats of several files. What is there under the same names is replaced, once the
    /// export is complete.
    Path(&'a Path),
}

/// What was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Records of the journal, all of which were read.
    pub records: u64,
    /// Those among them that moved money or points.
    pub transactions: u64,
    /// The last frame that is in it.
    pub frame: u64,
}

/// Exports the deployment at `layout`, beside a writer or without one. One record is in memory at a time, and the state
/// that they lead to. `progress` is told how many records of how many are done.
pub fn export(
    layout: &Layout,
    format: Format,
    target: Target<'_>,
    progress: impl FnMut(u64, u64),
) -> Result<Report, BooksError> {
    if let Target::Path(path) = &target {
        check_outside(layout, path)?;
    }
    let history = History::open(layout)?;
    let mut book = begin(format, target)?;
    run(history, book.as_mut(), progress)
}

fn begin(format: Format, target: Target<'_>) -> Result<Box<dyn Book + '_>, BooksError> {
    let path = match target {
        Target::Stream(out) if format.is_text() => return Ok(text(format, TextOutput::to_stream(out))),
        Target::Stream(_) => return Err(BooksError::PathMissing { format: format.name() }),
        Target::Path(path) => path,
    };
    let in_directory = || fs::create_dir_all(path).map_err(BooksError::unwritable(path));
    Ok(match format {
        Format::Hledger | Format::Beancount => text(format, TextOutput::to_file(path)?),
        Format::Csv => {
            in_directory()?;
            Box::new(Rows::new(CsvFiles::new(path)))
        }
        Format::Xlsx => Box::new(Rows::new(Sheetbook::new(path)?)),
        Format::Parquet => {
            in_directory()?;
            Box::new(Rows::new(ParquetFiles::new(path)))
        }
    })
}

fn text(format: Format, out: TextOutput<'_>) -> Box<dyn Book + '_> {
    match format {
        Format::Beancount => Box::new(Beancount::new(out)),
        _ => Box::new(Hledger::new(out)),
    }
}

fn run(mut history: History, book: &mut dyn Book, mut progress: impl FnMut(u64, u64)) -> Result<Report, BooksError> {
    let (records, frame) = (history.record_count(), history.head().map_or(0, |head| head.frame));
    let mut engine = Engine::new();
    let mut about = None;
    let mut transactions = 0;
    let mut last = date(1970, 1, 1);
    while let Some(placed) = history.read_next()? {
        let command = &placed.record.command;
        engine
            .replay(command.recorded_at, &placed.record.events)
            .map_err(|error| broken(&placed, error.to_string()))?;
        let about: &About = match &mut about {
            Some(about) => about,
            none => {
                let first = none.insert(About::of(engine.state(), &history)?);
                book.begin(first)?;
                first
            }
        };
        // Where a zone sets its clocks back at midnight, days would go back too.
        last = last.max(day(about, &placed, command.recorded_at)?);
        let occurred_on = day(about, &placed, command.occurred_at)?;
        let (sequence, frame) = (placed.sequence, placed.frame);
        let done = command.as_done(&placed.record.events);
        let entry = Entry { sequence, frame, date: last, occurred_on, command: &done, events: &placed.record.events };
        book.add(&entry, engine.state())?;
        transactions += u64::from(entry.moves_anything());
        progress(sequence + 1, records);
    }
    if about.is_none() {
        book.begin(&About::of(engine.state(), &history)?)?;
    }
    book.finish(engine.state(), last)?;
    Ok(Report { records, transactions, frame })
}

fn day(about: &About, placed: &PlacedRecord, time: Time) -> Result<Date, BooksError> {
    let zoned = about.zoned(time).ok_or_else(|| broken(placed, "its time is in no calendar".to_owned()))?;
    Ok(zoned.date())
}

fn broken(placed: &PlacedRecord, what: String) -> BooksError {
    DeploymentError::Broken { frame: placed.frame, record: placed.sequence, what }.into()
}

/// Refuses to write among the files of the deployment, where an export could take the place of the journal.
fn check_outside(layout: &Layout, path: &Path) -> Result<(), BooksError> {
    if layout.holds(path) {
        return Err(BooksError::InsideDeployment { path: PathBuf::from(path) });
    }
    Ok(())
}
