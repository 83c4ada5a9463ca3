//! Leaves a snapshot now and then while the service runs, so that a start after a crash is as fast as one after a stop.

use super::durable::Durable;
use super::priority;
use ratchet_deployment::{Layout, take_snapshot};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tokio::runtime::Handle;
use tokio::sync::Notify;

/// When a snapshot is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotTerms {
    /// Records behind the last one. A start plays about a million of them a second.
    pub records: u64,
    /// How many times as long as the last one took nothing is done: what the machine gives for snapshots stays small, however
    /// large the deployment becomes.
    pub rest: u32,
}

impl Default for SnapshotTerms {
    fn default() -> Self {
        Self { records: 2_000_000, rest: 9 }
    }
}

/// Snapshots in the making, beside the writer.
#[derive(Debug)]
pub struct Snapshots {
    taking: JoinHandle<()>,
    ending: Arc<Ending>,
}

#[derive(Debug, Default)]
struct Ending {
    is_near: AtomicBool,
    told: Notify,
}

impl Snapshots {
    /// Takes snapshots of what is durable in `layout`, whose newest one holds `records`. Call from a Tokio runtime.
    pub fn start(layout: &Layout, durable: &Durable, records: u64, terms: SnapshotTerms) -> io::Result<Self> {
        let ending = Arc::new(Ending::default());
        let keeper =
            Keeper { layout: layout.clone(), durable: durable.clone(), ending: ending.clone(), records, terms };
        let runtime = Handle::current();
        let taking = thread::Builder::new().name("snapshots".to_owned()).spawn(move || {
            priority::give_way();
            keeper.keep(&runtime);
        })?;
        Ok(Self { taking, ending })
    }

    /// Gives up what is in the making, and waits until nothing more is written.
    pub fn finish(self) {
        self.ending.is_near.store(true, Ordering::Relaxed);
        self.ending.told.notify_one();
        // A thread that panicked has nothing left to end: a snapshot is whole or not there.
        let _ = self.taking.join();
    }
}

struct Keeper {
    layout: Layout,
    durable: Durable,
    ending: Arc<Ending>,
    /// Records in the newest snapshot.
    records: u64,
    terms: SnapshotTerms,
}

impl Keeper {
    fn keep(mut self, runtime: &Handle) {
        while runtime.block_on(self.is_due()) {
            let Some(head) = self.durable.standing().head else { continue };
            let started = Instant::now();
            match take_snapshot(&self.layout, &head, || !self.is_ending()) {
                Ok(None) => return,
                Ok(Some(_)) => {
                    tracing::info!(records = head.next_sequence, took = ?started.elapsed(), "a snapshot was taken");
                }
                // The journal is the truth: without snapshots only a start takes longer.
                Err(error) => tracing::warn!(error = %error, "no snapshot could be taken"),
            }
            // Also after a failure: what failed now is not tried again at once.
            self.records = head.next_sequence;
            let rest = started.elapsed() * self.terms.rest;
            runtime.block_on(async {
                tokio::select! {
                    () = tokio::time::sleep(rest) => {}
                    () = self.ending.told.notified() => {}
                }
            });
        }
    }

    /// Waits until a snapshot is due; no when the end is near.
    async fn is_due(&self) -> bool {
        // Who was resting has heard it already, and is not told a second time.
        if self.is_ending() {
            return false;
        }
        let due = self.records.saturating_add(self.terms.records);
        let mut standing = self.durable.subscribe();
        let reached = standing.wait_for(|standing| standing.stopped.is_some() || standing.next_sequence >= due);
        tokio::select! {
            reached = reached => reached.is_ok_and(|standing| standing.stopped.is_none()),
            () = self.ending.told.notified() => false,
        }
    }

    fn is_ending(&self) -> bool {
        self.ending.is_near.load(Ordering::Relaxed)
    }
}
