//! What can go wrong with a simulation, each with a stable code.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The codes of [`SimError`], each with a sentence.
pub const CODES: &[(&str, &str)] = &[
    ("scenario_key_missing", "a key that the scenario needs is not there"),
    ("scenario_key_unknown", "a key of the scenario means nothing"),
    ("scenario_malformed", "the scenario is no TOML"),
    ("scenario_too_large", "the scenario asks for more orders, members or rows than allowed"),
    ("scenario_unreadable", "a file of the scenario could not be read"),
    ("scenario_value_invalid", "a value of the scenario is out of its range"),
    ("simulation_unwritable", "a result could not be written"),
    ("trace_unusable", "the order file of the scenario could not be used"),
];

/// Why a simulation did not happen, or its results could not be kept.
#[derive(Debug, Error)]
pub enum SimError {
    /// Something about a scenario: the file, the dotted key, and what is allowed there.
    #[error("{}: {key}: {message}", path.display())]
    Scenario {
        /// The stable code.
        code: &'static str,
        /// The scenario.
        path: PathBuf,
        /// The dotted key.
        key: String,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// A file that could not be read.
    #[error("{}: {cause}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// No TOML.
    #[error("{}: line {line}: {message}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Where.
        line: usize,
        /// Why.
        message: String,
    },
    /// A result that could not be written.
    #[error("{}: {cause}", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl SimError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scenario { code, .. } => code,
            Self::Unreadable { .. } => "scenario_unreadable",
            Self::Malformed { .. } => "scenario_malformed",
            Self::Unwritable { .. } => "simulation_unwritable",
        }
    }

    /// A failure to write the file `path`.
    pub(crate) fn unwritable<C: Into<io::Error>>(path: &Path) -> impl FnOnce(C) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::Unwritable { path, cause: cause.into() }
    }
}
