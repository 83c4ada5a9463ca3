//! What can be wrong with a custodian's statement, each with a stable code.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// The codes of [`StatementError`], with a sentence each.
pub const STATEMENT_CODES: &[(&str, &str)] = &[
    ("statement_columns", "the CSV statement has columns that it may not have, or lacks one that it needs"),
    ("statement_currency", "a statement is in CNY"),
    ("statement_empty", "the statement has no line that was booked"),
    ("statement_hostile", "the XML has what no statement needs: a document type, entities, or too many levels"),
    ("statement_malformed", "a line of the statement cannot be read"),
    ("statement_sum_wrong", "the statement contradicts itself: its lines do not add up to its balances"),
    ("statement_too_large", "a statement has at most 64 MB and 1,000,000 lines"),
    ("statement_unreadable", "the statement could not be read"),
];

/// Why a statement was not taken.
#[derive(Debug, Error)]
pub enum StatementError {
    /// Columns that are not those of a statement.
    #[error("line 1: {what}; allowed are: {allowed}")]
    Columns {
        /// What is wrong.
        what: String,
        /// All that there may be.
        allowed: &'static str,
    },
    /// Another currency.
    #[error("line {line}: `{currency}` is not CNY: a statement in another currency is not compared")]
    Currency {
        /// Line of the file, from 1.
        line: u64,
        /// What it says.
        currency: String,
    },
    /// Nothing to compare.
    #[error("the statement has no line that was booked")]
    Empty,
    /// What no bank sends.
    #[error("line {line}: {what}")]
    Hostile {
        /// Line of the file, from 1.
        line: u64,
        /// What was found.
        what: &'static str,
    },
    /// A line that cannot be read.
    #[error("line {line}: {what}")]
    Malformed {
        /// Line of the file, from 1.
        line: u64,
        /// What is wrong, and what is allowed.
        what: String,
    },
    /// A statement that contradicts itself.
    #[error("line {line}: {what}")]
    SumWrong {
        /// Line of the file, from 1.
        line: u64,
        /// Which sums.
        what: String,
    },
    /// Beyond a bound.
    #[error("the statement is larger than {what}")]
    TooLarge {
        /// Which bound.
        what: &'static str,
    },
    /// A file that could not be read.
    #[error("{path}: {cause}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl StatementError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Columns { .. } => "statement_columns",
            Self::Currency { .. } => "statement_currency",
            Self::Empty => "statement_empty",
            Self::Hostile { .. } => "statement_hostile",
            Self::Malformed { .. } => "statement_malformed",
            Self::SumWrong { .. } => "statement_sum_wrong",
            Self::TooLarge { .. } => "statement_too_large",
            Self::Unreadable { .. } => "statement_unreadable",
        }
    }

    pub(crate) fn malformed(line: u64, what: impl Into<String>) -> Self {
        Self::Malformed { line, what: what.into() }
    }
}
