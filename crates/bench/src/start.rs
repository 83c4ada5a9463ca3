//! How long a start takes, from a snapshot and from the journal alone, and what taking a snapshot costs whoever orders
//! meanwhile.

use crate::city::City;
use crate::durable::{arriving, at_full_speed};
use crate::founding::populated;
use crate::machine::{Machine, microseconds};
use crate::{BenchError, Options};
use ratchet_core::Command;
use ratchet_deployment::{Acknowledgements, Deployment, Layout, Pipeline, load, take_snapshot};
use ratchet_journal::{Head, OpenOptions};
use serde::Serialize;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Orders drawn at once, outside the clock.
const DRAWN: usize = 20_000;
/// Orders a second that arrive while a snapshot is taken, and before.
const PACE: u64 = 20_000;
/// Orders of the quiet time that the other is compared with.
const QUIET: usize = 200_000;

/// How orders waited for their sync.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Waits {
    /// Orders that arrived.
    pub orders: u64,
    /// Of a hundred the slowest but one, in microseconds.
    pub p99_us: u64,
    /// The slowest.
    pub max_us: u64,
}

/// What a start takes.
#[derive(Clone, Debug, Serialize)]
pub struct StartReport {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// Records in the journal.
    pub records: u64,
    /// Bytes of the snapshot.
    pub snapshot_bytes: u64,
    /// Milliseconds of taking it beside the writer.
    pub snapshot_ms: u64,
    /// Orders that arrived before.
    pub before: Waits,
    /// Orders that arrived while the snapshot was taken.
    pub beside: Waits,
    /// Milliseconds of opening for writing, through the snapshot and the records behind it.
    pub open_ms: u64,
    /// Records behind the snapshot that were played.
    pub records_behind: u64,
    /// Milliseconds of playing the whole journal.
    pub replay_ms: u64,
}

pub(crate) fn measure(
    machine: Machine,
    options: &Options,
    root: &Path,
    mut watch: impl FnMut(&'static str),
) -> Result<StartReport, BenchError> {
    watch("orders");
    let city = City::new(options);
    let mut draw = city.draw();
    let (mut pipeline, mut written) = Pipeline::start(populated(&city, &mut draw, root)?);
    for part in city.orders(&mut draw, DRAWN) {
        at_full_speed(&mut pipeline, &mut written, &part, options.group)?;
    }
    let mut deployment = pipeline.finish()?;
    let head = deployment.commit()?.ok_or(BenchError::Options("nothing was booked"))?;
    let mut more = city.more_orders(&mut draw, DRAWN);
    let mut arriving = Arriving { written: Pipeline::start(deployment), group: options.group };
    watch("quiet");
    let before = arriving.until(&mut more, |played| played >= QUIET)?;
    watch("snapshot");
    let taking = snapshot_of(root, head);
    let beside = arriving.until(&mut more, |_| taking.is_finished())?;
    let snapshot_ms = taking.join().map_err(|_| std::io::Error::other("the snapshot was given up"))??;
    // As after a crash: nothing is signed, and no other snapshot written.
    drop(arriving.written.0.finish()?);
    watch("start");
    let (open_ms, (records, snapshot_records)) = timed(|| {
        let (deployment, _) = Deployment::open(root, OpenOptions::default())?;
        Ok((deployment.next_sequence(), deployment.snapshot_records()))
    })?;
    let layout = Layout::new(root);
    let snapshot_bytes = newest_bytes(&layout)?;
    std::fs::remove_dir_all(layout.snapshots())?;
    watch("replay");
    let (replay_ms, _) = timed(|| Ok(load(&layout)?.next_sequence))?;
    Ok(StartReport {
        machine,
        options: options.clone(),
        records,
        snapshot_bytes,
        snapshot_ms,
        before,
        beside,
        open_ms,
        records_behind: records - snapshot_records,
        replay_ms,
    })
}

/// Orders that arrive at their pace.
struct Arriving {
    written: (Pipeline<()>, Acknowledgements<()>),
    group: usize,
}

impl Arriving {
    /// Lets parts arrive until enough is enough; how their orders waited.
    fn until(
        &mut self,
        parts: &mut impl Iterator<Item = Vec<Command>>,
        is_enough: impl Fn(usize) -> bool,
    ) -> Result<Waits, BenchError> {
        let mut waits = microseconds()?;
        let mut played = 0;
        while !is_enough(played) {
            let Some(part) = parts.next() else { break };
            let (pipeline, written) = &mut self.written;
            arriving(pipeline, written, &part, self.group, PACE, &mut waits)?;
            played += part.len();
        }
        Ok(Waits { orders: waits.len(), p99_us: waits.value_at_quantile(0.99), max_us: waits.max() })
    }
}

fn snapshot_of(root: &Path, head: Head) -> thread::JoinHandle<Result<u64, BenchError>> {
    let layout = Layout::new(root);
    thread::spawn(move || timed(|| Ok(take_snapshot(&layout, &head, || true)?)).map(|(took, _)| took))
}

/// How many milliseconds something took, and what came of it.
fn timed<T>(what: impl FnOnce() -> Result<T, BenchError>) -> Result<(u64, T), BenchError> {
    let started = Instant::now();
    let done = what()?;
    Ok((milliseconds(started.elapsed()), done))
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn newest_bytes(layout: &Layout) -> Result<u64, BenchError> {
    let mut newest = 0;
    for entry in std::fs::read_dir(layout.snapshots())? {
        newest = newest.max(entry?.metadata()?.len());
    }
    Ok(newest)
}
