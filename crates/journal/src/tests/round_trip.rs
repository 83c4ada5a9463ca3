//! What is written is read, under every division into commits, frames and segments.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::Journal;

fn commits() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
    vec(vec(vec(any::<u8>(), 0..80), 0..6), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn all_that_is_committed_is_read(
        commits in commits(),
        body_limit in 5_usize..200,
        segment_limit in 1_u64..3_000,
        reopen_after in 0_usize..12,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let journal = SegmentJournal::create_on(dir.path(), Box::new(Disk), segment_limit).unwrap();
        let mut writer = Writer::new(journal).with_body_limit(body_limit);
        let mut heads = Vec::new();
        for (position, commit) in commits.iter().enumerate() {
            if position == reopen_after {
                drop(writer);
                let (journal, report) =
                    SegmentJournal::open_on(dir.path(), STRICT, Depth::Everything, Box::new(Disk), segment_limit).unwrap();
                prop_assert_eq!(&report.head, &heads.last().cloned());
                prop_assert_eq!(report.cut, None);
                writer = Writer::new(journal).with_body_limit(body_limit);
            }
            heads.push(writer.commit(i64::try_from(position).unwrap(), commit).unwrap());
        }
        drop(writer);
        let expected: Vec<&Vec<u8>> = commits.iter().flatten().collect();
        let reader = Reader::open(dir.path()).unwrap();
        let found: Vec<RecordRead> = reader.records_from(0).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(found.iter().map(|read| &read.bytes).collect::<Vec<_>>(), expected);
        for (sequence, read) in (0..).zip(&found) {
            prop_assert_eq!(read.sequence, sequence);
            prop_assert_eq!(reader.records_from(sequence).next().unwrap().unwrap(), read.clone());
        }
        prop_assert!(reader.records_from(found.len() as u64).next().is_none());
        prop_assert_eq!(reader.head().unwrap(), heads.last().cloned());
        for head in &heads {
            prop_assert_eq!(reader.head_at(head.frame).unwrap(), Some(head.clone()));
        }
        prop_assert_eq!(reader.head_at(heads.last().map_or(0, |head| head.frame + 1)).unwrap(), None);
        let verified = reader.verify().unwrap();
        prop_assert_eq!(verified.records, found.len() as u64);
        prop_assert_eq!(verified.unfinished_bytes, 0);
        let (journal, report) = SegmentJournal::open_last_segments(dir.path(), STRICT).unwrap();
        prop_assert_eq!(report.head, heads.last().cloned());
        prop_assert_eq!(journal.head(), heads.last().cloned());
    }
}

#[test]
fn a_record_of_several_full_frames_is_one_record() {
    let large: Vec<u8> = (0..3 * crate::FRAME_BYTES_MAX + 17).map(|byte| u8::try_from(byte % 251).unwrap()).collect();
    let commits = [vec![b"small".to_vec()], vec![b"a".to_vec(), large.clone(), b"b".to_vec()]];
    let written = write_journal(&commits, crate::FRAME_BYTES_MAX, crate::SEGMENT_BYTES);
    assert!(written.heads[1].frame >= 4, "{:?}", written.heads);
    let found = read_all(written.path()).unwrap();
    assert_eq!(found.len(), 4);
    assert_eq!(found[2].bytes, large);
    assert_eq!((found[2].sequence, found[2].frame, found[2].place_in_frame), (2, 1, 1));
    assert_eq!(found[3].bytes, b"b");
}

#[test]
fn positions_lead_back_to_the_bytes() {
    let written = small_journal(400);
    let mut segments = list_segments(written.path()).unwrap();
    assert!(segments.len() > 2);
    segments.reverse();
    for read in read_all(written.path()).unwrap() {
        let first = segments.iter().find(|first| **first <= read.frame).unwrap();
        let bytes = fs::read(segment_path(written.path(), *first)).unwrap();
        let at = usize::try_from(read.byte).unwrap();
        assert_eq!(bytes[at..at + 8], crate::FRAME_MAGIC);
        assert_eq!(bytes[at + 20..at + 28], read.frame.to_le_bytes());
        assert_eq!(bytes[at + 44..at + 52], read.time.to_le_bytes());
    }
}

#[test]
fn a_record_beyond_the_limit_is_refused_and_nothing_is_poisoned() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(SegmentJournal::create(dir.path()).unwrap());
    let large = vec![0; crate::RECORD_BYTES_MAX + 1];
    assert_eq!(writer.commit(1, &[&large]).unwrap_err().code(), "record_too_large");
    assert_eq!(writer.commit(1, &[b"small"]).unwrap().frame, 0);
}

#[test]
fn a_higher_term_fences_a_lower_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(SegmentJournal::create(dir.path()).unwrap());
    writer.commit(1, &[b"old"]).unwrap();
    assert_eq!(writer.begin_term(2, 7).unwrap().next_sequence, 1);
    assert_eq!(writer.begin_term(3, 6).unwrap_err().code(), "journal_term_too_low");
    drop(writer);
    let (journal, _) = open(dir.path(), STRICT).unwrap();
    assert_eq!(journal.term(), 7);
    assert_eq!(Writer::new(journal).term(), 7);
}
