//! Arguments of `ratchet factsheet`.

use super::shared::ProgrammeName;
use clap::Args;
use std::path::PathBuf;

/// Write what a member is told: every figure from the journal, nothing promised
///
/// Price, reserve and points; the most that all members can ever receive; what everyone would get if all sold now; where
/// 100.00 of spend goes; a sale's quote; how many reached the cap and how many did not; what changed the price; awards;
/// rules; what 180 days more at the pace of lately, at half of it and without orders come to, and everyone selling. As a summary, as JSON (--json), or as one page that opens without network and prints on A4 (-o), in the chosen
/// language.
#[derive(Debug, Args)]
pub(crate) struct Factsheet {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// HTML file to write; what is there is replaced
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Seed of the draws in the futures: the same seed gives the same figures
    #[arg(long, value_name = "N", default_value_t = ratchet_factsheet::DEFAULT_SEED)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
}
