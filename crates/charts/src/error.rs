//! What can go wrong with a chart, each with a stable code.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// The codes of [`ChartError`], with a sentence each.
pub const CODES: &[(&str, &str)] = &[
    ("chart_failed", "the chart could not be drawn"),
    ("chart_suffix_unknown", "a chart is a file that ends in .svg or .png"),
    ("chart_unwritable", "the chart could not be written"),
];

/// Why there is no chart.
#[derive(Debug, Error)]
pub enum ChartError {
    /// The outlines or the pixels could not be made.
    #[error("the chart could not be drawn: {what}")]
    Failed {
        /// What stood in the way.
        what: String,
    },
    /// A file name that says no format.
    #[error("{path}: the name of a chart ends in .svg or .png")]
    SuffixUnknown {
        /// Which file.
        path: PathBuf,
    },
    /// A file that could not be written.
    #[error("{path}: {cause}")]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl ChartError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Failed { .. } => "chart_failed",
            Self::SuffixUnknown { .. } => "chart_suffix_unknown",
            Self::Unwritable { .. } => "chart_unwritable",
        }
    }

    pub(crate) fn failed(what: &(impl ToString + ?Sized)) -> Self {
        Self::Failed { what: what.to_string() }
    }
}
