//! A snapshot is left while the service runs, without which a start after a crash would play everything.

use crate::service::{NOON, open_door, order, small_town_with};
use ratchet_deployment::{Layout, load};
use ratchet_server::ServiceOptions;
use ratchet_server::runtime::SnapshotTerms;
use reqwest::StatusCode;
use std::fs;
use std::path::Path;
use std::time::Duration;

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".snapshot"))
        .collect()
}

/// What a crash leaves: the files as they are now.
fn copied(from: &Path, to: &Path) {
    for part in ["journal", "snapshots"] {
        fs::create_dir_all(to.join(part)).unwrap();
        for entry in fs::read_dir(from.join(part)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(part).join(entry.file_name())).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_finds_a_snapshot_and_plays_only_what_came_behind_it() {
    let snapshots = SnapshotTerms { records: 50, rest: 0 };
    let service = small_town_with(ServiceOptions { snapshots, ..open_door(NOON) }).await;
    let layout = Layout::new(service.root());
    let mut number = 0;
    // Again and again, beside the writer: the third one rests on the second.
    for _ in 0..3 {
        let before = names(&layout.snapshots());
        while names(&layout.snapshots()) == before {
            number += 1;
            let booked = service.post("/v1/orders", &order(&format!("A-{number}"), 12_800)).await;
            assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
        }
    }
    for _ in 0..7 {
        number += 1;
        service.post("/v1/orders", &order(&format!("A-{number}"), 12_800)).await;
    }
    let crashed = tempfile::tempdir().unwrap();
    copied(layout.root(), crashed.path());
    let found = load(&Layout::new(crashed.path())).unwrap();
    assert!(found.snapshot_records >= 150, "{} records in the snapshot", found.snapshot_records);
    assert!(found.snapshot_records < found.next_sequence, "the last orders came behind it");
    fs::remove_dir_all(crashed.path().join("snapshots")).unwrap();
    let played = load(&Layout::new(crashed.path())).unwrap();
    assert_eq!((played.snapshot_records, played.next_sequence), (0, found.next_sequence));
    assert_eq!(played.engine.state().hash(), found.engine.state().hash());
    tokio::time::timeout(Duration::from_mins(1), service.stop()).await.expect("the stop waits for no snapshot");
}
