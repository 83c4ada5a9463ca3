//! The machine stops again while it recovers from a stop.

use std::fs;

use ratchet_faults::{Fault, FaultyDisk, Survival};
use ratchet_journal::Depth;

use crate::run::{End, Run, operations};

#[test]
fn a_stop_during_recovery_loses_nothing_acknowledged() {
    let mut interrupted = 0;
    for number in 0..operations().len() {
        let run = Run::on(FaultyDisk::failing(number, Fault::Stop { thousandths: 600 }));
        for first in [Survival::MachineRuns, Survival::SomePages(1)] {
            for again in 0..3 {
                let crashed = run.after(first);
                let disk = FaultyDisk::failing(again, Fault::Stop { thousandths: 0 });
                let Err(error) = crashed.open(&disk, Depth::LastSegments) else { continue };
                if error.code() != "journal_io" {
                    continue; // it stops at damage, and changes nothing
                }
                interrupted += 1;
                let before = crashed.dir();
                for survival in Survival::patterns(2) {
                    let twice = run.after(first);
                    fs::remove_dir_all(twice.dir()).unwrap();
                    disk.leave(survival, &before, &twice.dir()).unwrap();
                    let end = twice.check(Depth::LastSegments);
                    assert_ne!(end, End::StoppedInside);
                }
            }
        }
    }
    assert!(interrupted > 100, "{interrupted}");
}
