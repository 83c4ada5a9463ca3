//! What the simulator says of four futures. It is plugged in from outside; without it the factsheet says so.

use ratchet_core::{BasisPoints, Fen, Points};
use serde::{Deserialize, Serialize};

/// A future that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Orders come as they did.
    Steady,
    /// Half as many.
    Half,
    /// No more orders.
    Stop,
    /// Everyone sells.
    EveryoneSells,
}

impl Scenario {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Steady, Self::Half, Self::Stop, Self::EveryoneSells];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Half => "half",
            Self::Stop => "stop",
            Self::EveryoneSells => "everyone_sells",
        }
    }
}

/// How one future ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioOutcome {
    /// Which.
    pub scenario: Scenario,
    /// The version of the simulator.
    pub version: String,
    /// The seed with which the same comes out again.
    pub seed: u64,
    /// How far it looks, in days.
    pub days: u32,
    /// The price at its end, CNY per point, eight decimals.
    pub price: String,
    /// The reserve at its end, in fen.
    pub reserve: Fen,
    /// The supply at its end, in units.
    pub supply: Points,
    /// What all members together received per 100.00 spent until then, in fen.
    pub received_per_hundred: Fen,
    /// The share of members who did not reach the cap.
    pub not_reached_bp: BasisPoints,
}

/// The scenarios, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scenarios {
    /// One row each.
    pub outcomes: Vec<ScenarioOutcome>,
    /// Why there are none: `not_simulated`.
    pub reason: Option<&'static str>,
}

impl Scenarios {
    pub(crate) fn of(outcomes: &[ScenarioOutcome]) -> Self {
        Self { outcomes: outcomes.to_vec(), reason: outcomes.is_empty().then_some("not_simulated") }
    }
}
