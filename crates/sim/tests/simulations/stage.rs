//! Scenarios of tests, and what came of them.

use ratchet_sim::results::{CohortRow, QueueRow, RunRow, SellerRow};
use ratchet_sim::{Results, SimError, Simulation, Source};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// The rules of the model page's numbers: 1000.00 with 300.00 to the pool, 70 %, 20 %, no founding, no cap.
pub const RULES: &str = "
[rules]
initial_price_fen = 100
mint_bp = 7000
redemption_fee_bp = 2000
[rules.plans.own]
margin = 'cost'
";

/// Orders of 1000.00 that cost 700.00, each of somebody new.
pub const EQUAL: &str = "
[members]
new_bp = 10000
[spend]
kind = 'fixed'
amount_fen = 100000
[[merchants]]
plan = 'own'
cost_bp = 7000
";

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A scenario beside the examples.
pub fn source(text: &str) -> Result<Source, SimError> {
    Source::of_text(&repository().join("examples/scenarios/test.toml"), text)
}

/// What comes of a scenario, on one thread.
pub fn simulate(text: &str) -> Results {
    on_threads(text, 1)
}

pub fn on_threads(text: &str, threads: usize) -> Results {
    let source = source(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let simulation = Simulation::plan(source).unwrap_or_else(|error| panic!("{error}\n{text}"));
    simulation.run(threads, &|_| (), &AtomicBool::new(false)).unwrap()
}

/// Equal orders for `days`, so many on each, with more of the scenario in `more` (before any table) and `tables`.
pub fn equal(days: u32, per_day: u32, more: &str, tables: &str) -> String {
    format!(
        "days = {days}\n{more}\n[arrivals]\nkind = 'constant'\norders_per_day = {per_day}\n{RULES}\n{EQUAL}\n{tables}"
    )
}

/// The only run.
pub fn only(results: &Results) -> &RunRow {
    assert_eq!(results.runs.len(), 1);
    &results.runs[0]
}

/// Whoever behaves so.
pub fn seller<'a>(results: &'a Results, name: &str) -> &'a SellerRow {
    let found = results.sellers.iter().find(|row| row.behaviour == name);
    found.unwrap_or_else(|| panic!("no {name}: {:?}", results.sellers))
}

/// A place in a queue.
pub fn place<'a>(results: &'a Results, cause: &str, place: &str) -> &'a QueueRow {
    results.queue.iter().find(|row| row.cause == cause && row.place == place).unwrap()
}

/// The members of all cohorts.
pub fn tenths(results: &Results) -> Vec<&CohortRow> {
    results.cohorts.iter().filter(|row| row.decile > 0).collect()
}
