//! Arguments of `ratchet import`.

use super::shared::{ProgrammeName, Writing};
use clap::Args;
use std::path::PathBuf;

/// Book a file of orders (CSV or gzipped CSV)
///
/// Members and merchants are registered on first sight. Without an order column an order's number is BATCH:LINE. The
/// batch is remembered by the digest of its lines: the same file again does nothing, a longer one continues, a changed
/// one is refused. Interrupted at any point, run it again. Refused lines are written beside the file with line and
/// code; the exit status is then 3.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The file: UTF-8, first line with the names of the columns
    pub(crate) file: PathBuf,
    /// Which column holds what: time, member, amount; where there are any order, merchant, cost, referrer
    #[arg(long = "col", value_name = "FIELD=COLUMN", required = true)]
    pub(crate) columns: Vec<String>,
    /// Who sold, when it is one merchant for the whole file
    #[arg(long, value_name = "NAME")]
    pub(crate) merchant: Option<String>,
    /// Plan of merchants seen for the first time
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<String>,
    /// What goods cost, in basis points of the amount, where no column says it (floored to fen)
    #[arg(long, value_name = "BP", value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) cost_bp: Option<u32>,
    /// Time zone of times without an offset, an IANA name [default: the deployment's]
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,
    /// Name of the batch [default: the name of the file, without .gz]
    #[arg(long, value_name = "NAME")]
    pub(crate) batch: Option<String>,
    /// Where refused lines go [default: FILE.rejects.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
}
