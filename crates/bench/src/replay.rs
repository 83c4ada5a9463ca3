//! Rebuilding the state from the journal alone.

use crate::BenchError;
use crate::engine::per_second;
use ratchet_deployment::{Layout, load};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// What the replay did.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayFigures {
    /// Records a second, registrations and orders together: read, checked, decoded, applied.
    pub records_per_second: u64,
    /// Records replayed.
    pub records: u64,
    /// Bytes of journal for each record.
    pub bytes_per_record: u64,
}

pub(crate) fn measure(root: &Path) -> Result<ReplayFigures, BenchError> {
    let layout = Layout::new(root);
    let start = Instant::now();
    let loaded = load(&layout)?;
    let records = loaded.next_sequence;
    let records_per_second = per_second(usize::try_from(records).unwrap_or(usize::MAX), start);
    let mut bytes = 0;
    for entry in std::fs::read_dir(layout.journal())? {
        bytes += entry?.metadata()?.len();
    }
    Ok(ReplayFigures { records_per_second, records, bytes_per_record: bytes / records.max(1) })
}
