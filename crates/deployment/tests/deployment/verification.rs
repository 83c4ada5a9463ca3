//! What verification says of a sound deployment.

use crate::stage::history::History;
use crate::stage::{Stage, command, member};
use ratchet_core::invariants::TrialBalance;
use ratchet_deployment::{load, verify};

#[test]
fn the_report_counts_what_was_checked() {
    let stage = Stage::played();
    let report = stage.verify().unwrap();
    let history = History::of(&stage);
    let events: usize = (0..history.len()).map(|record| history.record(record).events.len()).sum();
    assert_eq!(report.frames, history.commits.len() as u64);
    assert_eq!(report.records, history.len() as u64);
    assert_eq!(report.events, events as u64);
    assert!(report.events > report.records, "the history has forced exits in it");
    assert_eq!(report.unfinished_bytes, 0);
    assert_eq!((report.snapshots, report.extends), (0, None));
    assert!(report.invariant_checks >= 3);

    let loaded = load(&stage.layout()).unwrap();
    let rebuilt = loaded.engine.state();
    assert_eq!(report.head_hash, blake3::Hash::from_bytes(loaded.head.unwrap().hash).to_string());
    assert_eq!(report.state_hash, blake3::Hash::from_bytes(rebuilt.hash()).to_string());
    assert_eq!(report.state_hash, blake3::Hash::from_bytes(stage.open().state().hash()).to_string());
    assert_eq!(report.trial_balance, TrialBalance::of(rebuilt));
    assert!(report.trial_balance.is_balanced());
    assert_eq!(report.trial_balance.fen_debit, i128::from(rebuilt.cash.get()));
    assert!(report.trial_balance.points_debit > 0);
}

#[test]
fn the_report_is_told_as_json() {
    let report = serde_json::to_value(Stage::played().verify().unwrap()).unwrap();
    assert_eq!(report["records"], 19);
    assert_eq!(report["trial_balance"]["fen_debit"], report["trial_balance"]["fen_credit"]);
    assert_eq!(report["state_hash"].as_str().unwrap().len(), 64);
}

#[test]
fn the_watcher_hears_of_every_record() {
    let stage = Stage::played();
    let mut heard = Vec::new();
    let report = verify(&stage.root(), None, |done, all| heard.push((done, all))).unwrap();
    assert_eq!(heard, (1..=report.records).map(|done| (done, report.records)).collect::<Vec<_>>());
}

#[test]
fn a_new_deployment_is_sound() {
    let report = Stage::new().verify().unwrap();
    assert_eq!((report.frames, report.records, report.events), (1, 2, 2));
}

#[test]
fn a_deployment_is_verified_beside_its_writer() {
    let stage = Stage::played();
    let before = stage.verify().unwrap();
    let mut deployment = stage.open();
    deployment.execute(&command(10, member("dan"))).unwrap();
    assert_eq!(stage.verify().unwrap().records, before.records);
    deployment.commit().unwrap();
    assert_eq!(stage.verify().unwrap().records, before.records + 1);
}
