//! What can go wrong with an export, each with a stable code.

use ratchet_deployment::DeploymentError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The codes of [`BooksError`] that are its own, with a sentence each.
pub const CODES: &[(&str, &str)] = &[
    ("export_inside_deployment", "an export is written outside of the deployment's directory"),
    ("export_path_missing", "this format is one or more files: say where they go"),
    ("export_unwritable", "the export could not be written"),
];

/// Why an export failed.
#[derive(Debug, Error)]
pub enum BooksError {
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
