//! More than the disk can take, and clients that hold things up: others are answered.

use crate::service::{Reach, Running, open_door, order, root_in, rules, sandbox, small_town};
use ratchet_deployment::Deployment;
use ratchet_journal::storage::{Disk, SegmentFile, Storage};
use ratchet_journal::{OpenOptions, SEGMENT_BYTES};
use ratchet_server::Service;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const NOW: i64 = 1_800_000_000_000;
/// Places that stay free for the service's own looks at prices.
const LEFT: u64 = 100;

/// A disk whose syncs wait while it is stuck.
#[derive(Clone, Default)]
struct StickyDisk {
    stuck: Arc<(Mutex<bool>, Condvar)>,
}

impl StickyDisk {
    fn set_stuck(&self, stuck: bool) {
        *self.stuck.0.lock().unwrap() = stuck;
        self.stuck.1.notify_all();
    }

    fn wait(&self) {
        let stuck = self.stuck.0.lock().unwrap();
        drop(self.stuck.1.wait_while(stuck, |stuck| *stuck).unwrap());
    }

    fn wrap(&self, file: Box<dyn SegmentFile>) -> Box<dyn SegmentFile> {
        Box::new(StickyFile { disk: self.clone(), file })
    }
}

impl Storage for StickyDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn SegmentFile>> {
        Ok(self.wrap(Disk.create(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn SegmentFile>> {
        Ok(self.wrap(Disk.open(path)?))
    }

    fn sync_directory(&self, dir: &Path) -> io::Result<()> {
        Disk.sync_directory(dir)
    }
}

struct StickyFile {
    disk: StickyDisk,
    file: Box<dyn SegmentFile>,
}

impl SegmentFile for StickyFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.wait();
        self.file.sync()
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.truncate(length)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_refused_at_once_and_what_was_taken_is_answered() {
    let dir = sandbox(rules(), NOW);
    let disk = StickyDisk::default();
    let storage = Box::new(disk.clone());
    let (deployment, _) = Deployment::open_on(&root_in(&dir), OpenOptions::default(), storage, SEGMENT_BYTES).unwrap();
    let service = Service::over(deployment, &root_in(&dir), open_door(NOW)).await.unwrap();
    let service = Running::serving(dir, service).await;
    service.post("/v1/members", &json!({ "member_no": "m-1" })).await;
    service.post("/v1/merchants", &json!({ "merchant_no": "shop", "plan": "store" })).await;

    disk.set_stuck(true);
    let mut batches = JoinSet::new();
    let (taken, each) = (4, (service.get("/readyz").await.body["free_places"].as_u64().unwrap() - LEFT) / 4);
    for batch in 0..taken {
        let orders: Vec<Value> = (0..each).map(|number| order(&format!("o-{batch}-{number}"), 100)).collect();
        let reach = Reach::clone(&service);
        batches.spawn(async move { reach.post("/v1/orders:batch", &Value::Array(orders)).await });
    }
    // Nothing is durable while the disk is stuck: places only become fewer.
    while service.get("/readyz").await.body["free_places"].as_u64().unwrap() >= LEFT + taken {
        tokio::task::yield_now().await;
    }
    let many: Vec<Value> = (0..2 * LEFT).map(|number| order(&format!("late-{number}"), 100)).collect();
    for _ in 0..50 {
        let refused = service.request(Method::POST, "/v1/orders:batch").json(&many).send().await.unwrap();
        assert_eq!(
            (refused.status(), &refused.headers()["retry-after"]),
            (StatusCode::SERVICE_UNAVAILABLE, &"1".parse().unwrap())
        );
        assert_eq!(refused.json::<Value>().await.unwrap()["code"], "overloaded");
    }
    assert!(batches.try_join_next().is_none(), "answered before it was durable");
    disk.set_stuck(false);

    for answer in batches.join_all().await {
        assert_eq!(answer.status, StatusCode::OK);
        let lines = answer.body.as_str().unwrap();
        assert!(lines.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["status"] == 201));
        assert_eq!(lines.lines().count() as u64, each);
    }
    let again = service.post("/v1/orders", &many[0]).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, false), "{again:?}");
    assert_eq!(service.get("/v1/programmes/main").await.body["orders"], each * taken + 1);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_broken_clients_hold_nobody_up() {
    let service = small_town().await;
    let host = service.address.trim_start_matches("http://").to_owned();
    let body = order("half", 12_800).to_string();
    let head = format!(
        "POST /v1/orders HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer key=till\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut slow = Vec::new();
    for part in 0..200 {
        let mut client = TcpStream::connect(&host).await.unwrap();
        // Cut off in the head, in the body, or just before the answer.
        let all = format!("{head}{}", body.replace("half", &format!("h{part:03}")));
        let length = (all.len() * part / 200).max(1);
        client.write_all(&all.as_bytes()[..length]).await.unwrap();
        if part % 2 == 0 {
            slow.push((client, all, length));
        }
    }
    let mut broken = TcpStream::connect(&host).await.unwrap();
    broken.write_all(b"\x16\x03\x01 this is no HTTP\r\n\r\n").await.unwrap();
    let mut refused = Vec::new();
    broken.read_to_end(&mut refused).await.unwrap();
    assert!(refused.is_empty() || refused.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&refused));
    for number in 0..20 {
        let answer = service.post("/v1/orders", &order(&format!("A-{number}"), 12_800)).await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
    assert_eq!(service.get("/v1/programmes/main").await.body["orders"], 20, "half a request was taken for a whole one");
    // Whoever was only slow is answered as well.
    let (mut client, all, length) = slow.pop().unwrap();
    client.write_all(&all.as_bytes()[length..]).await.unwrap();
    let mut answer = [0; 12];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
    drop(slow);
    service.stop().await;
}
