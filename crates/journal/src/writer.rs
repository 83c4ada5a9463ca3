//! Group commits: records into frames, frames into a journal, and no second chance after a failure.

use crate::error::JournalError;
use crate::frame::Frame;
use crate::header::{FRAME_BYTES_MAX, Flags, RECORD_PREFIX_BYTES};
use crate::journal::{Appended, Head, Journal};
use crate::link::Link;

/// Largest record, in bytes (512 MiB).
pub const RECORD_BYTES_MAX: usize = 512 * 1024 * 1024;

/// Builds frames and appends them. The first failure stops it for good.
#[derive(Debug)]
pub struct Writer<J: Journal> {
    journal: J,
    link: Link,
    term: u64,
    body_limit: usize,
    poisoned: Option<String>,
}

impl<J: Journal> Writer<J> {
    /// A writer that continues `journal` in its present term.
    pub fn new(journal: J) -> Self {
        let term = journal.term();
        let link = match journal.head() {
            None => Link { term, ..Link::start() },
            Some(head) => Link {
                index: head.frame + 1,
                sequence: head.next_sequence,
                previous: head.hash,
                term,
                time: head.time,
                record_open: false,
                commit_open: false,
            },
        };
        Self { journal, link, term, body_limit: FRAME_BYTES_MAX, poisoned: None }
    }

    /// Lowers the largest body of a frame, in bytes, for storages with smaller messages and for tests. At least one
    /// byte of a record always fits; more than [`FRAME_BYTES_MAX`] does not.
    #[must_use]
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes.clamp(RECORD_PREFIX_BYTES + 1, FRAME_BYTES_MAX);
        self
    }

    /// Commits `records` as one group at `time` (UTC milliseconds) and returns once they are durable: all of them,
    /// or after a crash none of them. Without records it writes a frame that only marks the time.
    pub fn commit<R: AsRef<[u8]>>(&mut self, time: i64, records: &[R]) -> Result<Head, JournalError> {
        self.check_usable()?;
        let records: Vec<&[u8]> = records.iter().map(AsRef::as_ref).collect();
        if let Some(large) = records.iter().find(|record| record.len() > RECORD_BYTES_MAX) {
            let (bytes, limit) = (large.len() as u64, RECORD_BYTES_MAX as u64);
            return Err(JournalError::RecordTooLarge { bytes, limit });
        }
        let frames = self.encode(time, &records);
        match self.journal.append(&frames, self.link.index) {
            Appended::Durable(head) => {
                if let Some(last) = frames.last() {
                    self.link = Link::after(last.header(), last.hash());
                }
                Ok(head)
            }
            Appended::Conflict { expected, found } => Err(self.poison(JournalError::Conflict { expected, found })),
            Appended::Unknown(cause) => Err(self.poison(JournalError::AppendUnknown { cause })),
        }
    }

    /// Begins `term` with a frame of its own, which fences every writer of a lower term.
    pub fn begin_term(&mut self, time: i64, term: u64) -> Result<Head, JournalError> {
        self.check_usable()?;
        if term < self.term {
            return Err(JournalError::TermTooLow { asked: term, current: self.term });
        }
        self.term = term;
        self.commit::<&[u8]>(time, &[])
    }

    /// The last durable frame.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        self.link.head()
    }

    /// The sequence the next record will get.
    #[must_use]
    pub fn next_sequence(&self) -> u64 {
        self.link.sequence
    }

    /// The term of this writer.
    #[must_use]
    pub fn term(&self) -> u64 {
        self.term
    }

    /// The journal written to.
    #[must_use]
    pub fn journal(&self) -> &J {
        &self.journal
    }

    /// Gives the journal back.
    #[must_use]
    pub fn into_journal(self) -> J {
        self.journal
    }

    fn check_usable(&self) -> Result<(), JournalError> {
        match &self.poisoned {
            None => Ok(()),
            Some(cause) => Err(JournalError::Poisoned { cause: cause.clone() }),
        }
    }

    fn poison(&mut self, error: JournalError) -> JournalError {
        self.poisoned = Some(error.to_string());
        error
    }

    fn encode(&self, time: i64, records: &[&[u8]]) -> Vec<Frame> {
        let bodies = split(records, self.body_limit);
        let mut link = self.link.clone();
        let mut frames = Vec::with_capacity(bodies.len());
        for (position, body) in bodies.iter().enumerate() {
            let flags = Flags {
                continues_previous: link.record_open,
                continues_in_next: body.last_continues,
                commit_continues: position + 1 < bodies.len(),
            };
            let frame = Frame::encode(&link, self.term, time, flags, &body.pieces);
            link = Link::after(frame.header(), frame.hash());
            frames.push(frame);
        }
        frames
    }
}

/// The record pieces of one frame.
struct Body<'a> {
    pieces: Vec<&'a [u8]>,
    last_continues: bool,
}

impl Body<'_> {
    fn new() -> Self {
        Self { pieces: Vec::new(), last_continues: false }
    }
}

/// Distributes records over bodies of at most `limit` bytes. Only a record that does not fit a body of its own is
/// cut, so that nearly every record can be read without being put together.
fn split<'a>(records: &[&'a [u8]], limit: usize) -> Vec<Body<'a>> {
    let mut full = Vec::new();
    let mut body = Body::new();
    let mut room = limit;
    for record in records {
        let fits_alone = RECORD_PREFIX_BYTES + record.len() <= limit;
        let fits_here = RECORD_PREFIX_BYTES + record.len() <= room;
        if !fits_here && (fits_alone || room <= RECORD_PREFIX_BYTES) {
            full.push(std::mem::replace(&mut body, Body::new()));
            room = limit;
        }
        let mut rest = *record;
        while RECORD_PREFIX_BYTES + rest.len() > room {
            let (piece, behind) = rest.split_at(room - RECORD_PREFIX_BYTES);
            body.pieces.push(piece);
            body.last_continues = true;
            full.push(std::mem::replace(&mut body, Body::new()));
            room = limit;
            rest = behind;
        }
        body.pieces.push(rest);
        room -= RECORD_PREFIX_BYTES + rest.len();
    }
    full.push(body);
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(records: &[&[u8]], limit: usize) -> Vec<(Vec<usize>, bool)> {
        let bodies = split(records, limit);
        bodies.iter().map(|body| (body.pieces.iter().map(|piece| piece.len()).collect(), body.last_continues)).collect()
    }

    #[test]
    fn records_are_cut_only_when_they_must_be() {
        let ten = [7_u8; 10];
        assert_eq!(shape(&[], 14), [(vec![], false)]);
        assert_eq!(shape(&[&ten], 14), [(vec![10], false)]);
        assert_eq!(shape(&[&ten, &ten], 14), [(vec![10], false), (vec![10], false)]);
        assert_eq!(shape(&[&ten], 13), [(vec![9], true), (vec![1], false)]);
        assert_eq!(shape(&[b"", b"", &ten], 14), [(vec![0, 0], false), (vec![10], false)]);
        assert_eq!(shape(&[b"ab", &ten], 13), [(vec![2, 3], true), (vec![7], false)]);
        assert_eq!(shape(&[&ten], 5), (0..10).map(|byte| (vec![1], byte < 9)).collect::<Vec<_>>());
    }
}
