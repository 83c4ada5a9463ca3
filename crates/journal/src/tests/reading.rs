//! Readers beside writers, and who may open what.

use super::*;
use crate::HeadKey;

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(open(dir.path(), STRICT).unwrap_err().code(), "journal_missing");
    assert_eq!(Reader::open(dir.path()).unwrap_err().code(), "journal_missing");
    assert_eq!(Reader::open(dir.path().join("none")).unwrap_err().code(), "journal_missing");
    let first = SegmentJournal::create(dir.path()).unwrap();
    assert_eq!(open(dir.path(), STRICT).unwrap_err().code(), "journal_locked");
    assert_eq!(SegmentJournal::create(dir.path()).unwrap_err().code(), "journal_locked");
    Reader::open(dir.path()).unwrap();
    drop(first);
    assert_eq!(SegmentJournal::create(dir.path()).unwrap_err().code(), "journal_exists");
    assert_eq!(open(dir.path(), STRICT).unwrap().1.head, None);
}

#[test]
fn a_reader_at_the_end_goes_on_when_more_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let journal = SegmentJournal::create_on(dir.path(), Box::new(Disk), 500).unwrap();
    let mut writer = Writer::new(journal).with_body_limit(24);
    let mut records = Reader::open(dir.path()).unwrap().records_from(0);
    for round in 0..50_u8 {
        assert!(records.next().is_none());
        let spanning = vec![round; 60];
        writer.commit(i64::from(round), &[&[round][..], &spanning]).unwrap();
        assert_eq!(records.next().unwrap().unwrap().bytes, [round]);
        let lent = records.read_next().unwrap().unwrap();
        assert_eq!((lent.bytes, lent.sequence), (&spanning[..], u64::from(round) * 2 + 1));
    }
    assert!(list_segments(dir.path()).unwrap().len() > 10);
}

#[test]
fn a_reader_beside_a_busy_writer_sees_every_record_once_and_in_order() {
    const COMMITS: u64 = 400;
    let dir = tempfile::tempdir().unwrap();
    let journal = SegmentJournal::create_on(dir.path(), Box::new(Disk), 4_000).unwrap();
    let path = dir.path().to_path_buf();
    let writing = std::thread::spawn(move || {
        let mut writer = Writer::new(journal).with_body_limit(100);
        for number in 0..COMMITS {
            let long = vec![number.to_be_bytes()[7]; 300];
            writer.commit(0, &[&number.to_le_bytes()[..], &long]).unwrap();
        }
    });
    let reader = Reader::open(&path).unwrap();
    let mut records = reader.records_from(0);
    let mut seen = 0;
    while seen < COMMITS * 2 {
        match records.read_next().unwrap() {
            None => assert!(reader.head().unwrap().is_none_or(|head| head.next_sequence >= seen)),
            Some(record) => {
                assert_eq!(record.sequence, seen);
                let number = seen / 2;
                let good = if seen.is_multiple_of(2) {
                    record.bytes == number.to_le_bytes()
                } else {
                    record.bytes == vec![number.to_be_bytes()[7]; 300]
                };
                assert!(good, "record {seen}");
                seen += 1;
            }
        }
    }
    writing.join().unwrap();
}

#[test]
fn reading_starts_anywhere_and_beyond_the_end() {
    let written = small_journal(400);
    let reader = Reader::open(written.path()).unwrap();
    for from in 0..=written.records.len() {
        let found: Vec<_> = reader.records_from(from as u64).map(|read| read.unwrap().bytes).collect();
        assert_eq!(found, written.records[from..], "from {from}");
    }
    assert!(reader.records_from(u64::MAX).next().is_none());
    assert_eq!(reader.head_at(u64::MAX).unwrap(), None);
}

#[test]
fn a_published_head_is_found_again_unless_history_was_rewritten() {
    let written = small_journal(400);
    let key = HeadKey::generate().unwrap();
    let published = key.sign(&written.heads[1], &[1; 32]);
    published.verify().unwrap();
    let frame = published.head.frame;
    assert_eq!(Reader::open(written.path()).unwrap().head_at(frame).unwrap(), Some(published.head.clone()));
    let commits = [vec![b"first".to_vec()], vec![b"forged".to_vec()], vec![]];
    let rewritten = write_journal(&commits, 24, 400);
    assert_ne!(Reader::open(rewritten.path()).unwrap().head_at(frame).unwrap(), Some(published.head));
}

#[test]
fn a_newer_format_says_so() {
    let written = small_journal(crate::SEGMENT_BYTES);
    let path = written.last_segment();
    let mut bytes = fs::read(&path).unwrap();
    bytes[8] = 9;
    let check: [u8; 32] = blake3::hash(&bytes[..116]).into();
    bytes[116..120].copy_from_slice(&check[..4]);
    fs::write(&path, bytes).unwrap();
    for error in [open(written.path(), ACCEPTING).unwrap_err(), read_all(written.path()).unwrap_err()] {
        assert_eq!(error.code(), "journal_version_unsupported");
    }
}
