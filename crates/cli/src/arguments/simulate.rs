//! Arguments of `ratchet simulate`.

use clap::Args;
use std::path::PathBuf;

/// Play a scenario through the engine itself: what members would pay and get, and who never gets there
///
/// A scenario (TOML) names rules and behaviours: how orders come, who buys, how members sell, what shocks there are;
/// perhaps many runs, a grid, sensitivities. examples/scenarios/ has some. The same scenario and seed give the same bytes
/// of every file, whatever the number of threads. Ctrl-C keeps the runs that are finished. docs/simulator.md explains
/// every key and every column. A simulation shows what follows from assumptions; it is no forecast and no promise.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The scenario (TOML); files that it names lie beside it
    pub(crate) scenario: PathBuf,
    /// Directory for the results: tables as CSV and Parquet, summary.json, and a report in Chinese and in English
    /// (report.zh.html, report.en.html). What is there under these names is replaced
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Runs of the scenario, instead of its own number
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: Option<u32>,
    /// Seed of everything drawn, instead of its own
    #[arg(long, value_name = "SEED")]
    pub(crate) seed: Option<u64>,
    /// Threads; 0 is one for each core
    #[arg(long, value_name = "COUNT", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1024))]
    pub(crate) threads: u32,
}
