//! Everything that can go wrong, each with a stable code and a next step.

use std::io;
use std::path::{Path, PathBuf};

/// What exactly is wrong at one place of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file ends before the frame does.
    #[error("the file ends before the frame does")]
    Incomplete,
    /// The header does not begin with the frame magic.
    #[error("there is no frame magic here")]
    Magic,
    /// The header does not match its own check bytes, so that its length cannot be believed.
    #[error("the header does not match its check bytes")]
    HeaderCheck,
    /// The header is intact but says something no writer says (unknown flags, a body beyond the limit).
    #[error("the header holds values that no writer writes")]
    HeaderValues,
    /// The bytes of the frame do not match its BLAKE3 hash.
    #[error("the frame does not match its hash")]
    Hash,
    /// The frame is whole but has another index than its place asks for.
    #[error("a frame with index {found} stands here")]
    Index {
        /// Index found in the header.
        found: u64,
    },
    /// The frame does not name the hash of the frame before it.
    #[error("the frame does not continue the hash chain")]
    PreviousHash,
    /// The first sequence is not the one after the frame before.
    #[error("the frame starts at record {found}, not at the next one")]
    Sequence {
        /// First sequence found in the header.
        found: u64,
    },
    /// The term is lower than that of the frame before: written by a fenced writer.
    #[error("the frame has the lower term {found}")]
    Term {
        /// Term found in the header.
        found: u64,
    },
    /// Flags say that a record goes on where none was begun, or the reverse.
    #[error("the pieces of a record spanning frames do not meet")]
    Continuation,
    /// The records in the body do not fill it exactly.
    #[error("the records do not fill the body exactly")]
    Body,
    /// A record spanning frames is larger than `RECORD_BYTES_MAX`.
    #[error("a record spanning frames is larger than allowed")]
    RecordTooLarge,
    /// The Merkle root is not that of the records.
    #[error("the Merkle root is not that of the records")]
    MerkleRoot,
    /// Frames are missing between this place and the next segment.
    #[error("frames are missing here, up to the next segment file")]
    MissingFrames,
}

/// Why the journal, a signed head or a snapshot could not be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A journal was to be created where one already is.
    #[error("a journal already exists in {dir}: open it, or choose another directory")]
    Exists {
        /// Directory of the journal.
        dir: PathBuf,
    },
    /// There is no journal in the directory.
    #[error("there is no journal in {dir}: check the path, or create a journal there first")]
    Missing {
        /// Directory looked in.
        dir: PathBuf,
    },
    /// Another process holds the writer lock.
    #[error("the journal in {dir} is being written by another process: stop that one first (readers need no lock)")]
    Locked {
        /// Directory of the journal.
        dir: PathBuf,
    },
    /// A bad frame with good ones behind it, or a hole. Never repaired.
    #[error(
        "the journal is damaged at frame {frame}, {segment} byte {byte}: {fault}; \
         history behind this place exists, so nothing is cut off: restore this segment file from a copy"
    )]
    Damaged {
        /// Index of the frame that should stand here.
        frame: u64,
        /// Segment file.
        segment: PathBuf,
        /// Offset in the segment file, in bytes.
        byte: u64,
        /// What is wrong there.
        fault: Fault,
    },
    /// The last frame is there in full length, but bad, and nothing good follows.
    #[error(
        "the last frame of the journal is damaged: frame {frame}, {segment} byte {byte}: {fault}; \
         it is complete in length, so it may have been acknowledged and then damaged on the disk. Restore the file \
         from a copy, or accept the loss of this frame explicitly (--accept-tail-loss)"
    )]
    TailDamaged {
        /// Index of the frame that should stand here.
        frame: u64,
        /// Segment file.
        segment: PathBuf,
        /// Offset in the segment file, in bytes.
        byte: u64,
        /// What is wrong there.
        fault: Fault,
    },
    /// The file was written by a newer version.
    #[error(
        "{path} has format version {version} at byte {byte}, this program reads up to {supported}: use a newer one"
    )]
    VersionUnsupported {
        /// File read.
        path: PathBuf,
        /// Offset in the file, in bytes.
        byte: u64,
        /// Version found.
        version: u16,
        /// Newest version this program reads.
        supported: u16,
    },
    /// An earlier failure stopped the writer.
    #[error(
        "the journal writer stopped after a failure ({cause}): restart the process to recover from what is durable"
    )]
    Poisoned {
        /// The first failure.
        cause: String,
    },
    /// Whether the frames became durable is not known.
    #[error("the journal could not confirm an append ({cause}): restart the process to recover from what is durable")]
    AppendUnknown {
        /// What the storage said.
        cause: String,
    },
    /// Another writer was faster.
    #[error(
        "the journal is at frame {found}, this writer expected {expected}: another writer took over; stop this process"
    )]
    Conflict {
        /// Index the first appended frame should have got.
        expected: u64,
        /// Index the journal would give next.
        found: u64,
    },
    /// A term that is lower than the journal's.
    #[error("term {asked} is lower than the journal's term {current}: this writer was fenced; stop this process")]
    TermTooLow {
        /// Term asked for.
        asked: u64,
        /// Term of the journal.
        current: u64,
    },
    /// A record above `RECORD_BYTES_MAX`.
    #[error("a record of {bytes} bytes is larger than the limit of {limit} bytes: split the batch it holds")]
    RecordTooLarge {
        /// Size of the record.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The operating system refused a file operation.
    #[error("could not {action} {path}: {source}; check the disk and the permissions, then try again")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The operating system gave no randomness for a new key.
    #[error("the system gave no random bytes for a key ({cause}): try again when it is up")]
    RandomnessMissing {
        /// What the system said.
        cause: String,
    },
    /// A key file would be overwritten.
    #[error("a key already exists at {path}: keep it, heads signed with it need it; choose another path")]
    HeadKeyExists {
        /// The key file.
        path: PathBuf,
    },
    /// A key file is not 64 hexadecimal digits.
    #[error("{path} holds no head key (64 hexadecimal digits): restore it from a copy, or make a new key")]
    HeadKeyInvalid {
        /// The key file.
        path: PathBuf,
    },
    /// A signed head whose signature does not fit.
    #[error("the signature of the head of frame {frame} is not valid: the head was changed or signed by another key")]
    HeadSignatureInvalid {
        /// Frame the head speaks of.
        frame: u64,
    },
    /// A file that is not a signed head.
    #[error("{path} is not a signed head ({cause}): fetch it again from where it was published")]
    HeadFileInvalid {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// Every code of [`JournalError`] with one sentence for the operator, in the order of the variants.
pub const CODES: &[(&str, &str)] = &[
    ("journal_exists", "A journal was to be created in a directory that already holds one."),
    ("journal_missing", "The directory holds no journal."),
    ("journal_locked", "Another process is writing this journal."),
    ("journal_damaged", "A frame is bad or missing while later ones exist, which is never repaired."),
    ("journal_tail_damaged", "The last frame is complete but bad, and is only cut off on explicit request."),
    ("journal_version_unsupported", "A file was written in a newer format than this program reads."),
    ("journal_poisoned", "An earlier failure stopped the writer until the process restarts."),
    ("journal_append_unknown", "The storage could not say whether the last append became durable."),
    ("journal_conflict", "Another writer appended to the journal first."),
    ("journal_term_too_low", "The writer was fenced off by one with a higher term."),
    ("record_too_large", "A record is larger than a journal record may be."),
    ("journal_io", "The operating system refused a file operation."),
    ("randomness_missing", "The operating system gave no random bytes for a new key."),
    ("head_key_exists", "A head key would have been overwritten."),
    ("head_key_invalid", "A file does not hold a head key."),
    ("head_signature_invalid", "A signed head does not match its signature or its key."),
    ("head_file_invalid", "A file does not hold a signed head."),
];

impl JournalError {
    /// The stable code of this error, one of [`CODES`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Exists { .. } => "journal_exists",
            Self::Missing { .. } => "journal_missing",
            Self::Locked { .. } => "journal_locked",
            Self::Damaged { .. } => "journal_damaged",
            Self::TailDamaged { .. } => "journal_tail_damaged",
            Self::VersionUnsupported { .. } => "journal_version_unsupported",
            Self::Poisoned { .. } => "journal_poisoned",
            Self::AppendUnknown { .. } => "journal_append_unknown",
            Self::Conflict { .. } => "journal_conflict",
            Self::TermTooLow { .. } => "journal_term_too_low",
            Self::RecordTooLarge { .. } => "record_too_large",
            Self::Io { .. } => "journal_io",
            Self::RandomnessMissing { .. } => "randomness_missing",
            Self::HeadKeyExists { .. } => "head_key_exists",
            Self::HeadKeyInvalid { .. } => "head_key_invalid",
            Self::HeadSignatureInvalid { .. } => "head_signature_invalid",
            Self::HeadFileInvalid { .. } => "head_file_invalid",
        }
    }

    /// Turns a failed file operation into an error that says which file and what was tried.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of_each() -> Vec<JournalError> {
        let path = PathBuf::from("somewhere");
        let (frame, byte, fault) = (1, 2, Fault::Hash);
        let cause = String::from("cause");
        vec![
            JournalError::Exists { dir: path.clone() },
            JournalError::Missing { dir: path.clone() },
            JournalError::Locked { dir: path.clone() },
            JournalError::Damaged { frame, segment: path.clone(), byte, fault },
            JournalError::TailDamaged { frame, segment: path.clone(), byte, fault },
            JournalError::VersionUnsupported { path: path.clone(), byte, version: 2, supported: 1 },
            JournalError::Poisoned { cause: cause.clone() },
            JournalError::AppendUnknown { cause: cause.clone() },
            JournalError::Conflict { expected: 1, found: 2 },
            JournalError::TermTooLow { asked: 1, current: 2 },
            JournalError::RecordTooLarge { bytes: 2, limit: 1 },
            JournalError::Io { action: "read", path: path.clone(), source: io::Error::other("no") },
            JournalError::RandomnessMissing { cause: cause.clone() },
            JournalError::HeadKeyExists { path: path.clone() },
            JournalError::HeadKeyInvalid { path: path.clone() },
            JournalError::HeadSignatureInvalid { frame },
            JournalError::HeadFileInvalid { path, cause },
        ]
    }

    #[test]
    fn every_error_has_its_code_in_the_table() {
        let found: Vec<&str> = one_of_each().iter().map(JournalError::code).collect();
        let listed: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn codes_are_unique_and_sentences_are_sentences() {
        for (position, (code, sentence)) in CODES.iter().enumerate() {
            assert!(CODES[..position].iter().all(|(other, _)| other != code), "{code} twice");
            assert!(sentence.ends_with('.') && sentence.len() > 20, "{code}");
        }
    }

    #[test]
    fn damage_names_frame_segment_and_byte() {
        let text = one_of_each()[3].to_string();
        assert!(text.contains("frame 1") && text.contains("somewhere") && text.contains("byte 2"), "{text}");
    }
}
