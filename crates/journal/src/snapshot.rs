//! Snapshots: what a reader of the journal remembers at some head, so that it need not read everything again.
//!
//! A snapshot is never the truth. A bad one is passed over; without a good one the journal is read from its start.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::JournalError;
use crate::journal::Head;
use crate::replaced_file::{UNFINISHED_SUFFIX, replace_file};

const MAGIC: [u8; 8] = *b"RATCHETS";
const VERSION: u16 = 1;
const HEADER_BYTES: usize = 8 + 2 + 8 + 32 + 8 + 8 + 8;
const HASH_BYTES: usize = 32;
const SUFFIX: &str = ".snapshot";
/// How many snapshots are kept: the newest, and one to fall back on.
const KEPT: usize = 2;

/// Snapshots in a directory.
#[derive(Debug, Clone)]
pub struct SnapshotStore {
    dir: PathBuf,
}

/// A snapshot that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedSnapshot {
    /// Its file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub cause: String,
}

impl SnapshotStore {
    /// The snapshots in `dir`, which is made with the first of them.
    #[must_use]
    pub fn new(dir: impl AsRef<Path>) -> Self {
        Self { dir: dir.as_ref().to_path_buf() }
    }

    /// Writes a snapshot of what `head` stands for, whole or not at all, then removes those that are not needed any
    /// more: all but the newest one before it, and those of frames behind it, which belong to a lost tail.
    pub fn write(&self, head: &Head, bytes: &[u8]) -> Result<PathBuf, JournalError> {
        fs::create_dir_all(&self.dir).map_err(JournalError::io("create", &self.dir))?;
        let header = encode_header(head, bytes.len() as u64);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&header).update(bytes);
        let hash: [u8; HASH_BYTES] = hasher.finalize().into();
        let path = self.path(head.frame);
        replace_file(&path, &[&header, bytes, &hash])?;
        self.remove_old(head.frame)?;
        Ok(path)
    }

    /// The good snapshots, newest first.
    pub fn newest(&self) -> Result<Snapshots, JournalError> {
        let mut frames = self.frames()?;
        frames.sort_unstable();
        Ok(Snapshots { store: self.clone(), frames, skipped: Vec::new() })
    }

    fn path(&self, frame: u64) -> PathBuf {
        self.dir.join(format!("{frame:020}{SUFFIX}"))
    }

    fn frames(&self) -> Result<Vec<u64>, JournalError> {
        let names = self.names()?;
        Ok(names.iter().filter_map(|name| frame_of(name)).collect())
    }

    fn names(&self) -> Result<Vec<String>, JournalError> {
        if !self.dir.exists() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(&self.dir).map_err(JournalError::io("list", &self.dir))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(JournalError::io("list", &self.dir))?;
            names.extend(entry.file_name().into_string());
        }
        Ok(names)
    }

    fn remove_old(&self, written: u64) -> Result<(), JournalError> {
        let mut before: Vec<u64> = self.frames()?.into_iter().filter(|frame| *frame < written).collect();
        before.sort_unstable_by(|left, right| right.cmp(left));
        before.truncate(KEPT - 1);
        for name in self.names()? {
            let old = frame_of(&name).is_some_and(|frame| frame != written && !before.contains(&frame));
            let unfinished = name.strip_suffix(UNFINISHED_SUFFIX).is_some_and(|name| frame_of(name).is_some());
            if old || unfinished {
                let path = self.dir.join(name);
                fs::remove_file(&path).map_err(JournalError::io("remove", &path))?;
            }
        }
        Ok(())
    }
}

/// The good snapshots of a store, newest first; the bad ones it met are in [`Snapshots::skipped`].
#[derive(Debug)]
pub struct Snapshots {
    store: SnapshotStore,
    /// Still to be tried, the newest last.
    frames: Vec<u64>,
    skipped: Vec<SkippedSnapshot>,
}

impl Snapshots {
    /// The snapshots passed over so far, for the operator to know.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedSnapshot] {
        &self.skipped
    }
}

impl Iterator for Snapshots {
    type Item = (Head, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(frame) = self.frames.pop() {
            let path = self.store.path(frame);
            match read(&path, frame) {
                Ok(snapshot) => return Some(snapshot),
                Err(cause) => self.skipped.push(SkippedSnapshot { path, cause }),
            }
        }
        None
    }
}

fn encode_header(head: &Head, length: u64) -> [u8; HEADER_BYTES] {
    let mut bytes = [0; HEADER_BYTES];
    let mut at = 0;
    let mut put = |field: &[u8]| {
        bytes[at..at + field.len()].copy_from_slice(field);
        at += field.len();
    };
    put(&MAGIC);
    put(&VERSION.to_le_bytes());
    put(&head.frame.to_le_bytes());
    put(&head.hash);
    put(&head.next_sequence.to_le_bytes());
    put(&head.time.to_le_bytes());
    put(&length.to_le_bytes());
    bytes
}

fn decode_header(bytes: &[u8; HEADER_BYTES]) -> Result<(Head, u64), String> {
    if field::<8>(bytes, 0) != MAGIC {
        return Err(String::from("it does not begin like a snapshot"));
    }
    let version = u16::from_le_bytes(field(bytes, 8));
    if version != VERSION {
        return Err(format!("it has format version {version}, this program reads version {VERSION}"));
    }
    let head = Head {
        frame: u64::from_le_bytes(field(bytes, 10)),
        hash: field(bytes, 18),
        next_sequence: u64::from_le_bytes(field(bytes, 50)),
        time: i64::from_le_bytes(field(bytes, 58)),
    };
    Ok((head, u64::from_le_bytes(field(bytes, 66))))
}

fn field<const SIZE: usize>(bytes: &[u8; HEADER_BYTES], at: usize) -> [u8; SIZE] {
    let mut value = [0; SIZE];
    value.copy_from_slice(&bytes[at..at + SIZE]);
    value
}

fn read(path: &Path, frame: u64) -> Result<(Head, Vec<u8>), String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let file_bytes = file.metadata().map_err(|error| error.to_string())?.len();
    let mut header = [0; HEADER_BYTES];
    file.read_exact(&mut header).map_err(|error| error.to_string())?;
    let (head, length) = decode_header(&header)?;
    // The length is believed only where the file agrees: nothing is allocated for a damaged number.
    if length.checked_add((HEADER_BYTES + HASH_BYTES) as u64) != Some(file_bytes) {
        return Err(String::from("its length is not that of its file"));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let Some((content, hash)) = bytes.split_last_chunk::<HASH_BYTES>() else {
        return Err(String::from("it changed while it was read"));
    };
    if blake3::Hasher::new().update(&header).update(content).finalize() != *hash {
        return Err(String::from("it does not match its hash"));
    }
    if head.frame != frame {
        return Err(format!("it is of frame {}, not of the one it is named for", head.frame));
    }
    bytes.truncate(bytes.len() - HASH_BYTES);
    Ok((head, bytes))
}

fn frame_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    (digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(frame: u64) -> Head {
        Head { frame, hash: [7; 32], next_sequence: frame * 10, time: -1 }
    }

    fn frames(store: &SnapshotStore) -> Vec<u64> {
        store.newest().unwrap().map(|(head, _)| head.frame).collect()
    }

    #[test]
    fn keeps_the_newest_two() {
        let dir = tempfile::tempdir().unwrap();
        let store = SnapshotStore::new(dir.path().join("snapshots"));
        assert!(frames(&store).is_empty());
        for frame in [1, 2, 9, 10] {
            store.write(&head(frame), &[u8::try_from(frame).unwrap(); 5]).unwrap();
        }
        let found: Vec<_> = store.newest().unwrap().collect();
        assert_eq!(found, [(head(10), vec![10; 5]), (head(9), vec![9; 5])]);
        assert_eq!(fs::read_dir(dir.path().join("snapshots")).unwrap().count(), 2);
    }

    #[test]
    fn a_snapshot_of_a_lost_tail_gives_way() {
        let dir = tempfile::tempdir().unwrap();
        let store = SnapshotStore::new(dir.path());
        for frame in [8, 20, 30, 9] {
            store.write(&head(frame), b"").unwrap();
        }
        assert_eq!(frames(&store), [9]);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_falls_back_to_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let store = SnapshotStore::new(dir.path());
        store.write(&head(1), b"older").unwrap();
        let path = store.write(&head(2), b"newer").unwrap();
        let good = fs::read(&path).unwrap();
        let flipped = (0..good.len() * 8).map(|bit| {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            bad
        });
        let cut = (0..good.len()).map(|length| good[..length].to_vec());
        for bad in flipped.chain(cut) {
            fs::write(&path, &bad).unwrap();
            let mut snapshots = store.newest().unwrap();
            assert_eq!(snapshots.next(), Some((head(1), b"older".to_vec())));
            assert_eq!(snapshots.next(), None);
            assert_eq!(snapshots.skipped().len(), 1);
            assert_eq!(snapshots.skipped()[0].path, path);
        }
        fs::write(&path, &good).unwrap();
        assert_eq!(frames(&store), [2, 1]);
    }

    #[test]
    fn rubbish_of_a_crash_is_neither_read_nor_kept() {
        let dir = tempfile::tempdir().unwrap();
        let store = SnapshotStore::new(dir.path());
        let rubbish = dir.path().join("00000000000000000009.snapshot.unfinished");
        fs::write(&rubbish, b"RATCHETS").unwrap();
        fs::write(dir.path().join("notes.txt"), b"not ours").unwrap();
        assert!(frames(&store).is_empty());
        store.write(&head(1), b"x").unwrap();
        assert!(!rubbish.exists() && dir.path().join("notes.txt").exists());
    }

    #[test]
    fn a_renamed_snapshot_is_not_believed() {
        let dir = tempfile::tempdir().unwrap();
        let store = SnapshotStore::new(dir.path());
        let path = store.write(&head(1), b"x").unwrap();
        fs::rename(&path, dir.path().join("00000000000000000005.snapshot")).unwrap();
        assert!(frames(&store).is_empty());
    }
}
