//! What rules would do, while somebody writes them: the same small town under each, played at once.
//!
//! It keeps nothing and has no number, so it is no simulation of the list: drafts would push out what people asked for, and a
//! long one would turn them away. Whoever goes away, because a newer draft is there, stops theirs.

use super::making::play;
use super::result::SimulationResult;
use crate::http::Problem;
use crate::runtime::give_way;
use axum::http::StatusCode;
use ratchet_core::Rules;
use ratchet_core::rules::Margin;
use ratchet_sim::{SimError, Simulation, Source};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use tokio::sync::{Semaphore, oneshot};

/// Members of the small town.
const MEMBERS: u32 = 2_000;

/// How many may wait for their turn.
const WAITING: usize = 8;

/// A year of the small town under some rules.
#[derive(Debug)]
pub struct WhatIf(Simulation);

impl WhatIf {
    /// Plans it; what the simulator has against the rules is said now.
    pub fn of(rules: &Rules) -> Result<Self, SimError> {
        let source = Source::alone("what-if", &small_town(rules).to_string(), rules)?;
        Simulation::plan(source).map(Self)
    }
}

/// Twenty orders a day of 60.00 or so; two members in ten sell by chance, three once they are even, the rest never.
fn small_town(rules: &Rules) -> Value {
    let merchants = rules.plans.iter().map(|(plan, terms)| match terms.margin {
        Margin::Take => json!({ "plan": plan, "count": 5 }),
        Margin::Cost => json!({ "plan": plan, "count": 5, "cost_bp": 7_000 }),
    });
    json!({
        "days": 365,
        "buckets": 73,
        "arrivals": { "kind": "constant", "orders_per_day": 20 },
        "members": { "new_bp": 3_000, "most": MEMBERS, "repeat": "recent" },
        "spend": { "kind": "lognormal", "median_fen": 6_000, "sigma": 0.8, "least_fen": 500, "most_fen": 200_000 },
        "referral": { "kind": "preferential", "referred_bp": 8_000 },
        "merchants": merchants.collect::<Vec<_>>(),
        "selling": [
            { "kind": "hazard", "share_bp": 2_000, "bp_per_day": 20 },
            { "kind": "break_even", "share_bp": 3_000 },
        ],
    })
}

/// Plays one at a time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct WhatIfDesk {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

impl Default for WhatIfDesk {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(WAITING)), turn: Arc::new(Semaphore::new(1)) }
    }
}

/// Stops a run when nobody waits for it any more.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl WhatIfDesk {
    /// Plays it when its turn comes.
    pub async fn play(&self, what_if: WhatIf) -> Result<SimulationResult, Problem> {
        let full =
            || Problem { retry_after: Some(2), ..Problem::of(StatusCode::TOO_MANY_REQUESTS, "simulations_waiting") };
        let _place = self.places.try_acquire().map_err(|_| full())?;
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(|error| Problem::internal(&error))?;
        let (answer, answered) = oneshot::channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let _stop = StopOnDrop(Arc::clone(&stopped));
        let run = move || {
            give_way();
            let result = play(&what_if.0, &|_| (), &stopped).map(|results| SimulationResult::from(&results));
            // Nobody waits for it where there is a newer draft.
            let _ = answer.send(result);
            drop(turn);
        };
        thread::Builder::new().name("what-if".to_owned()).spawn(run).map_err(|error| Problem::internal(&error))?;
        let result = answered.await.map_err(|error| Problem::internal(&error))?;
        result.map_err(Problem::from)
    }
}
