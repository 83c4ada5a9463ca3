//! Tests of the crate as a whole: what was acknowledged is there, what is damaged is named.

mod damage;
mod failures;
mod reading;
mod round_trip;
mod torn_tail;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::recovery::Depth;
use crate::segment::{list_segments, segment_path};
use crate::storage::Disk;
use crate::{Head, JournalError, OpenOptions, Reader, RecordRead, RecoveryReport, SegmentJournal, Writer};

const STRICT: OpenOptions = OpenOptions { accept_tail_loss: false };
const ACCEPTING: OpenOptions = OpenOptions { accept_tail_loss: true };

/// A journal on disk, and what was acknowledged of it.
struct Written {
    dir: TempDir,
    /// All records, and the head after each commit with the number of records up to it.
    records: Vec<Vec<u8>>,
    heads: Vec<Head>,
}

impl Written {
    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn segments(&self) -> Vec<PathBuf> {
        list_segments(self.path()).unwrap().into_iter().map(|first| segment_path(self.path(), first)).collect()
    }

    fn last_segment(&self) -> PathBuf {
        self.segments().pop().unwrap()
    }

    /// Whether the journal holds exactly the first so many commits, unchanged; says how many.
    fn whole_commits(&self) -> Option<usize> {
        let found = read_all(self.path()).unwrap();
        let head = Reader::open(self.path()).unwrap().head().unwrap();
        let commits = match &head {
            None => 0,
            Some(head) => 1 + self.heads.iter().position(|acknowledged| acknowledged == head)?,
        };
        let count = if commits == 0 { 0 } else { usize::try_from(self.heads[commits - 1].next_sequence).unwrap() };
        let same = found.len() == count && found.iter().zip(&self.records).all(|(read, record)| read.bytes == *record);
        same.then_some(commits)
    }
}

fn open(dir: &Path, options: OpenOptions) -> Result<(SegmentJournal, RecoveryReport), JournalError> {
    SegmentJournal::open(dir, options)
}

fn read_all(dir: &Path) -> Result<Vec<RecordRead>, JournalError> {
    Reader::open(dir)?.records_from(0).collect()
}

/// Writes the given commits with small frames into small segments.
fn write_journal(commits: &[Vec<Vec<u8>>], body_limit: usize, segment_limit: u64) -> Written {
    let dir = tempfile::tempdir().unwrap();
    let journal = SegmentJournal::create_on(dir.path(), Box::new(Disk), segment_limit).unwrap();
    let mut writer = Writer::new(journal).with_body_limit(body_limit);
    let mut written = Written { dir, records: Vec::new(), heads: Vec::new() };
    for (time, commit) in (1_000..).zip(commits) {
        written.heads.push(writer.commit(time, commit).unwrap());
        written.records.extend(commit.iter().cloned());
    }
    written
}

/// A small journal with a frame of each kind: one record, several, none, and a record over three frames.
fn small_journal(segment_limit: u64) -> Written {
    let commits = [
        vec![b"first".to_vec()],
        vec![b"second".to_vec(), Vec::new(), b"third".to_vec()],
        vec![],
        vec![b"before".to_vec(), (0..50).collect(), b"after".to_vec()],
        vec![b"last".to_vec()],
    ];
    write_journal(&commits, 24, segment_limit)
}

fn flip(path: &Path, bit: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    fs::write(path, bytes).unwrap();
}
