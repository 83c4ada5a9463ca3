//! A bit flipped at every byte of a small deployment's journal: it is named, and nothing else is given out.

use crate::open_on;
use crate::stage::{Stage, play};
use ratchet_deployment::{DeploymentError, load};
use ratchet_faults::{Dice, FaultyDisk};
use ratchet_journal::{Fault, Frame, JournalError, Reader};
use std::fs;
use std::path::{Path, PathBuf};

/// Small enough for several segments, in bytes.
const SEGMENT_LIMIT: u64 = 1_500;

/// A segment file with the offsets of its frames and the index of the first.
struct Segment {
    path: PathBuf,
    bytes: Vec<u8>,
    offsets: Vec<usize>,
    first: u64,
}

fn segments(journal: &Path) -> Vec<Segment> {
    let mut paths: Vec<PathBuf> = fs::read_dir(journal).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some());
    paths.sort();
    let mut first = 0;
    let mut all = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        let mut offsets = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            offsets.push(at);
            let body = u32::from_le_bytes(bytes[at + 12..at + 16].try_into().unwrap()) as usize;
            let end = at + 120 + body + 32;
            assert_eq!(Frame::decode(&bytes[at..end]).unwrap().header().index, first + offsets.len() as u64 - 1);
            at = end;
        }
        let frames = offsets.len() as u64;
        all.push(Segment { path, bytes, offsets, first });
        first += frames;
    }
    all
}

fn played() -> Stage {
    let stage = Stage::new();
    let mut deployment = open_on(&stage.root(), &FaultyDisk::new(), SEGMENT_LIMIT).unwrap();
    play(&mut deployment);
    deployment.close().unwrap();
    stage
}

/// Frame, byte and whether it is the tail's, of an error about `path`.
fn place(error: &JournalError, path: &Path) -> (u64, u64, bool) {
    match error {
        JournalError::Damaged { frame, segment, byte, .. } if segment == path => (*frame, *byte, false),
        JournalError::TailDamaged { frame, segment, byte, .. } if segment == path => (*frame, *byte, true),
        other => panic!("{other}"),
    }
}

#[test]
fn every_flipped_bit_is_named_by_frame_and_byte() {
    let stage = played();
    let journal = stage.layout().journal();
    let all = segments(&journal);
    let records: Vec<Vec<u8>> =
        Reader::open(&journal).unwrap().records_from(0).map(|record| record.unwrap().bytes).collect();
    let last_frame = all.last().map(|last| last.first + last.offsets.len() as u64 - 1).unwrap();
    assert!(all.len() >= 3);
    let mut dice = Dice::new(3);
    for segment in &all {
        for byte in 0..segment.bytes.len() {
            let mut bad = segment.bytes.clone();
            bad[byte] ^= 1 << dice.below(8);
            fs::write(&segment.path, &bad).unwrap();
            let start = segment.offsets.iter().rposition(|start| *start <= byte).unwrap();
            let frame = segment.first + start as u64;
            let expected = (frame, segment.offsets[start] as u64, frame == last_frame);

            let Err(DeploymentError::Broken { frame: named, what, .. }) = stage.verify() else { panic!("byte {byte}") };
            assert_eq!(named, frame);
            assert!(what.contains(&format!("byte {}", expected.1)), "{what}");

            let mut found = Reader::open(&journal).unwrap().records_from(0);
            for record in &records {
                match found.next().expect("no silent end") {
                    Ok(read) => assert_eq!(read.bytes, *record),
                    Err(error) => {
                        assert_eq!(place(&error, &segment.path), expected);
                        break;
                    }
                }
            }
            assert!(load(&stage.layout()).is_err());
            match open_on(&stage.root(), &FaultyDisk::new(), SEGMENT_LIMIT).unwrap_err() {
                DeploymentError::Journal(error) => assert_eq!(place(&error, &segment.path), expected),
                error => panic!("{error}"),
            }
            assert_eq!(fs::read(&segment.path).unwrap(), bad, "a damaged file is left as it is");
        }
        fs::write(&segment.path, &segment.bytes).unwrap();
    }
    stage.verify().unwrap();
}

/// A journal that ends anywhere earlier: what a signed head vouches for is missed.
#[test]
fn a_journal_cut_anywhere_is_missed() {
    let stage = played();
    let all = segments(&stage.layout().journal());
    let last = all.last().unwrap();
    for length in 0..last.bytes.len() {
        fs::write(&last.path, &last.bytes[..length]).unwrap();
        let Err(DeploymentError::Broken { what, .. }) = stage.verify() else { panic!("{length}") };
        assert!(what.contains("ends before the head"), "{what}");
        let error = open_on(&stage.root(), &FaultyDisk::new(), SEGMENT_LIMIT).unwrap_err();
        assert_eq!(error.code(), "history_broken", "{length}: {error}");
    }
    fs::remove_file(&last.path).unwrap();
    let error = open_on(&stage.root(), &FaultyDisk::new(), SEGMENT_LIMIT).unwrap_err();
    assert_eq!(error.code(), "history_broken", "{error}");
    fs::write(&last.path, &last.bytes).unwrap();

    // A missing segment in the middle is a hole, whatever the head says.
    fs::remove_file(&all[1].path).unwrap();
    match Reader::open(stage.layout().journal()).unwrap().verify().unwrap_err() {
        JournalError::Damaged { fault: Fault::MissingFrames, frame, .. } => assert_eq!(frame, all[1].first),
        error => panic!("{error}"),
    }
}
