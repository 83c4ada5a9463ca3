//! Damaged bytes are named, never passed over and never given out.

use super::*;
use crate::{CutReason, Fault};

/// Index of the last frame of [`small_journal`].
const LAST_FRAME: usize = 7;

/// Frame, segment file and byte of a damage error, and whether it is the tail's.
fn place_of(error: &JournalError) -> (u64, PathBuf, u64, bool) {
    match error {
        JournalError::Damaged { frame, segment, byte, .. } => (*frame, segment.clone(), *byte, false),
        JournalError::TailDamaged { frame, segment, byte, .. } => (*frame, segment.clone(), *byte, true),
        other => panic!("no damage: {other}"),
    }
}

/// Offsets of the frames in a segment file, and its end.
fn frame_offsets(bytes: &[u8]) -> Vec<usize> {
    let mut offsets = vec![0];
    while let Some(length) = bytes.get(offsets[offsets.len() - 1]..).and_then(|frame| frame.get(12..16)) {
        let body = u32::from_le_bytes(length.try_into().unwrap()) as usize;
        offsets.push(offsets[offsets.len() - 1] + 120 + body + 32);
    }
    offsets
}

#[test]
fn every_flipped_bit_is_an_error_that_names_its_frame() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let offsets = frame_offsets(&good);
    let last = offsets.len() - 2;
    assert_eq!((offsets[last + 1], last), (good.len(), LAST_FRAME));
    for bit in 0..good.len() * 8 {
        flip(&path, bit);
        let frame = offsets.iter().rposition(|start| *start <= bit / 8).unwrap();
        let expected = (frame as u64, path.clone(), offsets[frame] as u64, frame == last);
        let error = open(written.path(), STRICT).unwrap_err();
        assert_eq!(place_of(&error), expected, "bit {bit}");
        // The reader gives out unchanged records of the frames before, then the same error.
        let mut records = Reader::open(written.path()).unwrap().records_from(0);
        for record in &written.records {
            match records.next() {
                Some(Ok(read)) => assert_eq!(read.bytes, *record, "bit {bit}"),
                Some(Err(error)) => {
                    assert_eq!(place_of(&error), expected, "bit {bit}");
                    assert!(records.next().is_none());
                    break;
                }
                None => panic!("bit {bit}: records vanished without a word"),
            }
        }
        assert_eq!(fs::read(&path).unwrap().len(), good.len(), "nothing may be cut");
        fs::write(&path, &good).unwrap();
    }
    assert_eq!(written.whole_commits(), Some(5));
}

#[test]
fn accepting_the_loss_cuts_the_tail_only() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let offsets = frame_offsets(&good);
    let last = offsets[offsets.len() - 2];
    for bit in 0..good.len() * 8 {
        flip(&path, bit);
        let opened = open(written.path(), ACCEPTING);
        if bit / 8 < last {
            assert_eq!(opened.unwrap_err().code(), "journal_damaged", "bit {bit}");
        } else {
            let cut = opened.unwrap().1.cut.unwrap();
            assert!(matches!(cut.reason, CutReason::AcceptedLoss(_)));
            assert_eq!((cut.byte, cut.bytes, cut.frame), (last as u64, (good.len() - last) as u64, LAST_FRAME as u64));
            assert_eq!(written.whole_commits(), Some(4), "bit {bit}");
        }
        fs::write(&path, &good).unwrap();
    }
}

#[test]
fn accepting_the_loss_of_a_longer_commit_cuts_all_of_it() {
    let written = write_journal(&[vec![b"kept".to_vec()], vec![vec![7; 100]]], 24, crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let size = fs::read(&path).unwrap().len();
    flip(&path, (size - 1) * 8);
    assert_eq!(open(written.path(), STRICT).unwrap_err().code(), "journal_tail_damaged");
    let (_, report) = open(written.path(), ACCEPTING).unwrap();
    assert_eq!(report.cut.unwrap().byte, 120 + 8 + 32);
    assert_eq!(written.whole_commits(), Some(1));
}

#[test]
fn a_nonsense_length_is_no_torn_tail() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let offsets = frame_offsets(&good);
    for (frame, start) in offsets[..offsets.len() - 1].iter().enumerate() {
        for length in [0_u32, 1, 1_000, 1 << 20, u32::MAX] {
            let mut bad = good.clone();
            bad[start + 12..start + 16].copy_from_slice(&length.to_le_bytes());
            if bad == good {
                continue; // an empty frame has this length
            }
            fs::write(&path, &bad).unwrap();
            let error = open(written.path(), STRICT).unwrap_err();
            assert_eq!(place_of(&error), (frame as u64, path.clone(), *start as u64, frame == LAST_FRAME));
        }
    }
}

#[test]
fn every_cut_of_a_finished_segment_is_damage() {
    let written = small_journal(400);
    let segments = written.segments();
    for path in &segments[..segments.len() - 1] {
        let good = fs::read(path).unwrap();
        for length in 0..good.len() {
            fs::write(path, &good[..length]).unwrap();
            let error = open(written.path(), ACCEPTING).unwrap_err();
            let (_, segment, byte, tail) = place_of(&error);
            assert!(segment == *path && byte <= length as u64 && !tail, "{length}: {error}");
            assert!(read_all(written.path()).is_err());
            assert!(SegmentJournal::open_last_segments(written.path(), ACCEPTING).is_err(), "{length}");
        }
        fs::write(path, &good).unwrap();
    }
    assert_eq!(written.whole_commits(), Some(5));
}

#[test]
fn a_missing_segment_is_damage() {
    let written = small_journal(400);
    let segments = written.segments();
    for path in &segments[..segments.len() - 1] {
        let good = fs::read(path).unwrap();
        fs::remove_file(path).unwrap();
        for opened in [open(written.path(), ACCEPTING), SegmentJournal::open_last_segments(written.path(), ACCEPTING)] {
            match opened.unwrap_err() {
                JournalError::Damaged { fault: Fault::MissingFrames, .. } => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(read_all(written.path()).unwrap_err().code(), "journal_damaged");
        fs::write(path, &good).unwrap();
    }
}

#[test]
fn a_hole_before_the_last_frame_is_damage() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let offsets = frame_offsets(&good);
    let mut holed = good[..offsets[3]].to_vec();
    holed.extend_from_slice(&good[offsets[LAST_FRAME]..]);
    fs::write(&path, &holed).unwrap();
    let error = open(written.path(), ACCEPTING).unwrap_err();
    assert_eq!(place_of(&error), (3, path.clone(), offsets[3] as u64, false));
    // Also when that last frame is itself torn: it shows that a frame is missing before it.
    fs::write(&path, &holed[..holed.len() - 1]).unwrap();
    assert_eq!(open(written.path(), STRICT).unwrap_err().code(), "journal_tail_damaged");
}

#[test]
fn a_frame_of_another_journal_breaks_the_chain() {
    let written = write_journal(&[vec![b"a".to_vec()], vec![b"b".to_vec()]], 24, crate::SEGMENT_BYTES);
    let other = write_journal(&[vec![b"x".to_vec()], vec![b"b".to_vec()]], 24, crate::SEGMENT_BYTES);
    let mut bytes = fs::read(written.last_segment()).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].copy_from_slice(&fs::read(other.last_segment()).unwrap()[half..]);
    fs::write(written.last_segment(), bytes).unwrap();
    match open(written.path(), STRICT).unwrap_err() {
        JournalError::TailDamaged { frame: 1, fault: Fault::PreviousHash, .. } => {}
        other => panic!("{other}"),
    }
}

#[test]
fn random_bytes_are_an_error_and_no_panic() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let mut state = 1_u64;
    for length in (0..3_000).step_by(37) {
        let noise = (0..length).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        });
        let bytes: Vec<u8> = good.iter().copied().chain(noise).collect();
        fs::write(&path, &bytes).unwrap();
        // Too short to be a header: torn. Otherwise it has the length of a frame, and a person must decide.
        let expected = if length < 120 { None } else { Some("journal_tail_damaged") };
        assert_eq!(read_all(written.path()).err().map(|error| error.code()), expected, "{length}");
        assert_eq!(open(written.path(), ACCEPTING).unwrap().1.head, written.heads.last().cloned());
    }
}
