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

    let orders = city.orders(&mut draw);
    let ordering = resident();
    let mut parts = Vec::with_capacity(PARTS);
    for part in orders.chunks(orders.len().div_ceil(PARTS)) {
        let start = Instant::now();
        for group in part.chunks(LOOK_AHEAD_MAX) {
            book(&mut engine, group)?;
        }
        parts.push(per_second(part.len(), start));
    }
    let booked = resident();
    parts.sort_unstable();
    let exits = engine.state().programmes.iter().map(|programme| programme.exits).sum();
    Ok(EngineFigures {
        orders_per_second: parts[parts.len() / 2],
        slowest_and_fastest: (parts[0], parts[parts.len() - 1]),
        registrations_per_second,
        bytes_per_member: registered.saturating_sub(before) / u64::from(options.members),
        bytes_per_order: booked.saturating_sub(ordering) / u64::from(options.orders),
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

pub(crate) fn per_second(count: usize, start: Instant) -> u64 {
    let nanoseconds = start.elapsed().as_nanos().max(1);
    u64::try_from(count as u128 * 1_000_000_000 / nanoseconds).unwrap_or(u64::MAX)
}

fn hexadecimal(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
