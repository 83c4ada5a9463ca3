//! What a journal is to the runtime, wherever its frames are kept.

use crate::frame::Frame;

/// The end of a journal: its last frame and what was written up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Index of the last frame.
    pub frame: u64,
    /// Hash of the last frame; through the chain it binds everything before.
    pub hash: [u8; 32],
    /// Number of records in the journal so far, which is the sequence of the next one.
    pub next_sequence: u64,
    /// Time of the last frame, UTC milliseconds.
    pub time: i64,
}

/// What became of an append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// All frames are durable; this is the new head.
    Durable(Head),
    /// Nothing was written: the journal does not end where the writer thinks. When both numbers are the same, the
    /// frames have the right index but do not continue the chain (or come from a lower term).
    Conflict {
        /// Index the writer gave its first frame.
        expected: u64,
        /// Index the journal would give next.
        found: u64,
    },
    /// The frames may or may not be durable. Nothing of them may be acknowledged; a restart shows what is there.
    Unknown(String),
}

/// An append-only sequence of frames with one writer.
///
/// The shape also fits a replicated log: a frame is one message, `expected_index` becomes the expected last sequence
/// of the append, and a frame with a higher term fences the old writer.
pub trait Journal {
    /// Appends the frames of one group commit and makes them durable together before it returns.
    /// `expected_index` is the index of the first of them: the number of frames the writer believes are there.
    fn append(&mut self, frames: &[Frame], expected_index: u64) -> Appended;

    /// The last frame, or nothing in an empty journal.
    fn head(&self) -> Option<Head>;

    /// The term of the last frame; 0 in an empty journal.
    fn term(&self) -> u64;
}
