//! Plays one scenario and keeps what came of it.

use super::BOUNDS;
use super::result::SimulationResult;
use crate::background::{JobState, Maker};
use ratchet_core::Rules;
use ratchet_report::KeepError;
use ratchet_sim::{Results, SimError, Simulation, Source};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Results name the scenario by this: it came in no file.
const NAME: &str = "scenario";

/// What was asked for, word for word: what decides whether it is the same again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The scenario.
    pub scenario: String,
    /// The rules, where they were sent along.
    pub rules: Option<String>,
    /// The programme whose rules are taken, where none were.
    pub programme: String,
}

/// A scenario that is to be played.
#[derive(Clone, Debug)]
pub struct PlayedScenario {
    /// What was asked for.
    pub asked: Asked,
    simulation: Arc<Simulation>,
}

impl PartialEq for PlayedScenario {
    fn eq(&self, other: &Self) -> bool {
        self.asked == other.asked
    }
}

impl PlayedScenario {
    /// Plans it under `rules`; what is wrong with it is said now.
    pub fn plan(asked: Asked, rules: &Rules) -> Result<Self, SimError> {
        let source = Source::alone(NAME, &asked.scenario, rules)?.within(&BOUNDS)?;
        Ok(Self { asked, simulation: Arc::new(Simulation::plan(source)?) })
    }

    /// Orders of all runs, as expected.
    #[must_use]
    pub fn orders(&self) -> u64 {
        self.simulation.orders()
    }
}

/// Plays it on this thread and one more; nothing of its own is on the machine then.
pub(super) fn play(
    simulation: &Simulation,
    progress: &(dyn Fn(u64) + Sync),
    is_stopped: &AtomicBool,
) -> Result<Results, SimError> {
    simulation.run(1, progress, is_stopped)
}

pub(super) struct ScenarioMaker;

impl Maker<PlayedScenario> for ScenarioMaker {
    fn make(&self, played: &PlayedScenario, dir: &Path, tell: &(dyn Fn(u64, u64) + Sync)) -> JobState {
        let (done, all) = (AtomicU64::new(0), played.orders());
        tell(0, all);
        let progress = |orders| {
            let done = done.fetch_add(orders, Ordering::Relaxed) + orders;
            // What is expected of a random number of orders is not how many there will be.
            tell(done.min(all), all);
        };
        let failed = |code, detail| JobState::Failed { code, detail };
        let results = match play(&played.simulation, &progress, &AtomicBool::new(false)) {
            Ok(results) => results,
            Err(error) => return failed(error.code(), error.to_string()),
        };
        match kept(&results, dir) {
            Ok(files) => match serde_json::to_value(SimulationResult::from(&results)) {
                Ok(found) => JobState::Done { is_good: None, found, files },
                Err(error) => failed("internal", error.to_string()),
            },
            Err(error) => failed(error.code(), error.to_string()),
        }
    }
}

/// The files of `ratchet simulate`, by name.
fn kept(results: &Results, dir: &Path) -> Result<Vec<PathBuf>, KeepError> {
    ratchet_report::keep(results, dir)?;
    let entries = fs::read_dir(dir).map_err(|cause| SimError::Unwritable { path: dir.to_path_buf(), cause })?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}
