//! An append-only, hash-chained journal of opaque records in segment files.
//!
//! The crate knows bytes and positions, and nothing of what the records mean. One group commit is written as one or
//! more *frames*, synced once, and is seen either whole or not at all. Every frame names the hash of the one before,
//! so that the last hash binds everything. The format is written down in `docs/journal-format.md`.
//!
//! - [`SegmentJournal`] owns the files; [`Writer`] turns records into frames; [`Reader`] reads beside both.
//! - [`Journal`] is the seam for other places to keep frames in, such as a replicated log.
//! - [`SignedHead`] and [`SnapshotStore`] keep what is said and saved about a position in the journal.
//!
//! Nothing here repairs history. Only a torn, never acknowledged end is cut off without being asked.

mod error;
mod frame;
mod header;
mod hexadecimal;
mod journal;
mod link;
mod merkle;
mod reader;
mod records;
mod recovery;
mod replaced_file;
mod scan;
mod segment;
mod segment_journal;
mod signed_head;
mod snapshot;
pub mod storage;
mod walk;
mod window;
mod writer;

#[cfg(test)]
mod tests;

pub use error::{CODES, Fault, JournalError};
pub use frame::Frame;
pub use header::{FRAME_BYTES_MAX, FRAME_MAGIC, FRAME_VERSION, Flags, HASH_BYTES, HEADER_BYTES, Header};
pub use journal::{Appended, Head, Journal};
pub use merkle::merkle_root;
pub use reader::{Reader, Verified};
pub use records::{RecordRead, RecordRef, Records};
pub use recovery::{Cut, CutReason, Depth, OpenOptions, RecoveryReport};
pub use segment::SEGMENT_BYTES;
pub use segment_journal::SegmentJournal;
pub use signed_head::{HeadKey, SignedHead};
pub use snapshot::{SkippedSnapshot, SnapshotStore, Snapshots};
pub use writer::{RECORD_BYTES_MAX, Writer};
