//! A run that writes a journal until its disk fails, and what may be found afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use ratchet_faults::{Dice, FaultyDisk, Operation, Survival};
use ratchet_journal::{Depth, Head, JournalError, OpenOptions, Reader, SegmentJournal, Writer};
use tempfile::TempDir;

/// Small enough that the run comes past several segments, in bytes.
pub const SEGMENT_LIMIT: u64 = 10 * 1024;

/// Small enough that long records span frames, in bytes.
const BODY_LIMIT: usize = 5_000;

const STRICT: OpenOptions = OpenOptions { accept_tail_loss: false };
const ACCEPTING: OpenOptions = OpenOptions { accept_tail_loss: true };

/// The commits of the run: mostly one frame of a few records, now and then a record over several frames, or none.
pub fn commits() -> Vec<Vec<Vec<u8>>> {
    let mut dice = Dice::new(1);
    (0..14_u8)
        .map(|commit| {
            let (records, bytes) = match commit {
                4 => (0, 0),
                3 | 9 => (3, 4_500),
                6 => (1, 12_000),
                _ => (1 + dice.below(6), 900),
            };
            (0..records)
                .map(|_| (0..=dice.below(bytes)).map(|_| commit ^ dice.roll().to_le_bytes()[0]).collect())
                .collect()
        })
        .collect()
}

/// A run, as far as it came.
pub struct Run {
    folder: TempDir,
    pub disk: FaultyDisk,
    /// Heads of the acknowledged commits.
    pub heads: Vec<Head>,
    /// Segment file and length behind each of them.
    ends: Vec<(PathBuf, u64)>,
    /// What stopped it.
    pub error: Option<JournalError>,
}

impl Run {
    /// Creates a journal on `disk` and commits until everything is written or something fails.
    pub fn on(disk: FaultyDisk) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut run = Self { folder, disk, heads: Vec::new(), ends: Vec::new(), error: None };
        run.error = run.write().err();
        run
    }

    fn write(&mut self) -> Result<(), JournalError> {
        let journal = SegmentJournal::create_on(self.dir(), Box::new(self.disk.clone()), SEGMENT_LIMIT)?;
        let mut writer = Writer::new(journal).with_body_limit(BODY_LIMIT);
        for (time, commit) in (1_000..).zip(commits()) {
            match writer.commit(time, &commit) {
                Ok(head) => {
                    self.heads.push(head);
                    let last = segments(&self.dir()).pop().unwrap();
                    let length = fs::metadata(&last).unwrap().len();
                    self.ends.push((last.file_name().unwrap().into(), length));
                }
                Err(error) => {
                    // Whatever the disk does next, this writer acknowledges nothing any more.
                    self.disk.repair();
                    assert_eq!(writer.commit(time, &[b"more"]).unwrap_err().code(), "journal_poisoned");
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    /// The journal after a crash, in a directory of its own.
    pub fn after(&self, survival: Survival) -> Crashed<'_> {
        let folder = tempfile::tempdir().unwrap();
        let crashed = Crashed { run: self, folder };
        self.disk.leave(survival, &self.dir(), &crashed.dir()).unwrap();
        crashed
    }
}

/// How a crash ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Nothing had to be cut.
    Clean,
    /// A torn commit was cut.
    Cut,
    /// It stopped at a damaged tail, which held nothing acknowledged.
    StoppedAtTail,
    /// It stopped at damage inside a commit of several frames that was not acknowledged.
    StoppedInside,
    /// Not even the journal itself had been acknowledged.
    NoJournal,
}

/// What a crash left of a run.
pub struct Crashed<'a> {
    run: &'a Run,
    folder: TempDir,
}

impl Crashed<'_> {
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    /// Opens on `disk` as a restart does.
    pub fn open(&self, disk: &FaultyDisk, depth: Depth) -> Result<SegmentJournal, JournalError> {
        SegmentJournal::open_on(self.dir(), STRICT, depth, Box::new(disk.clone()), SEGMENT_LIMIT)
            .map(|(journal, _)| journal)
    }

    /// Opens, and asserts that nothing acknowledged is missing and nothing is there twice.
    pub fn check(&self, depth: Depth) -> End {
        match SegmentJournal::open_on(self.dir(), STRICT, depth, Box::new(FaultyDisk::new()), SEGMENT_LIMIT) {
            Ok((journal, report)) => {
                self.check_content();
                self.check_that_it_goes_on(journal);
                if report.cut.is_some() { End::Cut } else { End::Clean }
            }
            Err(JournalError::Missing { .. }) => {
                assert!(self.run.heads.is_empty(), "the journal is gone");
                End::NoJournal
            }
            Err(JournalError::TailDamaged { frame, segment, byte, .. }) => {
                self.check_place(frame, &segment, byte);
                let opened =
                    SegmentJournal::open_on(self.dir(), ACCEPTING, depth, Box::new(FaultyDisk::new()), SEGMENT_LIMIT);
                let (journal, _) = opened.unwrap();
                self.check_content();
                self.check_that_it_goes_on(journal);
                End::StoppedAtTail
            }
            Err(JournalError::Damaged { frame, segment, byte, .. }) => {
                self.check_place(frame, &segment, byte);
                End::StoppedInside
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// The place that an error names lies behind everything acknowledged.
    fn check_place(&self, frame: u64, segment: &Path, byte: u64) {
        let Some((head, (last, length))) = self.run.heads.last().zip(self.run.ends.last()) else { return };
        assert!(frame > head.frame, "frame {frame} was acknowledged");
        let name = PathBuf::from(segment.file_name().unwrap());
        assert!((&name, byte) >= (last, *length), "byte {byte} was acknowledged");
    }

    /// The journal holds whole commits of the run, in order, and all that were acknowledged.
    fn check_content(&self) {
        let reader = Reader::open(self.dir()).unwrap();
        let found: Vec<Vec<u8>> = reader.records_from(0).map(|record| record.unwrap().bytes).collect();
        let (mut whole, mut kept) = (Vec::new(), 0);
        let verified = reader.verify().unwrap();
        let frames = verified.head.as_ref().map_or(0, |head| head.frame + 1);
        for commit in commits() {
            if whole.len() == found.len() && kept >= self.run.heads.len() {
                break;
            }
            whole.extend(commit);
            kept += 1;
        }
        assert_eq!(found, whole, "not the first {kept} commits");
        let acknowledged = self.run.heads.last().map_or(0, |head| head.frame + 1);
        assert!(frames >= acknowledged, "{frames} of {acknowledged} frames");
        if let Some(head) = self.run.heads.last() {
            assert_eq!(reader.head_at(head.frame).unwrap().as_ref(), Some(head));
        }
    }

    fn check_that_it_goes_on(&self, journal: SegmentJournal) {
        let before = Reader::open(self.dir()).unwrap().records_from(0).count();
        let mut writer = Writer::new(journal);
        writer.commit(9_000, &[b"on".to_vec()]).unwrap();
        let records: Vec<Vec<u8>> =
            Reader::open(self.dir()).unwrap().records_from(0).map(|record| record.unwrap().bytes).collect();
        assert_eq!(records.len(), before + 1);
        assert_eq!(records[before], b"on");
    }
}

/// The segment files in `dir`, in order.
fn segments(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "segment")).collect();
    found.sort();
    found
}

/// The operations of a run on which nothing fails.
pub fn operations() -> Vec<Operation> {
    let run = Run::on(FaultyDisk::new());
    assert!(run.error.is_none());
    assert_eq!(run.heads.len(), commits().len());
    assert!(segments(&run.dir()).len() >= 3, "the run must begin several segments");
    run.disk.operations()
}
