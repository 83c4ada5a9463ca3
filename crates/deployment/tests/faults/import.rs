//! An import of a file while the machine stops, run again to its end, leaves what one run leaves.

use crate::stage::order_file::{import, many_orders, run};
use crate::stage::{NOW, Stage};
use crate::{after_crash, open_after_crash, open_on};
use ratchet_deployment::Import;
use ratchet_faults::{Dice, Fault, FaultyDisk, Operation, Survival};
use std::fs;

/// Groups of a thousand lines fill one each or a little more, in bytes.
const SEGMENT_LIMIT: u64 = 400_000;
const LINES: u64 = 4_300;

fn import_into(stage: &Stage) -> Import {
    Import { plan: Some("club".to_owned()), ..import(stage, "orders.csv") }
}

/// A sandbox, and what one uninterrupted import leaves.
struct Whole {
    begin: Stage,
    text: String,
    hash: [u8; 32],
    rejects: Vec<u8>,
    operations: Vec<Operation>,
}

impl Whole {
    fn new() -> Self {
        let (begin, text) = (Stage::new(), many_orders(LINES));
        let (stage, disk) = (begin.copy(), FaultyDisk::new());
        let import = import_into(&stage);
        fs::write(&import.file, &text).unwrap();
        let mut deployment = open_on(&stage.root(), &disk, SEGMENT_LIMIT).unwrap();
        let report = run(&import, &mut deployment).unwrap();
        assert!(report.exits > 0 && report.rejected > 50, "{report:?}");
        let hash = deployment.state().hash();
        deployment.close().unwrap();
        stage.verify().unwrap();
        let (rejects, operations) = (fs::read(&import.rejects).unwrap(), disk.operations());
        assert!(operations.contains(&Operation::Create), "the import must begin a segment");
        Self { begin, text, hash, rejects, operations }
    }

    /// Imports until the machine stops at the operation with this number; then, with what `survival` left, to the end.
    /// How many orders were acknowledged before.
    fn interrupt(&self, number: usize, thousandths: usize, survival: Survival, stops: &mut usize) -> u64 {
        let stage = self.begin.copy();
        let import = import_into(&stage);
        fs::write(&import.file, &self.text).unwrap();
        let disk = FaultyDisk::failing(number, Fault::Stop { thousandths });
        let mut acknowledged = 0;
        let _ = open_on(&stage.root(), &disk, SEGMENT_LIMIT).and_then(|mut deployment| {
            import.run(
                &mut deployment,
                || NOW,
                |progress| {
                    acknowledged = progress.booked;
                    true
                },
            )
        });
        let left = after_crash(&stage, &disk, survival);
        let import = Import { rejects: left.path("orders.csv.rejects.csv"), ..import };
        if let Ok(rejects) = fs::read(stage.path("orders.csv.rejects.csv")) {
            fs::write(&import.rejects, rejects).unwrap();
        }
        let mut deployment = open_after_crash(&left, &FaultyDisk::new(), SEGMENT_LIMIT, stops);
        let found = deployment.state().orders.len() as u64;
        assert!(found >= acknowledged, "{found} of {acknowledged} acknowledged orders");
        run(&import, &mut deployment).unwrap();
        assert_eq!(deployment.state().hash(), self.hash, "{number} {thousandths} {survival:?}");
        deployment.close().unwrap();
        assert!(fs::read(&import.rejects).unwrap() == self.rejects, "other refused lines");
        acknowledged
    }
}

#[test]
fn an_import_stopped_at_any_operation_ends_as_if_it_had_not_been() {
    let whole = Whole::new();
    let (mut stops, mut acknowledged) = (0, Vec::new());
    for number in 0..whole.operations.len() {
        for survival in Survival::patterns(1) {
            acknowledged.push(whole.interrupt(number, 500, survival, &mut stops));
        }
    }
    acknowledged.sort_unstable();
    acknowledged.dedup();
    assert!(acknowledged.len() >= 4 && stops > 0, "{acknowledged:?}, {stops} stopped");
}

#[test]
fn an_import_killed_anywhere_in_a_write_ends_as_if_it_had_not_been() {
    let whole = Whole::new();
    let mut dice = Dice::new(7);
    let writes: Vec<usize> =
        (0..whole.operations.len()).filter(|number| whole.operations[*number] == Operation::Append).collect();
    let mut stops = 0;
    for seed in 0..200 {
        let (number, thousandths) = (writes[dice.below(writes.len())], dice.below(1_001));
        let survivals = [Survival::MachineRuns, Survival::SomePages(seed), Survival::SomeSectors(seed)];
        whole.interrupt(number, thousandths, survivals[dice.below(3)], &mut stops);
    }
    assert!(stops > 0);
}
