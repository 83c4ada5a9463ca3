//! Rebuilds the state of a deployment: the newest good snapshot and the records after it, else all records.

use crate::deployment::check_command;
use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::Effects;
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, Rejection, State};
use ratchet_journal::{Head, Reader, Records, SignedHead, SnapshotStore};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

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
        check_command(self.engine.state(), command)?;
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

/// Records read at once, and how many such batches may wait to be applied.
const BATCH: usize = 1_024;
const BATCHES_WAITING: usize = 4;

/// A record that was read, and where it stands.
struct Read {
    frame: u64,
    sequence: u64,
    effects: Effects,
}

/// As [`load`], without regard to the signed head. One thread reads and checks the journal while this one applies.
pub(crate) fn rebuild(layout: &Layout) -> Result<Loaded, DeploymentError> {
    let mut loaded = rebuild_to(layout, u64::MAX, || true)?.ok_or(Rejection::DeploymentMissing)?;
    let head = Reader::open(layout.journal())?.head()?;
    loaded.head = head.filter(|head| head.next_sequence == loaded.next_sequence);
    Ok(loaded)
}

/// The state behind all records before `until`, without regard to any head; nothing where `goes_on` says no.
pub(crate) fn rebuild_to(
    layout: &Layout,
    until: u64,
    mut goes_on: impl FnMut() -> bool,
) -> Result<Option<Loaded>, DeploymentError> {
    let reader = Reader::open(layout.journal())?;
    let mut loaded = start(layout, &reader)?;
    let records = reader.records_from(loaded.next_sequence);
    let is_whole = thread::scope(|scope| {
        let (send, batches) = sync_channel(BATCHES_WAITING);
        scope.spawn(move || read_batches(records, &send));
        for batch in batches {
            let batch = batch?;
            let wanted = batch.partition_point(|read| read.sequence < until);
            apply(&mut loaded, &batch[..wanted])?;
            if wanted < batch.len() || loaded.next_sequence >= until {
                break;
            }
            if !goes_on() {
                return Ok::<_, DeploymentError>(false);
            }
        }
        Ok(true)
    })?;
    Ok(is_whole.then_some(loaded))
}

/// Sends all records, up to the first that cannot be read, and then why not.
fn read_batches(mut records: Records, send: &SyncSender<Result<Vec<Read>, DeploymentError>>) {
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        let end = loop {
            match read(&mut records) {
                Ok(Some(read)) => batch.push(read),
                Ok(None) => break Some(None),
                Err(error) => break Some(Some(error)),
            }
            if batch.len() == BATCH {
                break None;
            }
        };
        // Nobody receives any more when a record could not be applied.
        let goes_on = send.send(Ok(batch)).is_ok() && end.is_none();
        if let Some(Some(error)) = end {
            let _ = send.send(Err(error));
        }
        if !goes_on {
            return;
        }
    }
}

fn read(records: &mut Records) -> Result<Option<Read>, DeploymentError> {
    let Some(record) = records.read_next()? else { return Ok(None) };
    let (frame, sequence) = (record.frame, record.sequence);
    let effects = Effects::from_bytes(record.bytes)
        .map_err(|error| DeploymentError::broken(frame, sequence, format!("not a record: {error}")))?;
    Ok(Some(Read { frame, sequence, effects }))
}

fn apply(loaded: &mut Loaded, batch: &[Read]) -> Result<(), DeploymentError> {
    for group in batch.chunks(LOOK_AHEAD_MAX) {
        loaded.engine.look_ahead_events(group.iter().flat_map(|read| &read.effects.events));
        for Read { frame, sequence, effects } in group {
            let applied = loaded.engine.replay(effects.recorded_at, &effects.events);
            applied.map_err(|error| DeploymentError::broken(*frame, *sequence, error.to_string()))?;
            loaded.next_sequence = sequence + 1;
        }
    }
    Ok(())
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
