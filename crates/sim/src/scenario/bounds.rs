//! What a scenario may ask for where others wait for the same machine.

use super::{Scenario, Source};
use crate::error::SimError;

/// The most that a scenario may ask for; one without a study, which is many scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Days of a run.
    pub days: u32,
    /// Orders of all runs together.
    pub orders: u64,
    /// Runs.
    pub runs: u32,
    /// Merchants, recruiters and regions.
    pub merchants: u64,
    /// Ways of selling, to never sell among them, and shocks.
    pub behaviours: usize,
}

impl Source {
    /// The same scenario, if it keeps within `bounds`.
    pub fn within(self, bounds: &Bounds) -> Result<Self, SimError> {
        let scenario = self.scenario(&[])?;
        if scenario.studies.are_any() {
            let message = "a sweep, a sensitivity or Sobol indices are played by `ratchet simulate`, not here";
            return Err(self.fault("scenario_too_large", "sweep", message));
        }
        let orders = scenario.orders().saturating_mul(u64::from(scenario.runs));
        let asked = [
            ("days", u64::from(scenario.days), u64::from(bounds.days)),
            ("runs", u64::from(scenario.runs), u64::from(bounds.runs)),
            ("arrivals", orders, bounds.orders),
            ("merchants", scenario.merchants.count(), bounds.merchants),
            ("selling", behaviours(&scenario), bounds.behaviours as u64),
        ];
        for (key, asked, most) in asked {
            if asked > most {
                let what = if key == "arrivals" { " orders in all runs" } else { "" };
                let message = format!("{asked}{what}: at most {most} are allowed here");
                return Err(self.fault("scenario_too_large", key, &message));
            }
        }
        Ok(self)
    }
}

fn behaviours(scenario: &Scenario) -> u64 {
    (scenario.behaviours().count() + scenario.selling.bank_runs()) as u64
}
