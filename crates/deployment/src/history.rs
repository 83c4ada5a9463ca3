//! The journal of a deployment as records with their places, one after the other, up to where it ended when it was opened.

use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::Record;
use ratchet_core::operations::DeploymentTerms;
use ratchet_core::{Event, Rejection};
use ratchet_journal::{Head, Reader, Records};

/// A record and where it lies.
#[derive(Clone, Debug)]
pub struct PlacedRecord {
    /// Sequence of the record in the journal, from 0.
    pub sequence: u64,
    /// Frame in which it begins.
    pub frame: u64,
    /// What it says.
    pub record: Record,
}

/// The records of a deployment in their order, beside a writer or without one. One record is in memory at a time; what
/// a writer adds meanwhile is left out, so that all that is read belongs to one head.
pub struct History {
    records: Records,
    head: Option<Head>,
    next_sequence: u64,
}

impl History {
    /// The history of the deployment at `layout` so far.
    pub fn open(layout: &Layout) -> Result<Self, DeploymentError> {
        Self::open_from(layout, 0)
    }

    /// The same from the record `sequence` on. Frames before it are passed over.
    pub fn open_from(layout: &Layout, sequence: u64) -> Result<Self, DeploymentError> {
        let reader = Reader::open(layout.journal())?;
        let head = reader.head()?;
        Ok(Self { records: reader.records_from(sequence), head, next_sequence: sequence })
    }

    /// Whether the journal at `layout` has this frame, which then binds everything before it.
    pub fn holds(layout: &Layout, head: &Head) -> Result<bool, DeploymentError> {
        let found = Reader::open(layout.journal())?.head_at(head.frame)?;
        Ok(found.as_ref() == Some(head))
    }

    /// The last frame of this history; none in an empty journal.
    #[must_use]
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// How many records there are in all.
    #[must_use]
    pub fn record_count(&self) -> u64 {
        self.head.as_ref().map_or(0, |head| head.next_sequence)
    }

    /// The terms of the deployment, which its first record says: read from a history of which nothing was read yet.
    pub fn terms(mut self) -> Result<DeploymentTerms, DeploymentError> {
        let Some(first) = self.read_next()? else { return Err(Rejection::DeploymentMissing.into()) };
        match first.record.events.into_iter().next() {
            Some(Event::DeploymentOpened(terms)) => Ok(terms),
            _ => Err(DeploymentError::broken(first.frame, first.sequence, "the first record opens no deployment")),
        }
    }

    /// The next record, or nothing at the end.
    pub fn read_next(&mut self) -> Result<Option<PlacedRecord>, DeploymentError> {
        if self.next_sequence >= self.record_count() {
            return Ok(None);
        }
        let Some(found) = self.records.read_next()? else { return Ok(None) };
        let (sequence, frame) = (found.sequence, found.frame);
        let record = Record::from_bytes(found.bytes)
            .map_err(|error| DeploymentError::broken(frame, sequence, format!("not a record: {error}")))?;
        self.next_sequence = sequence + 1;
        Ok(Some(PlacedRecord { sequence, frame, record }))
    }
}
