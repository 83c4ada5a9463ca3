//! The machine stops at every operation of a run.

use std::collections::BTreeMap;

use ratchet_faults::{Fault, FaultyDisk, Operation, Survival};
use ratchet_journal::Depth;

use crate::run::{End, Run, operations};

#[test]
fn a_stop_at_any_operation_loses_nothing_acknowledged() {
    let operations = operations();
    let mut ends: BTreeMap<End, usize> = BTreeMap::new();
    for (number, operation) in operations.iter().enumerate() {
        let parts: &[usize] = if *operation == Operation::Append { &[0, 5, 500, 999] } else { &[0] };
        for thousandths in parts {
            let run = Run::on(FaultyDisk::failing(number, Fault::Stop { thousandths: *thousandths }));
            assert!(run.error.is_some());
            // Before a sync most is at stake.
            let seeds = if *operation == Operation::Sync { 16 } else { 2 };
            for (place, survival) in Survival::patterns(seeds).into_iter().enumerate() {
                let depth = if place % 3 == 0 { Depth::Everything } else { Depth::LastSegments };
                let end = run.after(survival).check(depth);
                *ends.entry(end).or_default() += 1;
                let synced = survival == Survival::Nothing;
                assert!(!synced || matches!(end, End::Clean | End::NoJournal), "synced data alone is a whole journal");
            }
        }
    }
    // After the last operation: everything is acknowledged, and the power may go.
    let run = Run::on(FaultyDisk::new());
    assert!(
        Survival::patterns(6).into_iter().all(|survival| run.after(survival).check(Depth::Everything) == End::Clean)
    );
    assert_eq!(ends.len(), 5, "every way to end must come up: {ends:?}");
}

#[test]
fn a_killed_process_always_starts_again() {
    for number in 0..operations().len() {
        for thousandths in [0, 10, 500, 999] {
            let run = Run::on(FaultyDisk::failing(number, Fault::Stop { thousandths }));
            let end = run.after(Survival::MachineRuns).check(Depth::LastSegments);
            assert!(matches!(end, End::Clean | End::Cut | End::NoJournal), "{number}: {end:?}");
        }
    }
}
