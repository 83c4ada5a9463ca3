//! Makes one report.

use super::kind::ReportKind;
use crate::background::{JobState, Maker};
use ratchet_books::reconcile::{CustodyStatement, DifferenceKind, reconcile_statement};
use ratchet_books::sql::check_blocking;
use ratchet_books::{BooksError, Format, Target, export};
use ratchet_deployment::{DeploymentError, Layout, verify};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Differences that are told; how many there are is told in any case.
const DIFFERENCES_TOLD: usize = 1_000;

/// Records between two words about how far it is.
const TELL_EVERY: u64 = 4_096;

/// Why a report was not made: code and words.
struct Failure(&'static str, String);

impl From<BooksError> for Failure {
    fn from(error: BooksError) -> Self {
        Self(error.code(), error.to_string())
    }
}

impl From<DeploymentError> for Failure {
    fn from(error: DeploymentError) -> Self {
        Self(error.code(), error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self("export_unwritable", error.to_string())
    }
}

/// Makes reports about the deployment at `layout`.
pub(super) struct ReportMaker {
    pub(super) layout: Layout,
}

impl Maker<ReportKind> for ReportMaker {
    fn make(&self, kind: &ReportKind, dir: &Path, tell: &(dyn Fn(u64, u64) + Sync)) -> JobState {
        make(&self.layout, kind, dir, tell)
    }
}

fn make(layout: &Layout, kind: &ReportKind, dir: &Path, tell: &(dyn Fn(u64, u64) + Sync)) -> JobState {
    let progress = |done: u64, of: u64| {
        if done.is_multiple_of(TELL_EVERY) || done == of {
            tell(done, of);
        }
    };
    let made = match kind {
        ReportKind::Verify => checked(layout, progress),
        ReportKind::BooksCheck => compared(layout, progress),
        ReportKind::Export(format) => exported(layout, *format, dir, progress),
        ReportKind::Reconciliation { statement, format, days_apart } => CustodyStatement::parse(statement, *format)
            .map_err(BooksError::from)
            .and_then(|statement| reconcile_statement(layout, &statement, *days_apart, progress))
            .map_err(Failure::from)
            .and_then(|found| reconciled(&found)),
    };
    made.unwrap_or_else(|Failure(code, detail)| JobState::Failed { code, detail })
}

fn checked(layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<JobState, Failure> {
    let report = verify(layout.root(), None, progress)?;
    let is_good = report.trial_balance.is_balanced();
    Ok(done(Some(is_good), written(&report)?))
}

fn compared(layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<JobState, Failure> {
    let report = check_blocking(layout, progress)?;
    let is_good = report.differences.is_empty();
    Ok(done(Some(is_good), shortened(written(&report)?)))
}

fn reconciled(found: &ratchet_books::reconcile::Reconciliation) -> Result<JobState, Failure> {
    let counts: BTreeMap<&str, usize> =
        DifferenceKind::ALL.into_iter().map(|kind| (kind.name(), found.count(kind))).collect();
    let mut value = shortened(written(found)?);
    value["counts"] = json!(counts);
    Ok(done(Some(found.differences.is_empty()), value))
}

fn exported(layout: &Layout, format: Format, dir: &Path, progress: impl FnMut(u64, u64)) -> Result<JobState, Failure> {
    fs::create_dir_all(dir)?;
    let path = match format {
        Format::Csv | Format::Parquet => dir.to_path_buf(),
        Format::Hledger => dir.join("ratchet.journal"),
        Format::Beancount => dir.join("ratchet.beancount"),
        Format::Xlsx => dir.join("ratchet.xlsx"),
    };
    let report = export(layout, format, Target::Path(&path), progress)?;
    let mut files: Vec<PathBuf> = fs::read_dir(dir)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let found = json!({
        "format": format.name(),
        "records": report.records,
        "transactions": report.transactions,
        "frame": report.frame,
    });
    Ok(JobState::Done { is_good: None, found, files })
}

fn done(is_good: Option<bool>, found: Value) -> JobState {
    JobState::Done { is_good, found, files: Vec::new() }
}

fn written(found: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(found).map_err(|error| Failure("internal", error.to_string()))
}

/// With the first differences, and how many there are.
fn shortened(mut found: Value) -> Value {
    let Some(differences) = found["differences"].as_array_mut() else { return found };
    let count = differences.len();
    differences.truncate(DIFFERENCES_TOLD);
    found["differences_count"] = json!(count);
    found
}
