//! The disk: counts operations, fails where it was told to, and knows what is durable.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ratchet_journal::storage::{SegmentFile, Storage};

use crate::cached_file::CachedFile;
use crate::dice::Dice;
use crate::survival::Survival;

/// What is counted, and can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A new file.
    Create,
    /// Bytes at the end of a file.
    Append,
    /// A file to the disk.
    Sync,
    /// A shorter file.
    Truncate,
    /// The entries of a directory to the disk.
    SyncDirectory,
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The machine stops. Of an append the first so many thousandths were written to the cache. Nothing works after it.
    Stop {
        /// How much of an append was done.
        thousandths: usize,
    },
    /// From here on there is no room: appends write a part and fail, new files and syncs fail.
    DiskFull {
        /// How much of an append was done.
        thousandths: usize,
    },
    /// One append writes a part and fails.
    ShortWrite {
        /// How much of it was done.
        thousandths: usize,
    },
    /// One sync fails, of a file or a directory: some pages were written, the others the system drops.
    FailingSync {
        /// Decides which.
        seed: u64,
    },
}

impl Fault {
    /// Whether it can hit `operation`; if not, it waits for one that it can.
    #[must_use]
    pub fn hits(self, operation: Operation) -> bool {
        match self {
            Self::Stop { .. } => true,
            Self::DiskFull { .. } => operation != Operation::Truncate && operation != Operation::SyncDirectory,
            Self::ShortWrite { .. } => operation == Operation::Append,
            Self::FailingSync { .. } => matches!(operation, Operation::Sync | Operation::SyncDirectory),
        }
    }

    fn is_lasting(self) -> bool {
        matches!(self, Self::Stop { .. } | Self::DiskFull { .. })
    }

    fn error(self) -> io::Error {
        match self {
            Self::Stop { .. } => io::Error::other("the machine stopped"),
            Self::DiskFull { .. } => io::ErrorKind::StorageFull.into(),
            Self::ShortWrite { .. } => io::Error::other("short write"),
            Self::FailingSync { .. } => io::Error::other("sync failed"),
        }
    }

    /// How many of `bytes` an append that it hits still writes.
    fn part_of(self, bytes: usize) -> usize {
        match self {
            Self::Stop { thousandths } | Self::DiskFull { thousandths } | Self::ShortWrite { thousandths } => {
                bytes * thousandths.min(1_000) / 1_000
            }
            Self::FailingSync { .. } => bytes,
        }
    }
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, CachedFile>,
    /// Whether the directory's own entry is on the disk.
    directories: BTreeMap<PathBuf, bool>,
    operations: Vec<Operation>,
    /// The fault to come, and from which operation on.
    fault: Option<(usize, Fault)>,
}

impl State {
    /// Counts an operation, and says whether it fails.
    fn begin(&mut self, operation: Operation) -> Option<Fault> {
        let number = self.operations.len();
        self.operations.push(operation);
        let (from, fault) = self.fault?;
        if number < from || !fault.hits(operation) {
            return None;
        }
        if !fault.is_lasting() {
            self.fault = None;
        } else if let Fault::Stop { .. } = fault {
            // What is asked of a machine that stopped leaves no part behind.
            self.fault = Some((from, Fault::Stop { thousandths: 0 }));
        }
        Some(fault)
    }

    fn file(&mut self, path: &Path) -> &mut CachedFile {
        self.files.entry(path.to_path_buf()).or_default()
    }
}

/// A storage over real files that loses what was not synced. Clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct FaultyDisk {
    state: Arc<Mutex<State>>,
}

impl FaultyDisk {
    /// A disk that works.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk whose operation with this number fails, counted from 0, or the first one after it that the fault can hit.
    #[must_use]
    pub fn failing(operation: usize, fault: Fault) -> Self {
        let disk = Self::default();
        disk.state().fault = Some((operation, fault));
        disk
    }

    /// Works again, if it still runs.
    pub fn repair(&self) {
        self.state().fault = None;
    }

    /// What it was asked so far.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        self.state().operations.clone()
    }

    /// Writes into `to` what is left of the files in `from`. Of a directory whose entry was lost, nothing is.
    pub fn leave(&self, survival: Survival, from: &Path, to: &Path) -> io::Result<()> {
        let state = self.state();
        let gone = !state.directories.get(from).copied().unwrap_or(true) && survival == Survival::Nothing;
        if gone {
            return Ok(());
        }
        fs::create_dir_all(to)?;
        for (path, file) in &state.files {
            let Ok(name) = path.strip_prefix(from) else { continue };
            if let Some(content) = file.after(survival) {
                fs::write(to.join(name), content)?;
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, path: &Path) -> Box<dyn SegmentFile> {
        Box::new(FaultyFile { disk: self.clone(), path: path.to_path_buf() })
    }
}

impl Storage for FaultyDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn SegmentFile>> {
        let mut state = self.state();
        if let Some(fault) = state.begin(Operation::Create) {
            return Err(fault.error());
        }
        fs::File::create_new(path)?;
        if let Some(parent) = path.parent() {
            state.directories.entry(parent.to_path_buf()).or_insert(false);
        }
        state.file(path);
        Ok(self.handle(path))
    }

    /// Files that the disk has not seen yet were there before, durable; so were their neighbours.
    fn open(&self, path: &Path) -> io::Result<Box<dyn SegmentFile>> {
        let mut state = self.state();
        if let Some(parent) = path.parent() {
            state.directories.entry(parent.to_path_buf()).or_insert(true);
            for entry in fs::read_dir(parent)? {
                let neighbour = entry?.path();
                if neighbour.is_file() && !state.files.contains_key(&neighbour) {
                    let content = fs::read(&neighbour)?;
                    state.files.insert(neighbour, CachedFile::settled(content));
                }
            }
        }
        Ok(self.handle(path))
    }

    fn sync_directory(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.state();
        if let Some(fault) = state.begin(Operation::SyncDirectory) {
            return Err(fault.error());
        }
        for (path, file) in &mut state.files {
            file.named |= path.parent() == Some(dir);
        }
        for (path, named) in &mut state.directories {
            *named |= path.parent() == Some(dir);
        }
        Ok(())
    }
}

struct FaultyFile {
    disk: FaultyDisk,
    path: PathBuf,
}

impl SegmentFile for FaultyFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let fault = state.begin(Operation::Append);
        let written = &bytes[..fault.map_or(bytes.len(), |fault| fault.part_of(bytes.len()))];
        fs::OpenOptions::new().append(true).open(&self.path)?.write_all(written)?;
        state.file(&self.path).append(written);
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        match state.begin(Operation::Sync) {
            None => state.file(&self.path).sync(),
            Some(fault) => {
                if let Fault::FailingSync { seed } = fault {
                    state.file(&self.path).fail_to_sync(&mut Dice::new(seed));
                }
                return Err(fault.error());
            }
        }
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        if let Some(fault) = state.begin(Operation::Truncate) {
            return Err(fault.error());
        }
        fs::OpenOptions::new().write(true).open(&self.path)?.set_len(length)?;
        state.file(&self.path).truncate(usize::try_from(length).map_err(io::Error::other)?);
        Ok(())
    }
}
