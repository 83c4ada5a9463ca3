//! The simulator: how many orders a second it plays, alone on one core and with everything counted.

use crate::city::City;
use crate::engine::per_second;
use crate::machine::Machine;
use crate::memory::resident;
use crate::{BenchError, Options};
use ratchet_core::Rules;
use ratchet_core::rules::AwardRates;
use ratchet_sim::{Simulation, Source};
use serde::Serialize;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Orders of each of many runs.
const ORDERS_OF_MANY: u32 = 100_000;
/// How many runs those are.
const RUNS_OF_MANY: u32 = 20;

/// What the simulator did.
#[derive(Clone, Debug, Serialize)]
pub struct SimulatorReport {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// Orders a second on one core: a plan without awards, nothing counted but the programme's own accounts.
    pub plain_orders_per_second: u64,
    /// Orders a second on one core: all awards, and what each member paid and received.
    pub counted_orders_per_second: u64,
    /// Members at the end of that. Nobody is there at the beginning: they join all along.
    pub members_at_the_end: u64,
    /// Resident bytes for each of them.
    pub bytes_per_member: u64,
    /// Orders a second of twenty runs of 100,000 orders on all cores, all awards, all results.
    pub many_orders_per_second: u64,
    /// Members at the end of each of those.
    pub members_of_many: u64,
}

/// What a run showed.
struct Played {
    orders_per_second: u64,
    /// Members at the end of the first run; nothing where they are not counted.
    members: u64,
    /// Resident bytes at the end of the last run.
    resident: u64,
}

pub(crate) fn measure(
    machine: Machine,
    options: &Options,
    mut watch: impl FnMut(&'static str),
) -> Result<SimulatorReport, BenchError> {
    let mut plain = City::rules();
    for plan in plain.plans.values_mut() {
        plan.awards = AwardRates::default();
    }
    watch("plain");
    let plain = play(&scenario(options, &plain, options.orders, 1)?, 1, false)?;
    watch("counted");
    let before = resident();
    let all = scenario(options, &City::rules(), options.orders, 1)?;
    let counted = play(&all, 1, true)?;
    watch("many");
    let many = scenario(options, &City::rules(), ORDERS_OF_MANY, RUNS_OF_MANY)?;
    let many = play(&many, 0, true)?;
    Ok(SimulatorReport {
        machine,
        options: options.clone(),
        plain_orders_per_second: plain.orders_per_second,
        counted_orders_per_second: counted.orders_per_second,
        members_at_the_end: counted.members,
        bytes_per_member: counted.resident.saturating_sub(before) / counted.members.max(1),
        many_orders_per_second: many.orders_per_second,
        members_of_many: many.members,
    })
}

/// Orders spread over a hundred days, by as many members as told, of amounts as they are in shops.
fn scenario(options: &Options, rules: &Rules, orders: u32, runs: u32) -> Result<String, BenchError> {
    let rules = toml::Table::try_from(rules).map_err(|_| BenchError::Options("the rules are no TOML"))?;
    let new_bp = f64::from(options.members) * 10_000.0 / f64::from(options.orders);
    let table = toml::Table::from_iter([("rules".to_owned(), toml::Value::Table(rules))]);
    Ok(format!(
        "seed = {}\nruns = {runs}\ndays = 100\n{table}\n[arrivals]\nkind = 'constant'\norders_per_day = {}\n\
         [members]\nnew_bp = {:?}\n[spend]\nkind = 'lognormal'\nmedian_fen = 8000\nsigma = 0.8\nleast_fen = 500\n\
         [referral]\nkind = 'random'\n[agents]\nrecruiters = 10\ndistricts = 100\n\
         [[merchants]]\nplan = 'store'\ncount = {}\n",
        options.seed,
        f64::from(orders) / 100.0,
        new_bp.min(10_000.0),
        options.merchants,
    ))
}

/// Plays all runs of a scenario.
fn play(scenario: &str, threads: usize, is_counted: bool) -> Result<Played, BenchError> {
    let source = Source::of_text(Path::new("bench.toml"), scenario)?;
    let simulation = Simulation::plan(source)?;
    let simulation = if is_counted { simulation } else { simulation.uncounted() };
    let memory = std::sync::atomic::AtomicU64::new(0);
    let look = |_| memory.store(resident(), std::sync::atomic::Ordering::Relaxed);
    let start = Instant::now();
    let results = simulation.run(threads, &look, &AtomicBool::new(false))?;
    let orders = results.runs.iter().map(|run| run.orders).sum::<u64>();
    Ok(Played {
        orders_per_second: per_second(usize::try_from(orders).unwrap_or(usize::MAX), start),
        members: results.runs.first().map_or(0, |run| run.members),
        resident: memory.into_inner(),
    })
}
