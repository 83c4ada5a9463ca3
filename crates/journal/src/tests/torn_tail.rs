//! A journal that ends too early: cut back to the last finished commit, and nothing more.

use super::*;
use crate::{Appended, CutReason, Fault, Frame, Journal};

#[test]
fn every_length_recovers_to_whole_commits() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let mut seen = [false; 6];
    for length in (0..=good.len()).rev() {
        fs::write(&path, &good[..length]).unwrap();
        let before = written.whole_commits().unwrap_or_else(|| panic!("reader, {length} bytes"));
        let (journal, report) = open(written.path(), STRICT).unwrap();
        let after = written.whole_commits().unwrap_or_else(|| panic!("recovery, {length} bytes"));
        assert_eq!(before, after, "reader and recovery disagree at {length} bytes");
        assert_eq!(report.head, journal.head());
        let left = fs::metadata(&path).unwrap().len();
        let cut = report.cut.map_or(0, |cut| {
            assert_eq!((cut.reason, cut.byte), (CutReason::Torn, left));
            cut.bytes
        });
        assert_eq!(left + cut, length as u64);
        seen[after] = true;
    }
    assert_eq!(seen, [true; 6], "every number of commits must come up");
}

#[test]
fn a_recovered_journal_is_written_on() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    for cut in [1, 40, 160, 400, good.len()] {
        fs::write(&path, &good[..good.len() - cut]).unwrap();
        let (journal, _) = open(written.path(), STRICT).unwrap();
        let kept = read_all(written.path()).unwrap().len();
        Writer::new(journal).commit(9_000, &[b"new"]).unwrap();
        let found = read_all(written.path()).unwrap();
        assert_eq!(found.len(), kept + 1);
        assert_eq!(found[kept].bytes, b"new");
        Reader::open(written.path()).unwrap().verify().unwrap();
    }
}

#[test]
fn whole_frames_of_an_unfinished_record_are_cut() {
    let commits = [vec![b"kept".to_vec()], vec![vec![7; 100]]];
    let written = write_journal(&commits, 24, crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    let (first, middle) = (120 + 8 + 32, 120 + 24 + 32);
    for frames in 1..5 {
        fs::write(&path, &good[..first + frames * middle]).unwrap();
        assert_eq!(read_all(written.path()).unwrap().len(), 1);
        let (_, report) = open(written.path(), STRICT).unwrap();
        let cut = report.cut.unwrap();
        assert_eq!((cut.byte, cut.bytes, cut.frame), (first as u64, (frames * middle) as u64, 1));
        assert_eq!(written.whole_commits(), Some(1));
    }
}

#[test]
fn a_torn_first_frame_leaves_an_empty_last_segment() {
    let written = small_journal(400);
    let path = written.last_segment();
    let good = fs::read(&path).unwrap();
    for length in [0, 1, 119, 120, good.len() - 1] {
        fs::write(&path, &good[..length]).unwrap();
        assert_eq!(written.whole_commits(), Some(4));
        for depth in [Depth::Everything, Depth::LastSegments] {
            let (journal, report) =
                SegmentJournal::open_on(written.path(), STRICT, depth, Box::new(Disk), 400).unwrap();
            assert_eq!(report.head.as_ref(), Some(&written.heads[3]));
            drop(journal);
            fs::write(&path, &good[..length]).unwrap();
        }
        let (journal, _) = open(written.path(), STRICT).unwrap();
        Writer::new(journal).commit(9_000, &[b"on"]).unwrap();
        assert_eq!(read_all(written.path()).unwrap().pop().unwrap().bytes, b"on");
    }
}

#[test]
fn a_copy_of_an_old_frame_inside_a_torn_record_is_not_history() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(SegmentJournal::create(dir.path()).unwrap());
    writer.commit(1, &[b"old"]).unwrap();
    let path = segment_path(dir.path(), 0);
    let old_frame = fs::read(&path).unwrap();
    let mut record = old_frame.clone();
    record.extend_from_slice(&[0; 50]);
    writer.commit(2, &[&record]).unwrap();
    drop(writer);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 40]).unwrap();
    let (_, report) = open(dir.path(), STRICT).unwrap();
    assert_eq!(report.cut.unwrap().byte, old_frame.len() as u64);
}

#[test]
fn frames_that_do_not_continue_the_chain_are_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = SegmentJournal::create(dir.path()).unwrap();
    let other = tempfile::tempdir().unwrap();
    let mut elsewhere = Writer::new(SegmentJournal::create(other.path()).unwrap());
    elsewhere.commit(1, &[b"a"]).unwrap();
    elsewhere.commit(2, &[b"b"]).unwrap();
    let bytes = fs::read(segment_path(other.path(), 0)).unwrap();
    let size = 120 + 5 + 32;
    let first = Frame::decode(&bytes[..size]).unwrap();
    let second = Frame::decode(&bytes[size..]).unwrap();
    assert_eq!(Frame::decode(&bytes), Err(Fault::Incomplete));
    let refused = journal.append(std::slice::from_ref(&second), 1);
    assert_eq!(refused, Appended::Conflict { expected: 1, found: 0 });
    assert!(matches!(journal.append(std::slice::from_ref(&first), 0), Appended::Durable(head) if head.frame == 0));
    assert_eq!(journal.append(&[first], 0), Appended::Conflict { expected: 0, found: 1 });
    assert!(matches!(journal.append(&[second], 1), Appended::Durable(head) if head.frame == 1));
    drop(journal);
    assert_eq!(fs::read(segment_path(dir.path(), 0)).unwrap(), bytes);
}
