//! A disk that fails: nothing is acknowledged any more, and nothing acknowledged is lost.

use std::io;
use std::sync::{Arc, Mutex};

use super::*;
use crate::storage::{SegmentFile, Storage};

/// What the disk does from its `after`-th operation on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// Half of the bytes are written, then an error.
    ShortWrite,
    /// Nothing is written for lack of space.
    DiskFull,
    /// The sync fails; the written bytes may or may not be there.
    FailingSync,
    /// The entry of a new file cannot be made durable.
    FailingDirectorySync,
}

const FAILURES: [Failure; 4] =
    [Failure::ShortWrite, Failure::DiskFull, Failure::FailingSync, Failure::FailingDirectorySync];

/// What survives a loss of power: for every file the length of its last good sync.
#[derive(Default)]
struct Plan {
    failure: Option<Failure>,
    after: usize,
    operations: usize,
    synced: Vec<(PathBuf, u64)>,
}

impl Plan {
    fn fails(&mut self, candidates: &[Failure]) -> Option<Failure> {
        let failure = self.failure.filter(|failure| candidates.contains(failure))?;
        self.operations += 1;
        (self.operations > self.after).then_some(failure)
    }
}

#[derive(Clone, Default)]
struct FailingDisk {
    plan: Arc<Mutex<Plan>>,
}

struct FailingFile {
    plan: Arc<Mutex<Plan>>,
    path: PathBuf,
    file: Box<dyn SegmentFile>,
}

impl FailingDisk {
    fn wrap(&self, path: &Path, file: Box<dyn SegmentFile>) -> Box<dyn SegmentFile> {
        Box::new(FailingFile { plan: self.plan.clone(), path: path.to_path_buf(), file })
    }
}

impl Storage for FailingDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn SegmentFile>> {
        Ok(self.wrap(path, Disk.create(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn SegmentFile>> {
        Ok(self.wrap(path, Disk.open(path)?))
    }

    fn sync_directory(&self, dir: &Path) -> io::Result<()> {
        if self.plan.lock().unwrap().fails(&[Failure::FailingDirectorySync]).is_some() {
            return Err(io::Error::other("directory sync failed"));
        }
        Disk.sync_directory(dir)
    }
}

impl SegmentFile for FailingFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.plan.lock().unwrap().fails(&[Failure::ShortWrite, Failure::DiskFull]) {
            Some(Failure::ShortWrite) => {
                self.file.append(&bytes[..bytes.len() / 2])?;
                Err(io::Error::other("short write"))
            }
            Some(_) => Err(io::ErrorKind::StorageFull.into()),
            None => self.file.append(bytes),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut plan = self.plan.lock().unwrap();
        if plan.fails(&[Failure::FailingSync]).is_some() {
            return Err(io::Error::other("sync failed"));
        }
        self.file.sync()?;
        let length = fs::metadata(&self.path)?.len();
        plan.synced.retain(|(path, _)| *path != self.path);
        plan.synced.push((self.path.clone(), length));
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.truncate(length)
    }
}

/// Commits until the disk fails, and says what was acknowledged.
fn commit_until_failure(writer: &mut Writer<SegmentJournal>, failure: Failure) -> Vec<Vec<u8>> {
    let mut acknowledged = Vec::new();
    loop {
        let number = u8::try_from(acknowledged.len()).unwrap();
        let commit = [vec![number], vec![number; 60]];
        match writer.commit(0, &commit) {
            Ok(head) => {
                acknowledged.extend(commit);
                assert_eq!(head.next_sequence, acknowledged.len() as u64);
            }
            Err(error) => {
                assert_eq!(error.code(), "journal_append_unknown", "{failure:?}");
                return acknowledged;
            }
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_the_writer_stays_stopped() {
    for failure in FAILURES {
        for after in 0..14 {
            // With and without what the operating system still held in memory.
            for power_lost in [false, true] {
                let dir = tempfile::tempdir().unwrap();
                let disk = FailingDisk::default();
                let journal = SegmentJournal::create_on(dir.path(), Box::new(disk.clone()), 1_000).unwrap();
                let mut writer = Writer::new(journal).with_body_limit(24);
                {
                    let mut plan = disk.plan.lock().unwrap();
                    (plan.failure, plan.after) = (Some(failure), after);
                }
                let acknowledged = commit_until_failure(&mut writer, failure);
                disk.plan.lock().unwrap().failure = None;
                let first_cause = writer.commit(0, &[b"more"]).unwrap_err();
                assert_eq!(first_cause.code(), "journal_poisoned", "healthy again, but nobody knows what is there");
                assert!(first_cause.to_string().contains("could not confirm"), "{first_cause}");
                drop(writer);
                if power_lost {
                    for (path, length) in &disk.plan.lock().unwrap().synced {
                        fs::OpenOptions::new().write(true).open(path).unwrap().set_len(*length).unwrap();
                    }
                }
                let (journal, _) = open(dir.path(), STRICT).unwrap();
                let found = read_all(dir.path()).unwrap();
                let kept: Vec<&Vec<u8>> = found.iter().map(|read| &read.bytes).take(acknowledged.len()).collect();
                assert_eq!(kept, acknowledged.iter().collect::<Vec<_>>(), "{failure:?} after {after}");
                assert!(found.len() == acknowledged.len() || found.len() == acknowledged.len() + 2, "half a commit");
                assert!(!power_lost || failure == Failure::FailingDirectorySync || found.len() == acknowledged.len());
                Writer::new(journal).commit(0, &[b"on"]).unwrap();
            }
        }
    }
}

#[test]
fn the_journal_itself_stays_stopped_too() {
    use crate::{Appended, Journal};
    let dir = tempfile::tempdir().unwrap();
    let disk = FailingDisk::default();
    let journal = SegmentJournal::create_on(dir.path(), Box::new(disk.clone()), 1_000).unwrap();
    let mut writer = Writer::new(journal);
    disk.plan.lock().unwrap().failure = Some(Failure::FailingSync);
    writer.commit(0, &[b"lost?"]).unwrap_err();
    disk.plan.lock().unwrap().failure = None;
    let mut journal = writer.into_journal();
    assert_eq!(journal.head(), None);
    assert!(matches!(journal.append(&[], 0), Appended::Unknown(cause) if cause.contains("sync failed")));
}

#[test]
fn a_failing_recovery_acknowledges_nothing() {
    let written = small_journal(crate::SEGMENT_BYTES);
    for failure in [Failure::FailingSync, Failure::FailingDirectorySync] {
        let disk = FailingDisk::default();
        disk.plan.lock().unwrap().failure = Some(failure);
        let limit = crate::SEGMENT_BYTES;
        let opened = SegmentJournal::open_on(written.path(), STRICT, Depth::Everything, Box::new(disk), limit);
        assert_eq!(opened.unwrap_err().code(), "journal_io");
        assert_eq!(written.whole_commits(), Some(5));
    }
}
