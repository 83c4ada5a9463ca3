//! Rebuilds the state of a deployment: the newest good snapshot and the records after it, else all records.

use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::Record;
use ratchet_core::{Engine, State};
use ratchet_journal::{Head, Reader, SnapshotStore};

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

/// Rebuilds the state of the deployment at `layout`, beside a writer or without one.
pub fn load(layout: &Layout) -> Result<Loaded, DeploymentError> {
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
