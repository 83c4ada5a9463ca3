//! Snapshots beside a running writer.
//!
//! A second engine is built from the newest snapshot and the frames behind it, for as long as that takes, and dropped again:
//! the writer neither waits for it nor shares memory with it, and between two snapshots there is one engine only. Each
//! snapshot is read by the next one, so that one that cannot be read is found while there is another.

use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::loading::rebuild_to;
use ratchet_journal::{Head, SnapshotStore};
use std::path::PathBuf;

/// Takes a snapshot of the deployment at `layout` as it stood at `head`, a frame that is durable. Its file; nothing where
/// `goes_on`, which is asked now and then, says no.
pub fn take_snapshot(
    layout: &Layout,
    head: &Head,
    goes_on: impl FnMut() -> bool,
) -> Result<Option<PathBuf>, DeploymentError> {
    let Some(loaded) = rebuild_to(layout, head.next_sequence, goes_on)? else { return Ok(None) };
    if loaded.next_sequence != head.next_sequence {
        let what = "the journal ends before a frame that was durable";
        return Err(DeploymentError::broken(head.frame, loaded.next_sequence, what));
    }
    let bytes = loaded.engine.state().to_bytes();
    // Two engines are enough: this one is not needed while its bytes are written.
    drop(loaded);
    Ok(Some(SnapshotStore::new(layout.snapshots()).write(head, &bytes)?))
}
