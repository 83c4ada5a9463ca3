//! Reading record by record.

use std::ops::Range;
use std::path::PathBuf;

use crate::error::JournalError;
use crate::header::RECORD_PREFIX_BYTES;
use crate::reader::walk_to_sequence;
use crate::walk::{Place, Step, Walk};

/// A record and where it stands, lent by the reader until the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRef<'a> {
    /// Number of the record in the journal, from 0.
    pub sequence: u64,
    /// Index of the frame in which it begins.
    pub frame: u64,
    /// Offset of that frame in its segment file, in bytes.
    pub byte: u64,
    /// Position of the record in that frame, from 0.
    pub place_in_frame: u32,
    /// Time of its commit, UTC milliseconds.
    pub time: i64,
    /// The record.
    pub bytes: &'a [u8],
}

/// A record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRead {
    /// Number of the record in the journal, from 0.
    pub sequence: u64,
    /// Index of the frame in which it begins.
    pub frame: u64,
    /// Offset of that frame in its segment file, in bytes.
    pub byte: u64,
    /// Position of the record in that frame, from 0.
    pub place_in_frame: u32,
    /// Time of its commit, UTC milliseconds.
    pub time: i64,
    /// The record.
    pub bytes: Vec<u8>,
}

impl RecordRef<'_> {
    /// A copy that outlives the next call.
    #[must_use]
    pub fn to_owned(&self) -> RecordRead {
        RecordRead {
            sequence: self.sequence,
            frame: self.frame,
            byte: self.byte,
            place_in_frame: self.place_in_frame,
            time: self.time,
            bytes: self.bytes.to_vec(),
        }
    }
}

/// The records of a journal from some sequence on.
///
/// At the end it can be asked again later: it then gives what a writer has committed meanwhile. After an error the
/// iterator ends, while [`Records::read_next`] looks again and, if nothing changed, says the same.
pub struct Records {
    dir: PathBuf,
    from: u64,
    walk: Option<Walk>,
    frame: Option<OpenFrame>,
    /// A record spanning frames, put together.
    spanning: Vec<u8>,
    failed: bool,
}

/// The frame being read, and how far.
struct OpenFrame {
    place: Place,
    /// Offset of the next piece in the body.
    offset: usize,
    /// Number of pieces read.
    read: u32,
}

/// Where the bytes of a record are.
enum Found {
    InBody(Range<usize>),
    Spanning,
}

/// Where a record begins.
#[derive(Clone, Copy)]
struct Origin {
    sequence: u64,
    frame: u64,
    byte: u64,
    place_in_frame: u32,
    time: i64,
}

impl Records {
    pub(crate) fn new(dir: PathBuf, from: u64) -> Self {
        Self { dir, from, walk: None, frame: None, spanning: Vec::new(), failed: false }
    }

    /// The next record without a copy, or nothing at the present end of the journal.
    pub fn read_next(&mut self) -> Result<Option<RecordRef<'_>>, JournalError> {
        let Some((origin, found)) = self.advance()? else { return Ok(None) };
        let bytes = match (found, &self.walk, &self.frame) {
            (Found::InBody(range), Some(walk), Some(frame)) => &walk.body(&frame.place)[range],
            _ => &self.spanning[..],
        };
        let Origin { sequence, frame, byte, place_in_frame, time } = origin;
        Ok(Some(RecordRef { sequence, frame, byte, place_in_frame, time, bytes }))
    }

    fn advance(&mut self) -> Result<Option<(Origin, Found)>, JournalError> {
        loop {
            if !self.has_piece() && !self.next_frame()? {
                return Ok(None);
            }
            let Some((origin, range, continues)) = self.next_piece() else { continue };
            if !continues {
                if origin.sequence >= self.from {
                    return Ok(Some((origin, Found::InBody(range))));
                }
                continue;
            }
            self.put_together(range)?;
            if origin.sequence >= self.from {
                return Ok(Some((origin, Found::Spanning)));
            }
        }
    }

    fn has_piece(&self) -> bool {
        self.frame.as_ref().is_some_and(|frame| frame.read < frame.place.header.record_count)
    }

    fn next_frame(&mut self) -> Result<bool, JournalError> {
        let walk = match &mut self.walk {
            Some(walk) => walk,
            none => none.insert(walk_to_sequence(&self.dir, self.from)?),
        };
        match walk.step()? {
            Step::End => Ok(false),
            Step::Frame(place) => {
                self.frame = Some(OpenFrame { place, offset: 0, read: 0 });
                Ok(true)
            }
        }
    }

    /// The next piece of the open frame, and whether its record goes on in the next frame. The walk has checked that
    /// the pieces fill the body.
    fn next_piece(&mut self) -> Option<(Origin, Range<usize>, bool)> {
        let frame = self.frame.as_mut().filter(|frame| frame.read < frame.place.header.record_count)?;
        let header = &frame.place.header;
        let body = self.walk.as_ref()?.body(&frame.place);
        let length = body.get(frame.offset..)?.first_chunk::<RECORD_PREFIX_BYTES>()?;
        let start = frame.offset + RECORD_PREFIX_BYTES;
        let range = start..start + u32::from_le_bytes(*length) as usize;
        let origin = Origin {
            sequence: header.first_sequence + u64::from(frame.read),
            frame: header.index,
            byte: frame.place.byte,
            place_in_frame: frame.read,
            time: header.time,
        };
        frame.offset = range.end;
        frame.read += 1;
        let continues = header.flags.continues_in_next && frame.read == header.record_count;
        Some((origin, range, continues))
    }

    /// Collects the record whose first piece is at `range` and which ends in a later frame. The walk gave out the
    /// first frame only after it saw that the whole commit is there, and bounds the size.
    fn put_together(&mut self, range: Range<usize>) -> Result<(), JournalError> {
        self.spanning.clear();
        let mut next = Some((range, true));
        while let Some((range, continues)) = next.take() {
            if let (Some(walk), Some(frame)) = (&self.walk, &self.frame) {
                self.spanning.extend_from_slice(&walk.body(&frame.place)[range]);
            }
            if continues && self.next_frame()? {
                next = self.next_piece().map(|(_, range, continues)| (range, continues));
            }
        }
        Ok(())
    }
}

impl Iterator for Records {
    type Item = Result<RecordRead, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let item = self.read_next().map(|record| record.map(|record| record.to_owned())).transpose();
        self.failed = matches!(item, Some(Err(_)));
        item
    }
}
