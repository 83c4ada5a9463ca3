//! What results are of: enough to make them again, byte by byte.

use serde::Serialize;

/// Where results come from. Nothing here depends on the machine, the clock or the number of threads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// File name of the scenario.
    pub scenario_file: String,
    /// BLAKE3 of the scenario as it was run, with its rules and its trace, in hexadecimal.
    pub scenario: String,
    /// BLAKE3 of the rules, in hexadecimal.
    pub rules: String,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Version of the engine's decisions.
    pub model_version: u32,
    /// Days of a run.
    pub days: u32,
    /// Runs asked for, of all points; without those of the sensitivities.
    pub runs_asked: u64,
    /// Runs finished; fewer when it was interrupted.
    pub runs_finished: u64,
}
