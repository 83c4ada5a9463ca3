//! Measures what operators ask about: orders a second in the engine, durable orders a second with their waiting
//! times, replay, and memory. Every figure comes with machine, seed and distribution.

mod city;
mod durable;
mod engine;
mod founding;
mod http;
mod listeners;
mod machine;
mod memory;
mod months;
mod pieces;
mod replay;
mod simulator;
mod start;
mod tranches;
mod wire;

pub use city::Distribution;
pub use durable::DurableFigures;
pub use engine::{EngineFigures, Feature, WithoutFigure};
pub use http::HttpReport;
pub use listeners::ListenersReport;
pub use machine::Machine;
pub use memory::MemoryFigures;
pub use months::MonthsReport;
pub use pieces::Pieces;
pub use replay::ReplayFigures;
pub use simulator::SimulatorReport;
pub use start::{StartReport, Waits};
pub use tranches::TranchesReport;
pub use wire::Load;

use city::City;
use ratchet_core::Rejection;
use ratchet_deployment::DeploymentError;
use ratchet_sim::SimError;
use serde::Serialize;
use std::io;
use std::path::PathBuf;
use tempfile::TempDir;
use thiserror::Error;

/// What to measure.
#[derive(Clone, Debug, Serialize)]
pub struct Options {
    /// Members registered before the clock starts.
    pub members: u32,
    /// Merchants registered before the clock starts.
    pub merchants: u32,
    /// Orders booked under the clock.
    pub orders: u32,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How members are drawn.
    pub distribution: Distribution,
    /// Orders in one frame of the durable run.
    pub group: usize,
    /// Where the durable run writes; a temporary directory in it is removed afterwards.
    pub dir: PathBuf,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// What members and orders take of memory.
    pub memory: MemoryFigures,
    /// The engine alone, on one core.
    pub engine: EngineFigures,
    /// Every order acknowledged after its sync.
    pub durable: DurableFigures,
    /// Rebuilding the state from the journal of the durable run.
    pub replay: ReplayFigures,
}

/// Why nothing could be measured.
#[derive(Debug, Error)]
pub enum BenchError {
    /// The engine refused the workload.
    #[error("the engine refused the workload: {0}")]
    Rejected(#[from] Rejection),
    /// The journal.
    #[error(transparent)]
    Deployment(#[from] DeploymentError),
    /// The simulator.
    #[error(transparent)]
    Simulation(#[from] SimError),
    /// The service.
    #[error("the service: {0}")]
    Service(String),
    /// A file.
    #[error("{0}")]
    File(#[from] io::Error),
    /// Options that make no workload.
    #[error("{0}")]
    Options(&'static str),
}

/// As every measurement begins: looks at the options and at the machine. The directory is on the disk to be measured.
fn begin(options: &Options, watch: &mut impl FnMut(&'static str)) -> Result<(Machine, TempDir), BenchError> {
    let Options { members, merchants, orders, group, .. } = *options;
    if members == 0 || merchants == 0 || orders == 0 || group == 0 {
        return Err(BenchError::Options("members, merchants, orders and group must be at least 1"));
    }
    watch("machine");
    let dir = tempfile::Builder::new().prefix("ratchet-bench-").tempdir_in(&options.dir)?;
    Ok((Machine::measure(dir.path())?, dir))
}

/// Measures everything; `watch` is told what begins.
pub fn run(options: &Options, mut watch: impl FnMut(&'static str)) -> Result<Report, BenchError> {
    let (machine, dir) = begin(options, &mut watch)?;
    // First: what others would free must not hide what this allocates.
    watch("memory");
    let memory = memory::measure(options)?;
    watch("engine");
    let engine = engine::measure(&City::new(options), options)?;
    watch("durable");
    let journal = dir.path().join("deployment");
    let durable = durable::measure(&City::new(options), options, &journal)?;
    watch("replay");
    let replay = replay::measure(&journal)?;
    Ok(Report { machine, options: options.clone(), memory, engine, durable, replay })
}

/// Measures the simulator; `watch` is told what begins.
pub fn run_simulator(options: &Options, mut watch: impl FnMut(&'static str)) -> Result<SimulatorReport, BenchError> {
    let (machine, _) = begin(options, &mut watch)?;
    simulator::measure(machine, options, watch)
}

/// Measures levels and the closing of a month; `watch` is told what begins.
pub fn run_months(options: &Options, mut watch: impl FnMut(&'static str)) -> Result<MonthsReport, BenchError> {
    let (machine, _) = begin(options, &mut watch)?;
    months::measure(machine, options, watch)
}

/// Measures the release of a tranche to every member; `watch` is told what begins.
pub fn run_tranches(options: &Options, mut watch: impl FnMut(&'static str)) -> Result<TranchesReport, BenchError> {
    let (machine, _) = begin(options, &mut watch)?;
    tranches::measure(machine, options, watch)
}

/// Measures how long a start takes, and what taking snapshots costs; `watch` is told what begins.
pub fn run_start(options: &Options, mut watch: impl FnMut(&'static str)) -> Result<StartReport, BenchError> {
    let (machine, dir) = begin(options, &mut watch)?;
    start::measure(machine, options, &dir.path().join("deployment"), watch)
}

/// Measures the stream of prices with many listeners; `watch` is told what begins.
pub fn run_listeners(
    options: &Options,
    listeners: usize,
    mut watch: impl FnMut(&'static str),
) -> Result<ListenersReport, BenchError> {
    if listeners == 0 {
        return Err(BenchError::Options("listeners must be at least 1"));
    }
    let (machine, dir) = begin(options, &mut watch)?;
    watch("listeners");
    listeners::measure(machine, options, listeners, &dir.path().join("deployment"))
}

/// Measures the service over HTTP; `watch` is told what begins.
pub fn run_http(options: &Options, mut watch: impl FnMut(&'static str)) -> Result<HttpReport, BenchError> {
    if options.orders < 3 {
        return Err(BenchError::Options("orders must be at least 3"));
    }
    let (machine, dir) = begin(options, &mut watch)?;
    watch("http");
    http::measure(machine, options, &dir.path().join("deployment"))
}
