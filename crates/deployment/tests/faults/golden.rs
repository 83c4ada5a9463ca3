//! A deployment as the first version of this program wrote it: it stays readable, verifies, and the same commands
//! still give the same bytes.
//!
//! `GOLDEN_WRITE=1 cargo test -p ratchet-deployment --test faults golden` writes a directory that is not there yet.
//! The bytes of a version that was released are never written again: a later version gets a directory beside it.
//! Before that, a change of what the state keeps changes the snapshot and the hash of the state; the segments stay.

use crate::open_on;
use crate::stage::{book, command, copy_directory, member, play, rules};
use ratchet_core::operations::{
    AddMember, AddMerchant, AdvanceBatch, Book, DeploymentTerms, Mode, OpenProgramme, Operation, Redeem,
};
use ratchet_core::rules::{Cap, Overshoot, Scope};
use ratchet_core::{BasisPoints, Command, Engine, Fen, MODEL_VERSION, Points, Rules};
use ratchet_deployment::{Layout, Record, load, verify};
use ratchet_faults::FaultyDisk;
use ratchet_journal::{HeadKey, Reader, SegmentJournal, SignedHead, SnapshotStore, Writer};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Small enough for several segments, in bytes.
const SEGMENT_LIMIT: u64 = 4_000;

/// The state that the history leads to, and the last frame.
const STATE_HASH: &str = "2efa5a3d1ba9c3d3fc6efcdf8c065ddb95151dc8f04b8345a5328218a5f8a8b4";
const HEAD_HASH: &str = "a69d94f80aaf46bbd45db1af8386f2e690ec6e1fc798a8000026f32957990c5f";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1")
}

/// Digits of a secret key that protects nothing.
const HEAD_KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707\n";

/// A programme without founding, whose last unit can leave, and whose orders are positions of their own.
fn second_rules() -> Rules {
    let cap = Cap { multiple_bp: BasisPoints::new(15_000), scope: Scope::Order, overshoot: Overshoot::Retain };
    Rules { founding_fen: Fen::ZERO, cap: Some(cap), ..rules() }
}

/// Writes the deployment into `root`: fixed keys, fixed times, every operation and every event.
fn write(root: &Path) {
    let layout = Layout::new(root);
    fs::create_dir_all(root).unwrap();
    fs::write(layout.head_key(), HEAD_KEY).unwrap();
    let head_key = HeadKey::load(layout.head_key()).unwrap();
    let terms = DeploymentTerms {
        mode: Mode::Sandbox,
        zone: "Asia/Shanghai".to_owned(),
        refundable_days: 90,
        hash_key: [3; 16],
        deployment_id: [5; 32],
        head_key: head_key.public_key(),
    };
    // The beginning goes past `create`, which takes its keys from chance.
    let journal = SegmentJournal::create_on(layout.journal(), Box::new(FaultyDisk::new()), SEGMENT_LIMIT).unwrap();
    let opening: [Command; 3] = [
        command(0, terms),
        command(0, OpenProgramme::new(rules())),
        command(0, OpenProgramme::new(second_rules())).in_programme("second"),
    ];
    let mut engine = Engine::new();
    let record = |command: &Command| {
        let events = engine.execute(command).unwrap().to_vec();
        minicbor::to_vec(Record { model_version: MODEL_VERSION, command: command.clone(), events }).unwrap()
    };
    let records: Vec<Vec<u8>> = opening.iter().map(record).collect();
    Writer::new(journal).commit(opening[0].recorded_at.milliseconds(), &records).unwrap();

    let mut deployment = open_on(root, &FaultyDisk::new(), SEGMENT_LIMIT).unwrap();
    play(&mut deployment);
    let second = |second: i64, operation: Operation| command(second, operation).in_programme("second");
    let digest = [9; 32];
    let more = [
        second(
            20,
            AddMerchant {
                owner: Some("ann".to_owned()),
                recruiter: Some("ben".to_owned()),
                take_bp: Some(BasisPoints::new(7_000)),
                ..AddMerchant::new("club-1", "club")
            }
            .into(),
        ),
        second(20, AddMerchant::new("own-1", "own").into()),
        second(20, AddMember { id: "dan".to_owned(), referrer: Some("cat".to_owned()) }.into()),
        second(
            21,
            Book { merchant: "own-1".to_owned(), cost: Some(Fen::new(40_000)), ..book("x1", "dan", 90_000) }.into(),
        ),
        second(21, Redeem { member: "dan".to_owned(), units: Points::new(31_500_000_000) }.into()),
    ];
    for command in &more {
        deployment.execute(command).unwrap_or_else(|error| panic!("{error}: {command:?}"));
    }
    deployment.commit().unwrap();
    for order in 0..8 {
        let book = Book { merchant: "club-1".to_owned(), ..book(&format!("y{order}"), "ann", 10_000 + order * 77) };
        deployment.execute(&second(22, book.into())).unwrap();
    }
    deployment.execute(&command(23, AdvanceBatch { batch: "orders".to_owned(), lines: 12, digest })).unwrap();
    deployment.execute(&command(23, member("eve"))).unwrap();
    let head = deployment.commit().unwrap().unwrap();
    SnapshotStore::new(layout.snapshots()).write(&head, &deployment.state().to_bytes()).unwrap();
    deployment.execute(&command(24, book("last", "eve", 12_345))).unwrap();
    deployment.close().unwrap();
}

/// The files under `root` by name, but for the lock and the key.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for folder in ["", "journal", "snapshots"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_file() && name != "lock" && name != "head.key" {
                found.insert(format!("{folder}/{name}"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The golden directory; on request it is written first.
fn golden_root() -> PathBuf {
    let root = golden();
    if std::env::var_os("GOLDEN_WRITE").is_some() && !root.exists() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        for (name, bytes) in files(folder.path()) {
            let path = root.join(name.trim_start_matches('/'));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    root
}

#[test]
fn golden_journals_stay_readable() {
    let root = golden_root();
    let published = SignedHead::load(Layout::new(&root).head()).unwrap().unwrap();
    let report = verify(&root, Some(&published), |_, _| ()).unwrap();
    assert_eq!((report.state_hash.as_str(), report.head_hash.as_str()), (STATE_HASH, HEAD_HASH));
    assert_eq!((report.extends, report.snapshots, report.unfinished_bytes), (Some(published.head.frame), 1, 0));

    // The snapshot and the records after it lead to the same state, and so do all records without it.
    let folder = tempfile::tempdir().unwrap();
    copy_directory(&root, folder.path());
    let layout = Layout::new(folder.path());
    for used in [true, false] {
        if !used {
            fs::remove_dir_all(layout.snapshots()).unwrap();
        }
        let loaded = load(&layout).unwrap();
        assert_eq!(loaded.snapshot_records > 0, used);
        assert_eq!(blake3::Hash::from_bytes(loaded.engine.state().hash()).to_string(), STATE_HASH);
    }
    // And it is written on.
    fs::write(layout.head_key(), HEAD_KEY).unwrap();
    let mut deployment = open_on(folder.path(), &FaultyDisk::new(), SEGMENT_LIMIT).unwrap();
    deployment.execute(&command(30, book("new", "eve", 10_000))).unwrap();
    deployment.close().unwrap();
    verify(folder.path(), Some(&published), |_, _| ()).unwrap();
}

#[test]
fn the_golden_journal_has_every_operation_and_every_event() {
    let (mut operations, mut events) = (BTreeMap::new(), BTreeMap::new());
    for record in Reader::open(Layout::new(golden_root()).journal()).unwrap().records_from(0) {
        let record = Record::from_bytes(&record.unwrap().bytes).unwrap();
        *operations.entry(record.command.operation.name()).or_insert(0) += 1;
        for event in &record.events {
            // An event is an array of its number and its structure.
            *events.entry(minicbor::to_vec(event).unwrap()[1]).or_insert(0) += 1;
        }
    }
    assert_eq!(operations.len(), 12, "{operations:?}");
    assert_eq!(events.keys().copied().collect::<Vec<u8>>(), (0..13).collect::<Vec<u8>>());
}

#[test]
fn the_same_commands_give_the_golden_bytes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let (written, golden) = (files(folder.path()), files(&golden_root()));
    assert_eq!(written.keys().collect::<Vec<_>>(), golden.keys().collect::<Vec<_>>());
    for (name, bytes) in &golden {
        assert!(written[name] == *bytes, "{name} has other bytes");
    }
}
