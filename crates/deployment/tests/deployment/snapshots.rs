//! Snapshots make a start faster, and are never the truth.

use crate::stage::history::broken;
use crate::stage::{Stage, command, member, names_in};
use ratchet_deployment::{Deployment, load};
use ratchet_journal::SnapshotStore;
use std::fs;
use std::path::PathBuf;

/// A snapshot is written at a close when this many records came.
const RECORDS: u64 = 10_000;

fn add_members(deployment: &mut Deployment, name: &str, count: u64) {
    for number in 0..count {
        deployment.execute(&command(10, member(&format!("{name}{number}")))).unwrap();
    }
}

/// A deployment with one snapshot and some records behind it.
fn with_snapshot() -> Stage {
    let stage = Stage::played();
    let mut deployment = stage.open();
    add_members(&mut deployment, "early", RECORDS);
    deployment.close().unwrap();
    let mut deployment = stage.open();
    add_members(&mut deployment, "late", 100);
    deployment.close().unwrap();
    assert_eq!(names_in(&stage.layout().snapshots()).len(), 1);
    stage
}

fn snapshot_path(stage: &Stage) -> PathBuf {
    let directory = stage.layout().snapshots();
    directory.join(&names_in(&directory)[0])
}

fn used_records(stage: &Stage) -> u64 {
    load(&stage.layout()).unwrap().snapshot_records
}

#[test]
fn a_snapshot_comes_with_enough_records_and_not_before() {
    let stage = Stage::new();
    let mut deployment = stage.open();
    add_members(&mut deployment, "m", RECORDS - 3);
    deployment.close().unwrap();
    assert!(!stage.layout().snapshots().exists());
    let mut deployment = stage.open();
    add_members(&mut deployment, "n", 1);
    let hash = deployment.state().hash();
    deployment.close().unwrap();
    assert_eq!(used_records(&stage), RECORDS);
    assert_eq!(stage.loaded_hash(), hash);
    stage.open().close().unwrap();
    assert_eq!(names_in(&stage.layout().snapshots()).len(), 1, "nothing came since");
}

#[test]
fn a_start_with_and_without_a_snapshot_gives_the_same_state() {
    let stage = with_snapshot();
    assert!(used_records(&stage) > RECORDS);
    let hash = stage.loaded_hash();
    let report = stage.verify().unwrap();
    assert_eq!(report.snapshots, 1);
    assert_eq!(report.state_hash, blake3::Hash::from_bytes(hash).to_string());

    fs::remove_dir_all(stage.layout().snapshots()).unwrap();
    assert_eq!(used_records(&stage), 0);
    assert_eq!(stage.loaded_hash(), hash);
    assert_eq!(stage.open().state().hash(), hash);
    assert_eq!(stage.verify().unwrap().snapshots, 0);
}

#[test]
fn a_start_from_a_snapshot_decides_as_one_from_the_journal() {
    let stage = with_snapshot();
    let twin = stage.copy();
    fs::remove_dir_all(twin.layout().snapshots()).unwrap();
    for stage in [&stage, &twin] {
        let mut deployment = stage.open();
        deployment.execute(&command(20, crate::stage::book("o9", "ann", 88_800))).unwrap();
        let merged = ratchet_core::operations::Redeem { member: "cat".into(), units: ratchet_core::Points::new(5_000) };
        deployment.execute(&command(21, merged)).unwrap();
        deployment.close().unwrap();
    }
    assert_eq!(stage.head().hash, twin.head().hash);
    assert_eq!(stage.loaded_hash(), twin.loaded_hash());
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    let stage = with_snapshot();
    let hash = stage.loaded_hash();
    let path = snapshot_path(&stage);
    let good = fs::read(&path).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for spoiled in [flipped, good[..good.len() - 1].to_vec(), Vec::new(), vec![0; good.len()]] {
        fs::write(&path, spoiled).unwrap();
        assert_eq!(used_records(&stage), 0);
        assert_eq!(stage.loaded_hash(), hash);
        assert_eq!(stage.open().state().hash(), hash);
        assert_eq!(stage.verify().unwrap().snapshots, 0);
    }
    fs::write(&path, good).unwrap();
    assert_ne!(used_records(&stage), 0);
}

#[test]
fn an_older_snapshot_serves_when_the_newest_is_damaged() {
    let stage = with_snapshot();
    let older = used_records(&stage);
    let mut deployment = stage.open();
    add_members(&mut deployment, "more", RECORDS);
    let hash = deployment.state().hash();
    deployment.close().unwrap();
    let names = names_in(&stage.layout().snapshots());
    assert_eq!(names.len(), 2);
    assert!(used_records(&stage) > older);
    fs::write(stage.layout().snapshots().join(&names[1]), b"RATCHETS").unwrap();
    assert_eq!(used_records(&stage), older);
    assert_eq!(stage.loaded_hash(), hash);
}

#[test]
fn a_snapshot_of_another_journal_is_ignored() {
    let (stage, other) = (with_snapshot(), with_snapshot());
    let hash = stage.loaded_hash();
    fs::copy(snapshot_path(&other), snapshot_path(&stage)).unwrap();
    assert_eq!(used_records(&stage), 0);
    assert_eq!(stage.loaded_hash(), hash);
    assert_eq!(stage.open().state().hash(), hash);
}

#[test]
fn a_snapshot_that_says_another_state_is_found() {
    let stage = with_snapshot();
    let loaded = load(&Stage::played().layout()).unwrap();
    let (head, _) = SnapshotStore::new(stage.layout().snapshots()).newest().unwrap().next().unwrap();
    let other = loaded.engine.state().to_bytes();
    SnapshotStore::new(stage.layout().snapshots()).write(&head, &other).unwrap();
    let (frame, record, what) = broken(stage.verify());
    assert_eq!((frame as u64, record as u64), (head.frame, head.next_sequence - 1));
    assert!(what.contains("snapshot"), "{what}");
    // What is no state at all, or one of another version, is passed over.
    SnapshotStore::new(stage.layout().snapshots()).write(&head, b"garbage").unwrap();
    assert_eq!((stage.verify().unwrap().snapshots, used_records(&stage)), (0, 0));
}
