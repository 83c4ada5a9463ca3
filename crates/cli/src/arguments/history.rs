//! Arguments of the commands that prove the books.

use clap::Args;
use std::path::PathBuf;

/// Re-check everything from the files alone
///
/// The hash chain and every Merkle root, the signed heads, every command executed again and its events compared, all
/// invariants, the snapshots and the trial balance. Exit status: 0 sound; 1 broken, with the first bad frame and record;
/// 2 cannot be read.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// A signed head published earlier: prove that history was extended since, not rewritten
    #[arg(long, value_name = "HEAD")]
    pub(crate) against: Option<PathBuf>,
}

/// Print the signed head of the journal, to be published or kept elsewhere
#[derive(Debug, Args)]
pub(crate) struct Head {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
}

/// Run vector files through the engine and name the first difference
#[derive(Debug, Args)]
pub(crate) struct Conform {
    /// Vector files (JSON)
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}
