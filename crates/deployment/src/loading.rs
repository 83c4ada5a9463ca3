//! Rebuilds the state of a deployment: the newest good snapshot and the records after it, else all records.

use crate::deployment::check_people;
use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::Record;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, State};
use ratchet_journal::{Head, Reader, SignedHead, SnapshotStore};

/// A state rebuilt from the journal.
#[derive(Debug)]
pub struct Loaded {
    /// An engine that stands at `head`.
    pub engine: Engine,
    /// The last frame that is in it; none in an empty journal.
    pub head: Option<Head>,
    /// Sequence of the next record.
    pub next_sequence: u64,
    /// Records in the snapshot that was used, 0 without one.
    pub snapshot_records: u64,
}

impl Loaded {
    /// Runs a command on the real path and takes it back: its outcome, and what `look` saw of the state after it.
    pub fn dry_run<T>(
        &mut self,
        command: &Command,
        look: impl FnOnce(&State) -> T,
    ) -> Result<(Outcome, T), DeploymentError> {
        check_people(command)?;
        Ok(self.engine.dry_run(command, |state, events| (Outcome::of(state, events), look(state)))?)
    }
}

/// Rebuilds the state of the deployment at `layout`, beside a writer or without one. A journal that has lost its signed
/// head is refused.
pub fn load(layout: &Layout) -> Result<Loaded, DeploymentError> {
    let loaded = rebuild(layout)?;
    check_signed_head(layout)?;
    Ok(loaded)
}

/// A head that was signed is what others may have seen: a journal that ends before it, or says otherwise, has lost
/// acknowledged history even where every frame that is left is good.
pub(crate) fn check_signed_head(layout: &Layout) -> Result<(), DeploymentError> {
    let Some(signed) = SignedHead::load(layout.head())? else { return Ok(()) };
    let found = Reader::open(layout.journal())?.head_at(signed.head.frame)?;
    if found.as_ref() == Some(&signed.head) {
        return Ok(());
    }
    let what = "the signed head of this deployment is not in its journal: history was lost or rewritten; restore the \
                journal from a copy, or accept the loss explicitly (--accept-tail-loss)";
    Err(DeploymentError::broken(signed.head.frame, signed.head.next_sequence.saturating_sub(1), what))
}

/// As [`load`], without regard to the signed head.
pub(crate) fn rebuild(layout: &Layout) -> Result<Loaded, DeploymentError> {
    let reader = Reader::open(layout.journal())?;
    let mut loaded = start(layout, &reader)?;
    let mut records = reader.records_from(loaded.next_sequence);
    while let Some(record) = records.read_next()? {
        let (frame, sequence) = (record.frame, record.sequence);
        let broken = |what: String| DeploymentError::broken(frame, sequence, what);
        let read = Record::from_bytes(record.bytes).map_err(|error| broken(format!("not a record: {error}")))?;
        let replayed = loaded.engine.replay(read.command.recorded_at, &read.events);
        replayed.map_err(|error| broken(error.to_string()))?;
        loaded.next_sequence = sequence + 1;
    }
    loaded.head = reader.head()?.filter(|head| head.next_sequence == loaded.next_sequence);
    Ok(loaded)
}

/// The newest snapshot that the journal confirms, or nothing but an empty engine.
fn start(layout: &Layout, reader: &Reader) -> Result<Loaded, DeploymentError> {
    for (head, bytes) in SnapshotStore::new(layout.snapshots()).newest()? {
        // A snapshot of a tail that was lost, or of another journal, is no snapshot of this one.
        if reader.head_at(head.frame)?.is_none_or(|found| found != head) {
            continue;
        }
        if let Ok(state) = State::from_bytes(&bytes) {
            let next_sequence = head.next_sequence;
            return Ok(Loaded {
                engine: Engine::from_state(state),
                head: Some(head),
                next_sequence,
                snapshot_records: next_sequence,
            });
        }
    }
    Ok(Loaded { engine: Engine::new(), head: None, next_sequence: 0, snapshot_records: 0 })
}
