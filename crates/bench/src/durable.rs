//! The durable path in one process: every order is acknowledged after the sync of its frame.
//!
//! Twice: as fast as it goes, and with orders that arrive at half that pace, where each waits for nothing but its own
//! frame and the one before it.

use crate::city::City;
use crate::engine::Stopwatch;
use crate::founding::populated;
use crate::machine::microseconds;
use crate::{BenchError, Options};
use hdrhistogram::Histogram;
use ratchet_core::Command;
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_deployment::{Acknowledgements, Pipeline};
use serde::Serialize;
use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};

/// Orders drawn at once, outside the clock.
const DRAWN: usize = 50_000;

/// What the durable run did.
#[derive(Clone, Debug, Serialize)]
pub struct DurableFigures {
    /// Orders a second, each acknowledged after its sync, while the next frame executes.
    pub orders_per_second: u64,
    /// Orders a second that arrived in the second half of the run: half of the figure above.
    pub paced_orders_per_second: u64,
    /// From the arrival of an order to its acknowledgement at that pace, in microseconds: median.
    pub order_median_us: u64,
    /// The same: of a hundred orders the slowest but one.
    pub order_p99_us: u64,
    /// The slowest order.
    pub order_max_us: u64,
}

pub(crate) fn measure(city: &City, options: &Options, root: &Path) -> Result<DurableFigures, BenchError> {
    let mut draw = city.draw();
    let deployment = populated(city, &mut draw, root)?;
    let (mut pipeline, mut written) = Pipeline::start(deployment);
    let mut parts = city.orders(&mut draw, DRAWN);
    let mut full = Stopwatch::default();
    for part in parts.by_ref().take((options.orders as usize).div_ceil(2 * DRAWN)) {
        full.time(part.len(), || at_full_speed(&mut pipeline, &mut written, &part, options.group))?;
    }
    let orders_per_second = full.per_second();
    let pace = (orders_per_second / 2).max(1);
    let mut waits = microseconds()?;
    for part in parts {
        arriving(&mut pipeline, &mut written, &part, options.group, pace, &mut waits)?;
    }
    pipeline.finish()?.close()?;
    Ok(DurableFigures {
        orders_per_second,
        paced_orders_per_second: pace,
        order_median_us: waits.value_at_quantile(0.5),
        order_p99_us: waits.value_at_quantile(0.99),
        order_max_us: waits.max(),
    })
}

/// Executes a group in the portions that are looked at together.
fn execute(pipeline: &mut Pipeline<()>, group: &[Command]) -> Result<(), BenchError> {
    for portion in group.chunks(LOOK_AHEAD_MAX) {
        pipeline.look_ahead(portion);
        for command in portion {
            pipeline.execute(command)?;
        }
    }
    pipeline.hand_over(())?;
    Ok(())
}

/// Executes groups of orders as fast as they become durable.
pub(crate) fn at_full_speed(
    pipeline: &mut Pipeline<()>,
    written: &mut Acknowledgements<()>,
    orders: &[Command],
    group: usize,
) -> Result<(), BenchError> {
    let mut in_flight = 0;
    for group in orders.chunks(group) {
        execute(pipeline, group)?;
        in_flight += 1;
        while written.ready()?.is_some() {
            in_flight -= 1;
        }
    }
    for _ in 0..in_flight {
        written.wait()?;
    }
    Ok(())
}

/// Orders arrive one by one at `pace` a second; what has arrived is executed together. Notes how long each waited.
pub(crate) fn arriving(
    pipeline: &mut Pipeline<()>,
    written: &mut Acknowledgements<()>,
    orders: &[Command],
    group: usize,
    pace: u64,
    waits: &mut Histogram<u64>,
) -> Result<(), BenchError> {
    let start = Instant::now();
    let arrival = |place: usize| start + Duration::from_nanos(place as u64 * 1_000_000_000 / pace);
    let (mut executed, mut acknowledged) = (0, 0);
    let mut in_flight = VecDeque::new();
    while acknowledged < orders.len() {
        let arrived = (start.elapsed().as_nanos() * u128::from(pace) / 1_000_000_000) as usize + 1;
        let next = arrived.min(executed + group).min(orders.len());
        if next > executed && in_flight.len() < 2 {
            execute(pipeline, &orders[executed..next])?;
            in_flight.push_back(next);
            executed = next;
        }
        let idle = in_flight.len() == 2 || executed == orders.len();
        let durable = if idle { written.wait()? } else { written.ready()? };
        let Some(until) = durable.and_then(|_| in_flight.pop_front()) else { continue };
        let now = Instant::now();
        for place in acknowledged..until {
            let waited = now.saturating_duration_since(arrival(place)).as_micros();
            waits.saturating_record(u64::try_from(waited).unwrap_or(u64::MAX));
        }
        acknowledged = until;
    }
    Ok(())
}
