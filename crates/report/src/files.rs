//! Everything that a simulation leaves in a directory: its tables, its summary, and the report in every language.

use crate::Language;
use ratchet_charts::ChartError;
use ratchet_sim::{Results, SimError, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the results of a simulation could not be kept.
#[derive(Debug, Error)]
pub enum KeepError {
    /// A chart of the report.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A file.
    #[error(transparent)]
    File(#[from] SimError),
}

impl KeepError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Chart(error) => error.code(),
            Self::File(error) => error.code(),
        }
    }
}

/// Writes all of it into `dir`, whichever language is spoken here: reports are made to be passed on. Where they are, by
/// language.
pub fn keep(results: &Results, dir: &Path) -> Result<BTreeMap<&'static str, PathBuf>, KeepError> {
    files::write(results, dir)?;
    let mut reports = BTreeMap::new();
    for language in Language::ALL {
        let path = dir.join(language.file_name());
        files::whole(&path, crate::page(results, language)?.as_bytes())?;
        reports.insert(language.code(), path);
    }
    Ok(reports)
}
