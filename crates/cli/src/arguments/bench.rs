//! Arguments of `ratchet bench`.

use clap::Args;
use std::path::PathBuf;

const PARTS: [&str; 7] = ["engine", "sim", "http", "listeners", "start", "months", "tranches"];

/// Measure this machine: the engine, the durable path, the replay, memory
///
/// A city of members and merchants is drawn from the seed; all awards are paid. Quote medians and ratios: machines are
/// noisy. What the durable run writes is removed afterwards.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// What to measure: engine (with the durable path and the replay), sim (the simulator), http (the service under load),
    /// listeners (of the stream of prices), start (through a snapshot, and taking one beside the writer), months (levels and
    /// a drip, and closing a month), or tranches (released to every member at the same moment)
    #[arg(value_name = "PART", default_value = "engine", value_parser = PARTS)]
    pub(crate) part: String,
    /// Members; of the engine registered before the clock starts
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    pub(crate) members: u32,
    /// Merchants, registered before the clock starts
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    pub(crate) merchants: u32,
    /// Orders booked under the clock [default: 1000000; for sim ten of each member]
    #[arg(long, value_name = "COUNT")]
    pub(crate) orders: Option<u32>,
    /// Seed of everything drawn
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How members are drawn: uniform, or zipf (a few buy much)
    #[arg(long, value_name = "DISTRIBUTION", default_value = "uniform", value_parser = ["uniform", "zipf"])]
    pub(crate) distribution: String,
    /// Orders in one frame of the durable run
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub(crate) group: u32,
    /// Listeners of the stream of prices
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    pub(crate) listeners: u32,
    /// Directory on the disk to be measured
    #[arg(long = "disk", value_name = "DIR", default_value = ".")]
    pub(crate) disk: PathBuf,
}
