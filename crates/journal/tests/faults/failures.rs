//! A disk that says no: the writer stops, and what it acknowledged is there, whether or not the power goes as well.

use ratchet_faults::{Fault, FaultyDisk, Survival};
use ratchet_journal::{Depth, Writer};

use crate::run::{End, Run, operations};

fn check(fault: Fault) {
    for (number, _) in operations().into_iter().enumerate().filter(|(_, operation)| fault.hits(*operation)) {
        let run = Run::on(FaultyDisk::failing(number, fault));
        let error = run.error.as_ref().unwrap();
        assert!(matches!(error.code(), "journal_io" | "journal_append_unknown"), "{error}");
        for survival in Survival::patterns(2) {
            run.after(survival).check(Depth::Everything);
        }
    }
}

#[test]
fn a_short_write() {
    for thousandths in [0, 500, 999, 1_000] {
        check(Fault::ShortWrite { thousandths });
    }
}

#[test]
fn a_full_disk() {
    for thousandths in [0, 500] {
        check(Fault::DiskFull { thousandths });
    }
}

/// The pages that the sync did not write are dropped, and no later sync writes them.
#[test]
fn a_failing_sync() {
    for seed in 0..4 {
        check(Fault::FailingSync { seed });
    }
}

/// Started again after a failed sync on the same machine, the journal reads whole from memory and is written on. When
/// the power goes later, what the system had dropped is missing in the middle: that is said, and nothing is cut off.
#[test]
fn a_dropped_page_shows_later_and_is_named() {
    let (mut stopped, mut whole) = (0, 0);
    for number in 0..operations().len() {
        for seed in 0..4 {
            let run = Run::on(FaultyDisk::failing(number, Fault::FailingSync { seed }));
            let Ok(journal) = open_again(&run) else { continue };
            let mut writer = Writer::new(journal);
            let head = writer.commit(9_000, &[vec![7; 6_000]]).unwrap();
            drop(writer);
            let crashed = run.after(Survival::Everything);
            match crashed.open(&FaultyDisk::new(), Depth::Everything) {
                Ok(journal) => {
                    whole += 1;
                    assert_eq!(ratchet_journal::Journal::head(&journal), Some(head));
                }
                Err(error) => {
                    stopped += 1;
                    assert!(matches!(error.code(), "journal_damaged" | "journal_tail_damaged"), "{error}");
                    assert!(matches!(crashed.check(Depth::Everything), End::StoppedAtTail | End::StoppedInside));
                }
            }
        }
    }
    assert!(stopped > 10 && whole > 10, "{stopped} stopped, {whole} whole");
}

fn open_again(run: &Run) -> Result<ratchet_journal::SegmentJournal, ratchet_journal::JournalError> {
    use crate::run::SEGMENT_LIMIT;
    let (options, depth) = (ratchet_journal::OpenOptions::default(), Depth::Everything);
    let storage = Box::new(run.disk.clone());
    ratchet_journal::SegmentJournal::open_on(run.dir(), options, depth, storage, SEGMENT_LIMIT)
        .map(|(journal, _)| journal)
}
