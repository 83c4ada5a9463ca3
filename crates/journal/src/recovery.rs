//! What happens to a journal when it is opened for writing: find the last finished commit, cut what is torn behind
//! it, and stop at anything else.

use std::path::{Path, PathBuf};

use crate::error::{Fault, JournalError};
use crate::journal::Head;
use crate::link::Link;
use crate::segment::existing_segments;
use crate::storage::{SegmentFile, Storage};
use crate::walk::{Step, Walk, segments_are_linked};

/// How to open a journal for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenOptions {
    /// Cut off a last frame that is complete in length but bad, instead of stopping. It may have been acknowledged:
    /// only a person can decide this.
    pub accept_tail_loss: bool,
}

/// How much of the history is read when a journal is opened for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every frame.
    Everything,
    /// Every frame of the last two segments; of those before, that each continues the one before it.
    LastSegments,
}

/// Why bytes were cut off at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutReason {
    /// The last commit was not written to its end, so it was never acknowledged.
    Torn,
    /// The last frame was bad, and its loss was accepted.
    AcceptedLoss(Fault),
}

/// What was cut off at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The segment file.
    pub segment: PathBuf,
    /// Its size afterwards, in bytes.
    pub byte: u64,
    /// How much was cut off, in bytes.
    pub bytes: u64,
    /// Index of the first frame cut off; the next commit gets it again.
    pub frame: u64,
    /// Why.
    pub reason: CutReason,
}

/// What opening a journal found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryReport {
    /// The last frame, or nothing in an empty journal.
    pub head: Option<Head>,
    /// Frames checked, hash by hash.
    pub frames_checked: u64,
    /// What was cut off at the end, if anything.
    pub cut: Option<Cut>,
}

/// The end of a recovered journal, ready to be written on.
pub(crate) struct Tail {
    pub report: RecoveryReport,
    pub file: Box<dyn SegmentFile>,
    pub segment_bytes: u64,
    pub link: Link,
}

/// Recovers the journal in `dir`; the caller holds the writer lock.
pub(crate) fn recover(
    dir: &Path,
    options: OpenOptions,
    depth: Depth,
    storage: &dyn Storage,
) -> Result<Tail, JournalError> {
    let mut walk = first_place(dir, depth)?;
    let mut frames_checked = 0;
    let reason = loop {
        match walk.step() {
            Ok(Step::Frame(_)) => frames_checked += 1,
            Ok(Step::End) => break CutReason::Torn,
            Err(JournalError::TailDamaged { fault, .. }) if options.accept_tail_loss => {
                break CutReason::AcceptedLoss(fault);
            }
            Err(error) => return Err(error),
        }
    };
    let (segment, end) = (walk.segment().to_path_buf(), walk.commit_start());
    let bytes = walk.segment_bytes()?.saturating_sub(end);
    let mut file = storage.open(&segment).map_err(JournalError::io("open", &segment))?;
    if bytes > 0 {
        file.truncate(end).map_err(JournalError::io("truncate", &segment))?;
    }
    // Also without a cut: frames may have been written but not synced when the process died, and what is built on
    // them from here must not be more durable than they are.
    file.sync().map_err(JournalError::io("sync", &segment))?;
    storage.sync_directory(dir).map_err(JournalError::io("sync", dir))?;
    let link = walk.committed().clone();
    let cut = (bytes > 0).then_some(Cut { segment, byte: end, bytes, frame: link.index, reason });
    let report = RecoveryReport { head: link.head(), frames_checked, cut };
    Ok(Tail { report, file, segment_bytes: end, link })
}

fn first_place(dir: &Path, depth: Depth) -> Result<Walk, JournalError> {
    let segments = existing_segments(dir)?;
    // The last segment may be empty: the one before it holds the last frame then.
    let first = segments.len().saturating_sub(2);
    if depth == Depth::LastSegments && segments_are_linked(dir, &segments, first)? {
        return Walk::at_segment(dir, segments, first);
    }
    Walk::from_start(dir)
}
