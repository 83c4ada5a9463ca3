//! Arguments of `ratchet books` and `ratchet reconcile`.

use clap::Args;
use std::path::PathBuf;

/// Build the books (lists, statements, price series) anew from the journal, or check them against it
///
/// The books are DIR/books.sqlite: read models in SQL, which a running service keeps up to date. They hold nothing that
/// the journal does not say. `rebuild` drops them and builds them again. `check` builds them a second time beside the first,
/// plays the journal in the engine, and lists every row, balance, total and price that is not the same. Exit status of
/// check: 0 equal, 1 differences, 2 cannot be read.
#[derive(Debug, Args)]
pub(crate) struct Books {
    /// What to do
    #[arg(value_name = "WHAT", value_parser = ["rebuild", "check"])]
    pub(crate) what: String,
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
}

/// Compare a custodian's statement with the cash in the ledger, and list every difference
///
/// Lines and movements are brought together by references first (order, payment, payout), then by amount and day; the
/// rules are in docs/reconciliation.md, examples of files in examples/statements/. Exit status: 0 no difference; 3
/// differences; 2 the statement cannot be read.
#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The custodian's statement
    #[arg(long, value_name = "FILE")]
    pub(crate) statement: PathBuf,
    /// What the file is [default: camt053 for .xml, else csv]
    #[arg(long, value_name = "FORMAT", value_parser = ["csv", "camt053"])]
    pub(crate) format: Option<String>,
    /// Dates that are more than this many days apart are a difference
    #[arg(long, value_name = "DAYS", default_value_t = 3, value_parser = clap::value_parser!(u16).range(0..=366))]
    pub(crate) days: u16,
}
