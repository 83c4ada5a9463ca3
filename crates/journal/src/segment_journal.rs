//! The embedded journal: segment files in a directory, one writer, a sync before every answer.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Fault, JournalError};
use crate::frame::Frame;
use crate::journal::{Appended, Head, Journal};
use crate::link::Link;
use crate::recovery::{Depth, OpenOptions, RecoveryReport, recover};
use crate::segment::{SEGMENT_BYTES, list_segments, segment_path};
use crate::storage::{Disk, SegmentFile, Storage};

const LOCK_NAME: &str = "lock";

/// A journal in segment files. While it lives, it holds the writer lock of its directory.
pub struct SegmentJournal {
    dir: PathBuf,
    storage: Box<dyn Storage>,
    segment_limit: u64,
    file: Box<dyn SegmentFile>,
    /// Size of the current segment, in bytes.
    segment_bytes: u64,
    link: Link,
    poisoned: Option<String>,
    /// Held, never read: the lock goes when the file is closed.
    _lock: File,
}

impl fmt::Debug for SegmentJournal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = formatter.debug_struct("SegmentJournal");
        fields.field("dir", &self.dir).field("link", &self.link).field("poisoned", &self.poisoned);
        fields.finish_non_exhaustive()
    }
}

impl SegmentJournal {
    /// Makes an empty journal in `dir`, which may exist but must hold no journal.
    pub fn create(dir: impl AsRef<Path>) -> Result<Self, JournalError> {
        Self::create_on(dir, Box::new(Disk), SEGMENT_BYTES)
    }

    /// As [`Self::create`], on another storage and with another segment size, in bytes.
    pub fn create_on(
        dir: impl AsRef<Path>,
        storage: Box<dyn Storage>,
        segment_limit: u64,
    ) -> Result<Self, JournalError> {
        let dir = dir.as_ref().to_path_buf();
        fs::create_dir_all(&dir).map_err(JournalError::io("create", &dir))?;
        let lock = lock(&dir)?;
        if !list_segments(&dir)?.is_empty() {
            return Err(JournalError::Exists { dir });
        }
        let file = create_segment(storage.as_ref(), &dir, 0)?;
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            storage.sync_directory(parent).map_err(JournalError::io("sync", parent))?;
        }
        let (link, segment_bytes) = (Link::start(), 0);
        Ok(Self { dir, storage, segment_limit, file, segment_bytes, link, poisoned: None, _lock: lock })
    }

    /// Opens the journal in `dir` for writing: takes the writer lock, checks every frame and recovers the tail.
    pub fn open(dir: impl AsRef<Path>, options: OpenOptions) -> Result<(Self, RecoveryReport), JournalError> {
        Self::open_on(dir, options, Depth::Everything, Box::new(Disk), SEGMENT_BYTES)
    }

    /// As [`Self::open`], but reads only the last segments: for a restart from a snapshot, where re-reading years of
    /// history would cost minutes. [`crate::Reader::verify`] can read the rest beside the running writer.
    pub fn open_last_segments(
        dir: impl AsRef<Path>,
        options: OpenOptions,
    ) -> Result<(Self, RecoveryReport), JournalError> {
        Self::open_on(dir, options, Depth::LastSegments, Box::new(Disk), SEGMENT_BYTES)
    }

    /// As [`Self::open`], on another storage and with another segment size, in bytes.
    pub fn open_on(
        dir: impl AsRef<Path>,
        options: OpenOptions,
        depth: Depth,
        storage: Box<dyn Storage>,
        segment_limit: u64,
    ) -> Result<(Self, RecoveryReport), JournalError> {
        let dir = dir.as_ref().to_path_buf();
        if list_segments(&dir)?.is_empty() {
            return Err(JournalError::Missing { dir });
        }
        let lock = lock(&dir)?;
        let tail = recover(&dir, options, depth, storage.as_ref())?;
        let journal = Self {
            dir,
            storage,
            segment_limit,
            file: tail.file,
            segment_bytes: tail.segment_bytes,
            link: tail.link,
            poisoned: None,
            _lock: lock,
        };
        Ok((journal, tail.report))
    }

    /// Directory of the journal.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn check_chain(&self, frames: &[Frame]) -> Result<Link, Fault> {
        let mut link = self.link.clone();
        for frame in frames {
            link.check(frame.header())?;
            link = Link::after(frame.header(), frame.hash());
        }
        if link.commit_open { Err(Fault::Continuation) } else { Ok(link) }
    }

    /// Begins a new segment when the group would not fit any more. A group is never divided: one file to sync, and
    /// a torn group never reaches into a finished segment.
    fn make_room(&mut self, group_bytes: u64) -> Result<(), JournalError> {
        if self.segment_bytes == 0 || self.segment_bytes + group_bytes <= self.segment_limit {
            return Ok(());
        }
        self.file = create_segment(self.storage.as_ref(), &self.dir, self.link.index)?;
        self.segment_bytes = 0;
        Ok(())
    }

    fn write(&mut self, frames: &[Frame]) -> Result<(), JournalError> {
        let group_bytes = frames.iter().map(|frame| frame.bytes().len() as u64).sum();
        self.make_room(group_bytes)?;
        for frame in frames {
            self.file.append(frame.bytes()).map_err(JournalError::io("append to the journal in", &self.dir))?;
        }
        self.file.sync().map_err(JournalError::io("sync the journal in", &self.dir))?;
        self.segment_bytes += group_bytes;
        Ok(())
    }
}

impl Journal for SegmentJournal {
    fn append(&mut self, frames: &[Frame], expected_index: u64) -> Appended {
        if let Some(cause) = &self.poisoned {
            return Appended::Unknown(cause.clone());
        }
        let found = self.link.index;
        let link = match self.check_chain(frames) {
            Ok(link) if expected_index == found => link,
            _ => return Appended::Conflict { expected: expected_index, found },
        };
        if let Err(error) = self.write(frames) {
            // After a failed write or sync nobody knows what the disk holds, and a later sync may claim success for
            // pages it has dropped: only reading everything back after a restart tells.
            let cause = error.to_string();
            self.poisoned = Some(cause.clone());
            return Appended::Unknown(cause);
        }
        self.link = link;
        match self.link.head() {
            Some(head) => Appended::Durable(head),
            None => Appended::Conflict { expected: expected_index, found }, // no frames into an empty journal
        }
    }

    fn head(&self) -> Option<Head> {
        self.link.head()
    }

    fn term(&self) -> u64 {
        self.link.term
    }
}

/// Makes a segment file whose existence is durable before anything is written to it.
fn create_segment(storage: &dyn Storage, dir: &Path, first_frame: u64) -> Result<Box<dyn SegmentFile>, JournalError> {
    let path = segment_path(dir, first_frame);
    let mut file = storage.create(&path).map_err(JournalError::io("create", &path))?;
    file.sync().map_err(JournalError::io("sync", &path))?;
    storage.sync_directory(dir).map_err(JournalError::io("sync", dir))?;
    Ok(file)
}

fn lock(dir: &Path) -> Result<File, JournalError> {
    let path = dir.join(LOCK_NAME);
    let mut options = File::options();
    let file = options.create(true).write(true).truncate(false).open(&path);
    let file = file.map_err(JournalError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::Locked { dir: dir.to_path_buf() }),
        Err(TryLockError::Error(error)) => Err(JournalError::io("lock", &path)(error)),
    }
}
