//! What can be reported.

use ratchet_books::Format;
use ratchet_books::reconcile::StatementFormat;
use std::sync::Arc;

/// What is to be found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// Whether the journal is whole and every decision in it the right one: all of it is executed again.
    Verify,
    /// Whether the books say what the journal says.
    BooksCheck,
    /// The journal as accounting books.
    Export(Format),
    /// A custodian's statement against the cash in the ledger.
    Reconciliation {
        /// The file as it was sent.
        statement: Arc<[u8]>,
        /// What it is.
        format: StatementFormat,
        /// Days between two dates that are no difference.
        days_apart: u16,
    },
}

impl ReportKind {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::BooksCheck => "books_check",
            Self::Export(_) => "export",
            Self::Reconciliation { .. } => "reconciliation",
        }
    }
}
