//! Follows the journal: what is durable, record by record, and then whatever becomes durable.
//!
//! Followers read the journal itself and not a queue of the writer: a burst that they cannot keep up with waits on the
//! disk and not in memory, and the writer never waits for them.

use super::durable::{Durable, Standing};
use ratchet_deployment::{DeploymentError, Layout, Record};
use ratchet_journal::{Reader, Records};
use tokio::sync::watch;

/// The journal from some sequence on.
pub struct Tail {
    records: Records,
    durable: watch::Receiver<Standing>,
    next_sequence: u64,
}

impl Tail {
    /// The journal at `layout` from `sequence` on.
    pub fn open(layout: &Layout, durable: &Durable, sequence: u64) -> Result<Self, DeploymentError> {
        let records = Reader::open(layout.journal())?.records_from(sequence);
        Ok(Self { records, durable: durable.subscribe(), next_sequence: sequence })
    }

    /// The next durable records, at most `limit`; none when all were read.
    pub fn read(&mut self, limit: usize) -> Result<Vec<(u64, Record)>, DeploymentError> {
        let end = self.durable.borrow_and_update().next_sequence;
        let mut batch = Vec::new();
        while batch.len() < limit && self.next_sequence < end {
            let Some(found) = self.records.read_next()? else { break };
            let (sequence, frame) = (found.sequence, found.frame);
            let record = Record::from_bytes(found.bytes).map_err(|error| DeploymentError::Broken {
                frame,
                record: sequence,
                what: format!("not a record: {error}"),
            })?;
            self.next_sequence = sequence + 1;
            batch.push((sequence, record));
        }
        Ok(batch)
    }

    /// Waits until more is durable, or the journal has stopped. Whether there is anything left to wait for.
    pub async fn changed(&mut self) -> bool {
        self.durable.changed().await.is_ok()
    }
}
