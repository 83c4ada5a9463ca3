//! Bytes as a frame, and as the segment files of a journal.

use ratchet_faults::FaultyDisk;
use ratchet_journal::{
    Depth, FRAME_BYTES_MAX, FRAME_MAGIC, Frame, HASH_BYTES, HEADER_BYTES, JournalError, OpenOptions, Reader,
    RecordRead, SegmentJournal, Verified, Writer,
};
use std::fs;
use std::path::Path;

/// In the first byte: the hashes are made to fit, so that what is behind them is reached.
const SEAL: u8 = 1;
/// In the first byte: also the links from frame to frame.
const LINK: u8 = 2;
/// In the first byte: the second and third byte say where a second segment begins.
const DIVIDE: u8 = 4;

/// The first byte says what is done to the rest before it is read: bits 1, 2 and 4 as above.
pub fn frame_decode(input: &[u8]) {
    let Some((mode, rest)) = input.split_first() else { return };
    let (at, rest) = match rest.split_first_chunk::<2>() {
        Some((at, rest)) if mode & DIVIDE != 0 => (usize::from(u16::from_le_bytes(*at)), rest),
        _ => (usize::MAX, rest),
    };
    let mut bytes = rest.to_vec();
    if mode & SEAL != 0 {
        seal(&mut bytes, mode & LINK != 0);
    }
    if let Ok(frame) = Frame::decode(&bytes) {
        assert_eq!(frame.bytes(), bytes);
        assert_eq!(frame.hash()[..], bytes[bytes.len() - HASH_BYTES..]);
    }
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = bytes.split_at(at.min(bytes.len()));
    fs::write(folder.path().join(format!("{:020}.segment", 0)), first).unwrap();
    if at < bytes.len() {
        // Named as its first header says, so that it can be the right one.
        let index = second.get(20..28).map_or(1, |index| u64::from_le_bytes(index.try_into().unwrap()));
        fs::write(folder.path().join(format!("{index:020}.segment")), second).unwrap();
    }
    check_directory(folder.path());
}

/// Puts the right check bytes, hashes and, on request, links into what stands where frames could stand.
fn seal(bytes: &mut [u8], link: bool) {
    let (mut at, mut previous, mut index) = (0, [0; 32], 0_u64);
    while at + HEADER_BYTES + HASH_BYTES <= bytes.len() {
        bytes[at..at + 8].copy_from_slice(&FRAME_MAGIC);
        let body = u32::from_le_bytes(bytes[at + 12..at + 16].try_into().unwrap()) as usize;
        let room = bytes.len() - at - HEADER_BYTES - HASH_BYTES;
        let body = if body <= room.min(FRAME_BYTES_MAX) { body } else { room.min(body % 256) };
        bytes[at + 12..at + 16].copy_from_slice(&u32::try_from(body).unwrap().to_le_bytes());
        if link {
            bytes[at + 20..at + 28].copy_from_slice(&index.to_le_bytes());
            bytes[at + 52..at + 84].copy_from_slice(&previous);
        }
        let check: [u8; 32] = blake3::hash(&bytes[at..at + 116]).into();
        bytes[at + 116..at + 120].copy_from_slice(&check[..4]);
        let end = at + HEADER_BYTES + body;
        previous = blake3::hash(&bytes[at..end]).into();
        bytes[end..end + HASH_BYTES].copy_from_slice(&previous);
        at = end + HASH_BYTES;
        index += 1;
    }
}

/// All ways of reading a directory agree on it, and what opens can be written on.
fn check_directory(dir: &Path) {
    let reader = Reader::open(dir).unwrap();
    let verified = reader.verify();
    let records: Vec<_> = reader.records_from(0).collect();
    let good = records.iter().take_while(|record| record.is_ok()).count() as u64;
    let _ = reader.head();
    for frame in [0, 1, 7, u64::MAX] {
        let _ = reader.head_at(frame);
    }
    for from in [1, good, u64::MAX] {
        let _ = reader.records_from(from).count();
    }
    let before = content(dir);
    // What the last segments alone show may be less, but it never panics, and never changes finished segments.
    let options = OpenOptions::default();
    drop(SegmentJournal::open_on(dir, options, Depth::LastSegments, Box::new(FaultyDisk::new()), 1_000));
    if verified.is_err() {
        restore(dir, &before);
    }
    let opened = SegmentJournal::open_on(dir, options, Depth::Everything, Box::new(FaultyDisk::new()), 1_000);
    match (verified, opened) {
        (Ok(verified), Ok((journal, report))) => {
            assert_eq!(report.head, verified.head);
            check_sound(dir, journal, &verified, good, records.len() as u64);
        }
        // Only a verification reads Merkle roots.
        (Err(JournalError::Damaged { fault: ratchet_journal::Fault::MerkleRoot, .. }), _) => {}
        (Err(verified), Err(opened)) => {
            assert_eq!(verified.to_string(), opened.to_string());
            check_that_records_end_with(&verified, &records);
            assert_eq!(content(dir), before, "damage is left as it is");
        }
        (verified, opened) => panic!("{verified:?}, but {opened:?}"),
    }
}

/// Reading records stops at the same place, unless that is a frame without any before the first one: those are passed
/// over by their headers, and a segment without any is not even opened.
fn check_that_records_end_with(error: &JournalError, records: &[Result<RecordRead, JournalError>]) {
    if let Some(Err(found)) = records.last()
        && found.to_string() == error.to_string()
    {
        return;
    }
    let frame = match error {
        JournalError::Damaged { frame, .. } | JournalError::TailDamaged { frame, .. } => Some(*frame),
        // A segment is named for its first frame.
        JournalError::VersionUnsupported { path, .. } => {
            path.file_stem().and_then(|name| name.to_str()).and_then(|name| name.parse().ok())
        }
        _ => None,
    };
    let Some(frame) = frame else { panic!("{error}, but records end with {:?}", records.last()) };
    let first = records.first().and_then(|record| record.as_ref().ok());
    assert!(first.is_none_or(|first| first.frame > frame), "{error}, but records end with {:?}", records.last());
}

fn check_sound(dir: &Path, journal: SegmentJournal, verified: &Verified, good: u64, records: u64) {
    assert_eq!((good, records), (verified.records, verified.records));
    let reader = Reader::open(dir).unwrap();
    let again = reader.verify().unwrap();
    assert_eq!((&again.head, again.records, again.unfinished_bytes), (&verified.head, good, 0));
    assert_eq!(reader.head().unwrap(), verified.head);
    let time = verified.head.as_ref().map_or(0, |head| head.time);
    let head = Writer::new(journal).commit(time, &[b"on"]).unwrap();
    assert_eq!(reader.head().unwrap(), Some(head));
    let last = reader.records_from(good).next().unwrap().unwrap();
    assert_eq!((last.sequence, last.bytes.as_slice()), (good, &b"on"[..]));
}

fn content(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some())
        .map(|path| {
            let bytes = fs::read(&path).unwrap();
            (path, bytes)
        })
        .collect();
    files.sort();
    files
}

fn restore(dir: &Path, files: &[(std::path::PathBuf, Vec<u8>)]) {
    assert_eq!(content(dir).len(), files.len());
    for (path, bytes) in files {
        fs::write(path, bytes).unwrap();
    }
}
