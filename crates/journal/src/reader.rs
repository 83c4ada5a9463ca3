//! Reading a journal, also beside its writer.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::{Fault, JournalError};
use crate::frame::Pieces;
use crate::header::{HEADER_BYTES, Header};
use crate::journal::Head;
use crate::merkle::merkle_root;
use crate::records::Records;
use crate::segment::{existing_segments, segment_path};
use crate::walk::{Step, Walk};
use crate::window::Window;

/// Reads a journal without a lock. It sees finished commits only; a torn tail is simply the end.
#[derive(Debug, Clone)]
pub struct Reader {
    dir: PathBuf,
}

/// What a full verification went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last frame of the last finished commit, or nothing in an empty journal.
    pub head: Option<Head>,
    /// Frames of finished commits.
    pub frames: u64,
    /// Records of finished commits.
    pub records: u64,
    /// Bytes behind the last finished commit: a commit being written, or a torn one.
    pub unfinished_bytes: u64,
}

impl Reader {
    /// A reader of the journal in `dir`.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, JournalError> {
        let dir = dir.as_ref().to_path_buf();
        existing_segments(&dir)?;
        Ok(Self { dir })
    }

    /// The records from `sequence` on. Frames before the one that holds it are passed over by their headers;
    /// everything from there is checked while it is read.
    #[must_use]
    pub fn records_from(&self, sequence: u64) -> Records {
        Records::new(self.dir.clone(), sequence)
    }

    /// The last frame of the last finished commit, or nothing in an empty journal. Checks the last segment only.
    pub fn head(&self) -> Result<Option<Head>, JournalError> {
        let segments = existing_segments(&self.dir)?;
        let mut first = segments.len() - 1;
        loop {
            let mut walk = Walk::at_segment(&self.dir, segments.clone(), first)?;
            let before = walk.committed().index;
            while let Step::Frame(_) = walk.step()? {}
            if walk.committed().index > before || first == 0 {
                return Ok(walk.committed().head());
            }
            // The newest segment holds no finished commit yet.
            first -= 1;
        }
    }

    /// Makes durable whatever a reader could have seen so far, also what a writer has written but not yet synced.
    pub fn make_durable(&self) -> Result<(), JournalError> {
        // Earlier segments were synced before the last one was begun.
        let segments = existing_segments(&self.dir)?;
        let Some(last) = segments.last() else { return Ok(()) };
        let path = segment_path(&self.dir, *last);
        File::open(&path).and_then(|file| file.sync_all()).map_err(JournalError::io("sync", &path))
    }

    /// The frame with this index as a head, to be compared with a published one; nothing if the journal ends before.
    /// Checks this frame alone: that everything before it is intact, [`Self::verify`] tells.
    pub fn head_at(&self, frame: u64) -> Result<Option<Head>, JournalError> {
        let segments = existing_segments(&self.dir)?;
        let at = segments.partition_point(|first| *first <= frame).saturating_sub(1);
        let mut walk = Walk::at_segment(&self.dir, segments, at)?;
        walk.hop_while(|header| header.index < frame)?;
        while let Step::Frame(place) = walk.step()? {
            if place.header.index == frame {
                return Ok(walk.link().head());
            }
        }
        Ok(None)
    }

    /// Reads everything: every frame hash, the chain, every Merkle root.
    pub fn verify(&self) -> Result<Verified, JournalError> {
        let mut walk = Walk::from_start(&self.dir)?;
        while let Step::Frame(place) = walk.step()? {
            if merkle_root(Pieces::new(walk.body(&place))) != place.header.merkle_root {
                // The hash is good, so the frame was written like this: no storage damage, but not a record either.
                let (frame, segment) = (place.header.index, walk.segment().to_path_buf());
                return Err(JournalError::Damaged { frame, segment, byte: place.byte, fault: Fault::MerkleRoot });
            }
        }
        let unfinished_bytes = walk.segment_bytes()?.saturating_sub(walk.commit_start());
        let end = walk.committed();
        Ok(Verified { head: end.head(), frames: end.index, records: end.sequence, unfinished_bytes })
    }
}

/// A walk that stands at the frame in which the record `sequence` begins, or at the end before it.
pub(crate) fn walk_to_sequence(dir: &Path, sequence: u64) -> Result<Walk, JournalError> {
    let segments = existing_segments(dir)?;
    let mut at = segments.len() - 1;
    // From the end: restarts and followers ask for recent records.
    while at > 0 && first_sequence(dir, segments[at])?.is_none_or(|first| first > sequence) {
        at -= 1;
    }
    let mut walk = Walk::at_segment(dir, segments, at)?;
    walk.hop_while(|header| header.first_sequence + u64::from(header.record_count) <= sequence)?;
    Ok(walk)
}

fn first_sequence(dir: &Path, segment: u64) -> Result<Option<u64>, JournalError> {
    let mut head = [0; HEADER_BYTES];
    let read = Window::open(segment_path(dir, segment))?.read_exact_at(0, &mut head)?;
    Ok(if read { Header::decode(&head).ok().map(|header| header.first_sequence) } else { None })
}
