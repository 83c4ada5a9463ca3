//! Work that is done in pieces between other commands: how long it takes in all, and how long it holds others up.

use crate::BenchError;
use ratchet_core::operations::{Operation, Tick};
use ratchet_core::{Command, Engine, Event, Time};
use serde::Serialize;
use std::time::Instant;

/// How work in pieces went.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Pieces {
    /// In all, in milliseconds.
    pub all_ms: u64,
    /// How many.
    pub pieces: u64,
    /// The longest of them, in microseconds.
    pub longest_us: u64,
}

/// Asks for `first` at `at`, and then for ticks until `is_last` says so of the events of one.
pub(crate) fn in_pieces(
    engine: &mut Engine,
    at: Time,
    first: Operation,
    mut is_last: impl FnMut(&[Event]) -> bool,
) -> Result<Pieces, BenchError> {
    let (mut done, mut all_us, mut next) = (Pieces::default(), 0, first);
    loop {
        let command = Command::new(at, "bench", next);
        let start = Instant::now();
        let events = engine.execute(&command)?;
        let took = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        all_us += took;
        done.pieces += 1;
        done.longest_us = done.longest_us.max(took);
        if is_last(events) {
            done.all_ms = all_us / 1_000;
            return Ok(done);
        }
        next = Tick {}.into();
    }
}
