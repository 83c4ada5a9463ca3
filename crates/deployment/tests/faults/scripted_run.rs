//! A scripted run of people, orders and exits in several commits, segments and restarts; the machine stops at every
//! operation of it.

use crate::stage::{Stage, book, command, member};
use crate::{after_crash, open_after_crash, open_on};
use ratchet_core::operations::{AddMember, AddMerchant, Inject, Operation, Redeem, Refund};
use ratchet_core::{Command, Fen, Points, invariants};
use ratchet_deployment::{DeploymentError, Pipeline, verify};
use ratchet_faults::{Fault, FaultyDisk, Survival};
use ratchet_journal::Reader;

/// Small enough that the run comes past several segments, in bytes.
const SEGMENT_LIMIT: u64 = 2_500;

/// The groups of commands that are committed together.
fn groups() -> Vec<Vec<Command>> {
    let mut groups: Vec<Vec<Operation>> = vec![vec![
        member("ann").into(),
        AddMember { id: "ben".to_owned(), referrer: Some("ann".to_owned()) }.into(),
        AddMember { id: "cat".to_owned(), referrer: Some("ben".to_owned()) }.into(),
        AddMerchant::new("shop", "club").into(),
    ]];
    for group in 0..6 {
        let order = |place: usize| {
            let buyer = ["ann", "ben", "cat"][(group + place) % 3];
            let fen = [100_000, 3_000, 250_000, 70][(group * 3 + place) % 4];
            book(&format!("o{group}:{place}"), buyer, fen).into()
        };
        groups.push((0..2 + group).map(order).collect());
    }
    groups.push(vec![
        Refund { order: "o5:2".to_owned(), amount: Fen::new(20) }.into(),
        Redeem { member: "cat".to_owned(), units: Points::new(1_000) }.into(),
        Inject::new(Fen::new(500_000_000)).into(),
    ]);
    groups.push((0..40).map(|place| book(&format!("last:{place}"), "ben", 10_000).into()).collect());
    let seconds = 1..;
    seconds.zip(groups).map(|(second, group)| group.into_iter().map(|one| command(second, one)).collect()).collect()
}

/// Runs `groups` from the one with this number on, and closes and opens in the middle. How many groups were
/// acknowledged, and what stopped it.
fn run(stage: &Stage, disk: &FaultyDisk, acknowledged: &mut usize) -> Result<(), DeploymentError> {
    let mut deployment = open_on(&stage.root(), disk, SEGMENT_LIMIT)?;
    for (number, group) in groups().iter().enumerate().skip(*acknowledged) {
        if number == 4 {
            deployment.close()?;
            deployment = open_on(&stage.root(), disk, SEGMENT_LIMIT)?;
        }
        for command in group {
            deployment.execute(command).unwrap();
        }
        deployment.commit()?;
        *acknowledged += 1;
    }
    deployment.close()?;
    Ok(())
}

/// The same on two threads: a group is executed while the one before it is written.
fn run_on_two_threads(stage: &Stage, disk: &FaultyDisk, acknowledged: &mut usize) -> Result<(), DeploymentError> {
    let (mut pipeline, mut written) = Pipeline::start(open_on(&stage.root(), disk, SEGMENT_LIMIT)?);
    let before = *acknowledged;
    let mut handed_over = 0;
    for group in groups().iter().skip(*acknowledged) {
        for command in group {
            pipeline.execute(command).unwrap();
        }
        let handed = pipeline.hand_over(handed_over);
        handed_over += 1;
        while handed.is_err() || before + handed_over > *acknowledged + 2 {
            let Some(group) = written.wait()? else { break };
            assert_eq!(before + group.ticket, *acknowledged, "groups are acknowledged in their order");
            *acknowledged += 1;
        }
        handed?;
    }
    let deployment = pipeline.finish();
    while written.wait()?.is_some() {
        *acknowledged += 1;
    }
    deployment?.close()?;
    Ok(())
}

/// The run on a disk that works: the state after each number of groups, and the records.
struct Whole {
    begin: Stage,
    hashes: Vec<[u8; 32]>,
    records: Vec<Vec<u8>>,
    operations: usize,
}

fn records(stage: &Stage) -> Vec<Vec<u8>> {
    let reader = Reader::open(stage.layout().journal()).unwrap();
    reader.records_from(0).map(|record| record.unwrap().bytes).collect()
}

impl Whole {
    fn new() -> Self {
        let begin = Stage::new();
        let stage = begin.copy();
        let disk = FaultyDisk::new();
        let mut hashes = vec![stage.loaded_hash()];
        let mut exits = 0;
        let mut deployment = stage.open();
        for group in groups() {
            for command in &group {
                deployment.execute(command).unwrap();
            }
            deployment.commit().unwrap();
            hashes.push(deployment.state().hash());
            exits += deployment.state().programmes[0].exits;
        }
        drop(deployment);
        assert!(exits > 0, "somebody must be sold by the system");
        let threaded = begin.copy();
        run_on_two_threads(&threaded, &FaultyDisk::new(), &mut 0).unwrap();
        assert_eq!(records(&threaded), records(&stage));
        let again = begin.copy();
        run(&again, &disk, &mut 0).unwrap();
        assert_eq!(records(&again), records(&stage));
        assert!(std::fs::read_dir(again.layout().journal()).unwrap().count() > 4, "several segments, and the lock");
        Self { records: records(&stage), operations: disk.operations().len(), begin, hashes }
    }

    /// What a crash left holds the acknowledged groups, or one more; and it runs on to the same end.
    fn check(&self, left: &Stage, acknowledged: usize, stops: &mut usize) {
        let disk = FaultyDisk::new();
        let deployment = open_after_crash(left, &disk, SEGMENT_LIMIT, stops);
        let hash = deployment.state().hash();
        invariants::check(deployment.state()).unwrap();
        drop(deployment);
        let found = records(left);
        assert_eq!(found, self.records[..found.len()]);
        let mut durable = self.hashes.iter().position(|known| *known == hash).expect("a state of the run");
        assert!(
            durable == acknowledged || durable == acknowledged + 1,
            "{durable} groups, {acknowledged} acknowledged"
        );
        run(left, &disk, &mut durable).unwrap();
        assert_eq!(records(left), self.records);
        assert_eq!(left.loaded_hash(), self.hashes[self.hashes.len() - 1]);
    }
}

#[test]
fn a_stop_at_any_operation_loses_nothing_acknowledged() {
    let whole = Whole::new();
    let (mut stops, mut crashes) = (0, 0);
    for number in 0..whole.operations {
        for thousandths in [0, 450, 990] {
            let stage = whole.begin.copy();
            let disk = FaultyDisk::failing(number, Fault::Stop { thousandths });
            let mut acknowledged = 0;
            run(&stage, &disk, &mut acknowledged).unwrap_err();
            for survival in Survival::patterns(2) {
                whole.check(&after_crash(&stage, &disk, survival), acknowledged, &mut stops);
                crashes += 1;
            }
        }
    }
    assert!(stops > 0 && crashes > 500, "{stops} stopped of {crashes}");
}

#[test]
fn a_stop_while_the_next_group_executes_loses_nothing_acknowledged() {
    let whole = Whole::new();
    for number in 0..whole.operations {
        let stage = whole.begin.copy();
        let disk = FaultyDisk::failing(number, Fault::Stop { thousandths: 450 });
        let mut acknowledged = 0;
        if run_on_two_threads(&stage, &disk, &mut acknowledged).is_ok() {
            continue; // it asks less of the disk: it opens once
        }
        for survival in Survival::patterns(2) {
            whole.check(&after_crash(&stage, &disk, survival), acknowledged, &mut 0);
        }
    }
}

/// What the engine has executed by then is ahead of what is durable: a snapshot of it would be of nothing that happened.
#[test]
fn a_deployment_whose_journal_failed_is_not_given_back() {
    let whole = Whole::new();
    let (mut kept, mut given_back) = (0, 0);
    for number in 0..whole.operations {
        let stage = whole.begin.copy();
        let disk = FaultyDisk::failing(number, Fault::FailingSync { seed: 1 });
        let Ok(deployment) = open_on(&stage.root(), &disk, SEGMENT_LIMIT) else { continue };
        let (mut pipeline, mut written) = Pipeline::start(deployment);
        let has_failed = groups().iter().any(|group| {
            for command in group {
                pipeline.execute(command).unwrap();
            }
            pipeline.hand_over(()).is_err() || written.wait().is_err()
        });
        assert_eq!(pipeline.finish().is_err(), has_failed, "operation {number}");
        *(if has_failed { &mut kept } else { &mut given_back }) += 1;
    }
    assert!(kept > 0 && given_back > 0, "{kept} kept, {given_back} given back");
}

#[test]
fn a_failing_disk_loses_nothing_acknowledged() {
    let whole = Whole::new();
    let faults = [
        Fault::ShortWrite { thousandths: 600 },
        Fault::DiskFull { thousandths: 0 },
        Fault::DiskFull { thousandths: 600 },
        Fault::FailingSync { seed: 1 },
        Fault::FailingSync { seed: 2 },
    ];
    for fault in faults {
        for number in 0..whole.operations {
            let stage = whole.begin.copy();
            let disk = FaultyDisk::failing(number, fault);
            let mut acknowledged = 0;
            if run(&stage, &disk, &mut acknowledged).is_ok() {
                continue; // nothing came that this fault can hit
            }
            for survival in [Survival::MachineRuns, Survival::Nothing, Survival::SomePages(1), Survival::SomeSectors(2)]
            {
                whole.check(&after_crash(&stage, &disk, survival), acknowledged, &mut 0);
            }
        }
    }
}

#[test]
fn what_is_left_after_a_stop_verifies() {
    let whole = Whole::new();
    for number in 0..whole.operations {
        let stage = whole.begin.copy();
        let disk = FaultyDisk::failing(number, Fault::Stop { thousandths: 700 });
        run(&stage, &disk, &mut 0).unwrap_err();
        let report = verify(&after_crash(&stage, &disk, Survival::MachineRuns).root(), None, |_, _| ()).unwrap();
        assert!(report.trial_balance.is_balanced());
        let left = after_crash(&stage, &disk, Survival::SomeSectors(number as u64));
        match verify(&left.root(), None, |_, _| ()) {
            Ok(report) => assert!(report.trial_balance.is_balanced()),
            Err(DeploymentError::Broken { what, .. }) => assert!(what.contains("byte "), "{what}"),
            Err(error) => panic!("{error}"),
        }
    }
}
