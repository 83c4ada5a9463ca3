//! What can go wrong with an export, each with a stable code.

use crate::reconcile::StatementError;
use ratchet_deployment::DeploymentError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The codes of [`BooksError`] that are its own, with a sentence each.
pub const CODES: &[(&str, &str)] = &[
    ("books_broken", "the journal, or the tables, contradict themselves"),
    ("books_foreign", "the books were built from another journal, or from history that was lost since: rebuild them"),
    ("books_gap", "records are missing before the ones that came: the books take every record in its order"),
    ("books_in_use", "somebody else is building these books"),
    ("books_outdated", "the books have tables of another version: rebuild them"),
    ("books_unusable", "the file of the books could not be read or written"),
    ("export_inside_deployment", "an export is written outside of the deployment's directory"),
    ("export_path_missing", "this format is one or more files: say where they go"),
    ("export_unwritable", "the export could not be written"),
];

/// Why an export, or work with the read models, failed.
#[derive(Debug, Error)]
pub enum BooksError {
    /// A record, or a row, that contradicts what is before it.
    #[error("record {sequence}: {what}")]
    Contradiction {
        /// Sequence of the record in the journal.
        sequence: u64,
        /// What is wrong.
        what: String,
    },
    /// Books of another journal.
    #[error("{path} was not built from this journal: rebuild it with `ratchet books rebuild`")]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// A record before its turn.
    #[error("record {found} came where record {expected} was due")]
    Gap {
        /// The record that was due.
        expected: u64,
        /// The record that came.
        found: u64,
    },
    /// A second builder.
    #[error("{path} is being built by somebody else: stop it first, or wait for it")]
    InUse {
        /// Which file.
        path: PathBuf,
    },
    /// Tables of another version.
    #[error("{path} has tables of another version: rebuild it with `ratchet books rebuild`")]
    Outdated {
        /// Which file.
        path: PathBuf,
    },
    /// A custodian's statement that cannot be compared.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The database.
    #[error("the books: {0}")]
    Database(#[from] sqlx::Error),
    /// The deployment could not be read.
    #[error(transparent)]
    Deployment(#[from] DeploymentError),
    /// The export would lie among the files of the deployment.
    #[error("{path} is inside the deployment: write the export elsewhere")]
    InsideDeployment {
        /// Where it would lie.
        path: PathBuf,
    },
    /// A format of files without a place for them.
    #[error("an export as {format} needs a path: give it with -o")]
    PathMissing {
        /// Which format.
        format: &'static str,
    },
    /// A file, or the stream, that could not be written.
    #[error("{path}: {cause}")]
    Unwritable {
        /// Which file; `-` for the stream.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl BooksError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Contradiction { .. } => "books_broken",
            Self::Foreign { .. } => "books_foreign",
            Self::Gap { .. } => "books_gap",
            Self::InUse { .. } => "books_in_use",
            Self::Outdated { .. } => "books_outdated",
            Self::Statement(error) => error.code(),
            Self::Database(_) => "books_unusable",
            Self::Deployment(error) => error.code(),
            Self::InsideDeployment { .. } => "export_inside_deployment",
            Self::PathMissing { .. } => "export_path_missing",
            Self::Unwritable { .. } => "export_unwritable",
        }
    }

    /// Whether whoever read the stream went away.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Unwritable { cause, .. } if cause.kind() == io::ErrorKind::BrokenPipe)
    }

    /// A failure to write the file `path`.
    pub(crate) fn unwritable<C: Into<io::Error>>(path: &Path) -> impl FnOnce(C) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::Unwritable { path, cause: cause.into() }
    }

    /// A failure of a writer with an error type of its own.
    pub(crate) fn failed(path: &Path, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unwritable { path: path.to_path_buf(), cause: io::Error::other(cause) }
    }
}
