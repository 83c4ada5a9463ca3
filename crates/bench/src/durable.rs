//! The durable path in one process: every order is acknowledged after the sync of its frame.

use crate::city::City;
use crate::engine::per_second;
use crate::machine::microseconds;
use crate::{BenchError, Options};
use ratchet_core::Time;
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::operations::Mode;
use ratchet_deployment::{Creation, Deployment, create};
use ratchet_journal::OpenOptions;
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// Registrations in one frame.
const REGISTRATION_GROUP: usize = 10_000;

/// What the durable run did.
#[derive(Clone, Debug, Serialize)]
pub struct DurableFigures {
    /// Orders a second, each acknowledged after its sync, one frame after the other.
    pub orders_per_second: u64,
    /// Time from the first order of a frame being asked for to its acknowledgement, in microseconds: median.
    pub frame_median_us: u64,
    /// The same: of a hundred frames the slowest but one.
    pub frame_p99_us: u64,
    /// The slowest frame.
    pub frame_max_us: u64,
}

pub(crate) fn measure(city: &City, options: &Options, root: &Path) -> Result<DurableFigures, BenchError> {
    let creation = Creation {
        mode: Mode::Sandbox,
        zone: "Asia/Shanghai".to_owned(),
        refundable_days: 90,
        programmes: vec![("main".to_owned(), City::rules())],
        actor: "bench".to_owned(),
    };
    create(root, &creation, Time::from_milliseconds(0))?;
    let (mut deployment, _) = Deployment::open(root, OpenOptions::default())?;
    let mut draw = city.draw();
    for group in city.registrations(&mut draw).chunks(REGISTRATION_GROUP) {
        for command in group {
            deployment.execute(command)?;
        }
        deployment.commit()?;
    }
    let orders = city.orders(&mut draw);
    let mut frames = microseconds()?;
    let start = Instant::now();
    for group in orders.chunks(options.group) {
        let asked = Instant::now();
        for part in group.chunks(LOOK_AHEAD_MAX) {
            deployment.look_ahead(part);
            for command in part {
                deployment.execute(command)?;
            }
        }
        deployment.commit()?;
        frames.saturating_record(u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    Ok(DurableFigures {
        orders_per_second: per_second(orders.len(), start),
        frame_median_us: frames.value_at_quantile(0.5),
        frame_p99_us: frames.value_at_quantile(0.99),
        frame_max_us: frames.max(),
    })
}
