//! Arguments of `ratchet export`.

use clap::Args;
use std::path::PathBuf;

/// Export the books: every posting, in a format that other programs read and check
///
/// hledger and beancount: one text, with an assertion for each balance, so that `hledger check --strict` and `bean-check`
/// prove it. csv and parquet: a directory with the postings, the trial balance, orders, returns, sales and awards. xlsx:
/// the same as sheets. An export is of the whole deployment: cash, balances and payables are those of all programmes.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_parser = ["hledger", "beancount", "csv", "xlsx", "parquet"])]
    pub(crate) format: String,
    /// File to write; for csv and parquet a directory. What an earlier export left there is replaced
    /// [default: standard output, for hledger and beancount]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
}
