//! Reconciliation: a custodian's statement against the movements of cash in the ledger, every difference listed.
//!
//! What belongs together is found by references first, then by amount and day; the rules are in `docs/reconciliation.md`.

mod camt053;
mod csv_statement;
mod error;
mod matching;
mod movements;
mod report;
mod statement;

pub use error::{STATEMENT_CODES, StatementError};
pub use report::{CashDifference, DifferenceKind, Reconciliation, Side};
pub use statement::{CustodyLine, CustodyStatement, STATEMENT_BYTES_MAX, StatementFormat};

use crate::error::BooksError;
use ratchet_deployment::Layout;
use std::path::Path;

/// Days between the two dates of a movement that are no difference, unless something else is asked for.
pub const DAYS_APART: u16 = 3;

/// Compares the statement in the file `path` with the cash of the deployment at `layout`. Dates more than `days_apart`
/// apart are a difference. `progress` is told how many records of how many are read.
pub fn reconcile(
    layout: &Layout,
    path: &Path,
    format: StatementFormat,
    days_apart: u16,
    progress: impl FnMut(u64, u64),
) -> Result<Reconciliation, BooksError> {
    reconcile_statement(layout, &CustodyStatement::read(path, format)?, days_apart, progress)
}

/// As [`reconcile`], with a statement that was read already.
pub fn reconcile_statement(
    layout: &Layout,
    statement: &CustodyStatement,
    days_apart: u16,
    progress: impl FnMut(u64, u64),
) -> Result<Reconciliation, BooksError> {
    let movements = movements::read(layout, statement, days_apart, progress)?;
    Ok(matching::compare(statement, &movements, days_apart))
}
