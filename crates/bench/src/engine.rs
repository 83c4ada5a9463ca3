//! The engine alone: no journal, one core.

use crate::city::City;
use crate::memory::resident;
use crate::{BenchError, Options};
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::{Command, Engine};
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
    /// Registrations a second, members, agents and merchants together.
    pub registrations_per_second: u64,
    /// Resident bytes for each member, before any order.
    pub bytes_per_member: u64,
    /// Resident bytes for each order, all of them refundable; with the positions that they opened.
    pub bytes_per_order: u64,
    /// Positions that the system sold.
    pub exits: u64,
    /// Hash of the state at the end: the same for the same seed on every machine.
    pub state_hash: String,
}

pub(crate) fn measure(city: &City, options: &Options) -> Result<EngineFigures, BenchError> {
    let mut draw = city.draw();
    let mut engine = Engine::new();
    for command in City::opening() {
        engine.execute(&command)?;
    }
    let registrations = city.registrations(&mut draw);
    let before = resident();
    let start = Instant::now();
    for command in &registrations {
        engine.execute(command)?;
    }
    let registrations_per_second = per_second(registrations.len(), start);
    let registered = resident();
    drop(registrations);

    let mut parts = Vec::with_capacity(PARTS);
    let in_part = (options.orders as usize).div_ceil(PARTS);
    let mut part = Stopwatch::default();
    for group in city.orders(&mut draw, LOOK_AHEAD_MAX) {
        part.time(group.len(), || book(&mut engine, &group))?;
        if part.count >= in_part {
            parts.push(std::mem::take(&mut part).per_second());
        }
    }
    if part.count > 0 {
        parts.push(part.per_second());
    }
    let booked = resident();
    parts.sort_unstable();
    let exits = engine.state().programmes.iter().map(|programme| programme.exits).sum();
    Ok(EngineFigures {
        orders_per_second: parts[parts.len() / 2],
        slowest_and_fastest: (parts[0], parts[parts.len() - 1]),
        registrations_per_second,
        bytes_per_member: registered.saturating_sub(before) / u64::from(options.members),
        bytes_per_order: booked.saturating_sub(registered) / u64::from(options.orders),
        exits,
        state_hash: hexadecimal(engine.state().hash()),
    })
}

/// Books one group: first a look at what it touches, then one after the other.
fn book(engine: &mut Engine, group: &[Command]) -> Result<(), BenchError> {
    engine.look_ahead(group);
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
