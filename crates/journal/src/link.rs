//! The place behind the last frame: everything a next frame must agree with.

use crate::error::Fault;
use crate::header::Header;
use crate::journal::Head;

/// What the next frame must continue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Index of the next frame.
    pub index: u64,
    /// First sequence of the next frame; while a record is open, that of this record.
    pub sequence: u64,
    /// Hash of the last frame.
    pub previous: [u8; 32],
    /// Term of the last frame.
    pub term: u64,
    /// Time of the last frame, UTC milliseconds.
    pub time: i64,
    /// The last record goes on in the next frame.
    pub record_open: bool,
    /// The commit goes on in the next frame.
    pub commit_open: bool,
}

impl Link {
    /// The place before the first frame.
    pub(crate) fn start() -> Self {
        Self { index: 0, sequence: 0, previous: [0; 32], term: 0, time: 0, record_open: false, commit_open: false }
    }

    /// Whether a frame with this header may stand here.
    pub(crate) fn check(&self, header: &Header) -> Result<(), Fault> {
        if header.index != self.index {
            return Err(Fault::Index { found: header.index });
        }
        if header.previous != self.previous {
            return Err(Fault::PreviousHash);
        }
        if header.first_sequence != self.sequence {
            return Err(Fault::Sequence { found: header.first_sequence });
        }
        if header.term < self.term {
            return Err(Fault::Term { found: header.term });
        }
        if header.flags.continues_previous != self.record_open {
            return Err(Fault::Continuation);
        }
        Ok(())
    }

    /// The place behind a frame that stands here. Cannot overflow: [`Header::decode`] bounds both numbers.
    pub(crate) fn after(header: &Header, hash: [u8; 32]) -> Self {
        let open = u64::from(header.flags.continues_in_next);
        Self {
            index: header.index + 1,
            sequence: header.first_sequence + u64::from(header.record_count) - open,
            previous: hash,
            term: header.term,
            time: header.time,
            record_open: header.flags.continues_in_next,
            commit_open: header.flags.commit_continues,
        }
    }

    /// The last frame as a head, if there is one.
    pub(crate) fn head(&self) -> Option<Head> {
        let frame = self.index.checked_sub(1)?;
        Some(Head { frame, hash: self.previous, next_sequence: self.sequence, time: self.time })
    }
}
