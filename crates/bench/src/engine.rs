//! The engine alone: no journal, one core.

use crate::city::City;
use crate::{BenchError, Options};
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::rules::AwardRates;
use ratchet_core::{Command, Engine, Rules};
use serde::Serialize;
use std::time::Instant;

/// The orders are timed in this many equal parts, of which the median is quoted.
const PARTS: usize = 10;

/// What the engine did.
#[derive(Clone, Debug, Serialize)]
pub struct EngineFigures {
    /// Orders a second: the median of ten equal parts of the run.
    pub orders_per_second: u64,
    /// The slowest and the fastest part.
    pub slowest_and_fastest: (u64, u64),
    /// The same without one feature: what it costs.
    pub without: Vec<WithoutFigure>,
    /// Registrations a second, members, agents and merchants together.
    pub registrations_per_second: u64,
    /// Positions that the system sold.
    pub exits: u64,
    /// Hash of the state at the end: the same for the same seed on every machine.
    pub state_hash: String,
}

/// The engine without one feature.
#[derive(Clone, Debug, Serialize)]
pub struct WithoutFigure {
    /// Which one.
    pub feature: Feature,
    /// Orders a second: the median of ten equal parts of the run.
    pub orders_per_second: u64,
}

/// What an order's time goes into, and can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Looking at a group of commands before they are executed.
    LookAhead,
    /// Awards to referrers, recruiters and agents.
    Awards,
    /// The cap, and with it the exit queue.
    Cap,
}

/// What a run of the engine showed.
struct Run {
    /// Orders a second of each part, from the slowest to the fastest.
    parts: Vec<u64>,
    registrations_per_second: u64,
    engine: Engine,
}

impl Run {
    fn median(&self) -> u64 {
        self.parts.get(self.parts.len() / 2).copied().unwrap_or(0)
    }
}

pub(crate) fn measure(city: &City, options: &Options) -> Result<EngineFigures, BenchError> {
    let whole = run(city, options, None)?;
    let state = whole.engine.state();
    let mut figures = EngineFigures {
        orders_per_second: whole.median(),
        slowest_and_fastest: (*whole.parts.first().unwrap_or(&0), *whole.parts.last().unwrap_or(&0)),
        without: Vec::new(),
        registrations_per_second: whole.registrations_per_second,
        exits: state.programmes.iter().map(|programme| programme.exits).sum(),
        state_hash: hexadecimal(state.hash()),
    };
    drop(whole);
    for feature in [Feature::LookAhead, Feature::Awards, Feature::Cap] {
        let orders_per_second = run(city, options, Some(feature))?.median();
        figures.without.push(WithoutFigure { feature, orders_per_second });
    }
    Ok(figures)
}

fn run(city: &City, options: &Options, without: Option<Feature>) -> Result<Run, BenchError> {
    let mut draw = city.draw();
    let mut engine = Engine::new();
    for command in City::opening(90, rules_without(without)) {
        engine.execute(&command)?;
    }
    let mut registering = Stopwatch::default();
    for command in city.registrations(&mut draw) {
        registering.time(1, || engine.execute(&command).map(|_| ()))?;
    }
    let mut parts = Vec::with_capacity(PARTS);
    let in_part = (options.orders as usize).div_ceil(PARTS);
    let mut part = Stopwatch::default();
    for group in city.orders(&mut draw, LOOK_AHEAD_MAX) {
        part.time(group.len(), || book(&mut engine, &group, without != Some(Feature::LookAhead)))?;
        if part.count >= in_part {
            parts.push(std::mem::take(&mut part).per_second());
        }
    }
    if part.count > 0 {
        parts.push(part.per_second());
    }
    parts.sort_unstable();
    Ok(Run { parts, registrations_per_second: registering.per_second(), engine })
}

fn rules_without(feature: Option<Feature>) -> Rules {
    let mut rules = City::rules();
    match feature {
        Some(Feature::Awards) => rules.plans.values_mut().for_each(|plan| plan.awards = AwardRates::default()),
        Some(Feature::Cap) => rules.cap = None,
        Some(Feature::LookAhead) | None => {}
    }
    rules
}

/// Books one group: first a look at what it touches, then one after the other.
pub(crate) fn book(engine: &mut Engine, group: &[Command], look_ahead: bool) -> Result<(), BenchError> {
    if look_ahead {
        engine.look_ahead(group);
    }
    for command in group {
        engine.execute(command)?;
    }
    Ok(())
}

/// Counts what is done, and only the time in which it is done.
#[derive(Default)]
pub(crate) struct Stopwatch {
    count: usize,
    nanoseconds: u128,
}

impl Stopwatch {
    pub(crate) fn time<T>(&mut self, count: usize, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = run();
        self.nanoseconds += start.elapsed().as_nanos();
        self.count += count;
        done
    }

    pub(crate) fn per_second(&self) -> u64 {
        rate(self.count, self.nanoseconds)
    }
}

fn rate(count: usize, nanoseconds: u128) -> u64 {
    u64::try_from(count as u128 * 1_000_000_000 / nanoseconds.max(1)).unwrap_or(u64::MAX)
}

pub(crate) fn per_second(count: usize, start: Instant) -> u64 {
    rate(count, start.elapsed().as_nanos())
}

fn hexadecimal(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
