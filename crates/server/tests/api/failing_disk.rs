//! A disk that runs full or fails to sync: nothing more is acknowledged, everybody is told why, and nothing that was
//! acknowledged is lost.

use crate::service::{Reach, Running, open_door, order, root_in, rules, sandbox};
use crate::wire::figures;
use ratchet_deployment::{Deployment, Layout};
use ratchet_faults::{Fault, FaultyDisk, Survival};
use ratchet_journal::OpenOptions;
use ratchet_server::Service;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use tokio::task::JoinSet;

const NOW: i64 = 1_800_000_000_000;
/// Bytes of a segment: small, so that new files are needed as well.
const SEGMENT: u64 = 16 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    for (operation, thousandths) in [(30, 0), (61, 500), (90, 999)] {
        fails_honestly(operation, Fault::DiskFull { thousandths }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_sync_loses_nothing_that_was_acknowledged() {
    for (operation, seed) in [(30, 1), (61, 2), (90, 3)] {
        fails_honestly(operation, Fault::FailingSync { seed }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_write_loses_nothing_that_was_acknowledged() {
    fails_honestly(50, Fault::ShortWrite { thousandths: 400 }).await;
}

async fn fails_honestly(operation: usize, fault: Fault) {
    let dir = sandbox(rules(), NOW);
    let disk = FaultyDisk::failing(operation, fault);
    let storage = Box::new(disk.clone());
    let (deployment, _) = Deployment::open_on(&root_in(&dir), OpenOptions::default(), storage, SEGMENT).unwrap();
    let service = Service::over(deployment, &root_in(&dir), open_door(NOW)).await.unwrap();
    let service = Running::serving(dir, service).await;
    for member in ["m-0", "m-1"] {
        assert_eq!(service.post("/v1/members", &json!({ "member_no": member })).await.status, StatusCode::CREATED);
    }
    let shop = json!({ "merchant_no": "shop", "plan": "store" });
    assert_eq!(service.post("/v1/merchants", &shop).await.status, StatusCode::CREATED);

    let mut working = JoinSet::new();
    for client in 0..4 {
        working.spawn(book_until_refused(Reach::clone(&service), client));
    }
    let acknowledged: Vec<Value> = working.join_all().await.into_iter().flatten().collect();
    assert!(!acknowledged.is_empty(), "{fault:?}");
    is_told(&service).await;

    let (dir, stopped) = service.stop_whatever_comes().await;
    assert!(stopped.is_err(), "a journal that failed was closed as if nothing had happened");
    for survival in [Survival::MachineRuns, Survival::Nothing, Survival::SomePages(7), Survival::SomeSectors(8)] {
        let after = copy_after(&disk, survival, &root_in(&dir));
        let root = root_in(&after);
        let service = Service::over(reopened(&root), &root, open_door(NOW)).await.unwrap();
        let service = Running::serving(after, service).await;
        for answer in &acknowledged {
            let again = service.post("/v1/orders", &order(answer["order_no"].as_str().unwrap(), 12_800)).await;
            assert!(again.replayed, "{fault:?}, {survival:?}: {answer} is gone: {again:?}");
            assert_eq!(figures(&again.body), figures(answer), "{fault:?}, {survival:?}");
        }
        let new = service.post("/v1/orders", &order("afterwards", 12_800)).await;
        assert_eq!(new.status, StatusCode::CREATED, "{fault:?}, {survival:?}: {new:?}");
        let _dir = service.stop().await;
        ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
    }
}

/// Opens what the failure left. Where the power cut made rubbish of the last frame, a person has to say that it may go.
fn reopened(root: &Path) -> Deployment {
    let opened = Deployment::open(root, OpenOptions::default()).or_else(|error| {
        assert_eq!(error.code(), "journal_tail_damaged");
        Deployment::open(root, OpenOptions { accept_tail_loss: true })
    });
    opened.unwrap().0
}

/// Books orders until the journal has stopped; what was acknowledged.
async fn book_until_refused(service: Reach, client: usize) -> Vec<Value> {
    let mut acknowledged = Vec::new();
    loop {
        let number = format!("o-{client}-{}", acknowledged.len());
        let response = service.request(Method::POST, "/v1/orders").json(&order(&number, 12_800)).send().await.unwrap();
        let (status, retry) = (response.status(), response.headers().get("retry-after").cloned());
        let body: Value = response.json().await.unwrap();
        if status == StatusCode::CREATED {
            acknowledged.push(body);
            continue;
        }
        assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("journal_stopped")), "{body}");
        assert_eq!(retry.unwrap(), "30");
        return acknowledged;
    }
}

/// Everybody hears that nothing is taken, and why.
async fn is_told(service: &Reach) {
    let ready = service.get("/readyz").await;
    assert_eq!((ready.status, &ready.body["ready"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(false)), "{ready:?}");
    assert!(ready.body["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{ready:?}");
    assert_eq!(service.get("/healthz").await.status, StatusCode::OK);
    let refused = service.post("/v1/members", &json!({ "member_no": "late" })).await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("journal_stopped")));
}

/// The directory as the power cut leaves it; the books are rebuilt.
fn copy_after(disk: &FaultyDisk, survival: Survival, root: &Path) -> TempDir {
    let after = tempfile::tempdir().unwrap();
    let journal = Layout::new(root).journal();
    copy(root, &root_in(&after), &journal);
    disk.leave(survival, &journal, &Layout::new(root_in(&after)).journal()).unwrap();
    after
}

fn copy(from: &Path, to: &Path, without: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path == without {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target, without);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
