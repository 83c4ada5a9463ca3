//! A service that is killed while clients book, again and again: what was acknowledged is there, once.

use crate::service::{Reach, Running, open_door, order, root_in, rules, sandbox};
use crate::shown::Feed;
use crate::wire::text;
use ratchet_faults::Dice;
use ratchet_server::Service;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const NOW: i64 = 1_800_000_000_000;
const CLIENTS: usize = 4;
const KILLS: u64 = 8;
/// Where the service that is killed finds its deployment.
const ROOT: &str = "RATCHET_KILLED_SERVICE";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the service that another test starts and kills"]
async fn the_service_that_is_killed() {
    let root = std::env::var_os(ROOT).expect("started by the test that kills it");
    let service = Service::open(root.as_ref(), open_door(NOW)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    service.serve(listener, std::future::pending()).await.unwrap();
}

/// A service in a process of its own, which ends with it.
struct Killable {
    process: Child,
    reach: Reach,
}

impl Killable {
    fn start(root: &std::path::Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["crashes::the_service_that_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(ROOT, root)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.find_map(|line| line.find("http://").map(|start| line[start..].to_owned())).unwrap();
        Self { process, reach: Reach::to(address) }
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Killable {
    fn drop(&mut self) {
        // A test that failed before the kill leaves no process behind; after it there is nothing to kill.
        let _ = self.process.kill();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_every_kill_once() {
    let dir = sandbox(rules(), NOW);
    let root = root_in(&dir);
    let mut dice = Dice::new(NOW.unsigned_abs());
    let mut published: Vec<Value> = Vec::new();
    let mut tills: Vec<Till> = (0..CLIENTS).map(Till::new).collect();
    for kill in 0..KILLS {
        let service = Killable::start(&root);
        if kill == 0 {
            register(&service.reach).await;
        }
        check(&service.reach, &tills, &published).await;
        let target = 20 + dice.below(150);
        let (booked, mut working) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        for till in tills.drain(..) {
            working.spawn(till.book_until_cut_off(service.reach.clone(), booked.clone()));
        }
        let mut feed = Feed::default();
        while booked.load(Ordering::Relaxed) < target {
            feed.read(&service.reach).await;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        published = feed.items;
        service.kill();
        tills = working.join_all().await;
        // As the kill left it, before any recovery.
        ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
    }
    let service = Running::over(dir, open_door(NOW)).await;
    check(&service, &tills, &published).await;
    for path in ["/v1/members/m-0", "/v1/members/m-1"] {
        statement_adds_up(&service, path, "balance_fen").await;
    }
    statement_adds_up(&service, "/v1/merchants/shop", "payable_fen").await;
    let _dir = service.stop().await;
    ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
}

async fn register(service: &Reach) {
    for (member, referrer) in [("m-0", None), ("m-1", Some("m-0"))] {
        let new = json!({ "member_no": member, "referrer_no": referrer });
        assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    }
    let new = json!({ "merchant_no": "shop", "plan": "store" });
    assert_eq!(service.post("/v1/merchants", &new).await.status, StatusCode::CREATED);
}

/// Whatever was acknowledged or published is there as it was, once.
async fn check(service: &Reach, tills: &[Till], published: &[Value]) {
    let mut feed = Feed::default();
    feed.read(service).await;
    assert_eq!(feed.items[..published.len()], *published);
    let booked: Vec<&str> =
        feed.items.iter().filter(|item| item["operation"] == "place").map(|item| text(item, "reference")).collect();
    let once: BTreeSet<&str> = booked.iter().copied().collect();
    assert_eq!(once.len(), booked.len(), "an order was booked twice");
    let programme = service.get("/v1/programmes/main").await.body;
    assert_eq!(programme["orders"], once.len());
    for (number, answer) in tills.iter().flat_map(|till| &till.acknowledged) {
        assert!(once.contains(number.as_str()), "{number} was acknowledged and is gone");
        let found = service.get(&format!("/v1/orders/{number}")).await.body;
        let mut booked = found["booked"].clone();
        booked["state"] = "booked".into();
        assert_eq!(booked, *answer, "{found}");
    }
}

/// A statement from its first line to its last is the balance.
async fn statement_adds_up(service: &Reach, path: &str, name: &str) {
    let holds = service.get(path).await.body[name].clone();
    let (mut sum, mut next) = (0, Value::Null);
    loop {
        let after = next.as_str().map_or(String::new(), |next| format!("&after={next}"));
        let page = service.get(&format!("{path}/statement?limit=100{after}")).await.body;
        assert_eq!(page["balance_fen"], holds, "{page}");
        sum += page["items"].as_array().unwrap().iter().map(|line| line["amount_fen"].as_i64().unwrap()).sum::<i64>();
        next = page["next"].clone();
        if next.is_null() {
            return assert_eq!(holds, sum, "{path}");
        }
    }
}

/// A client that books one order after the other, and the same one again when it got no answer.
struct Till {
    number: usize,
    next: usize,
    /// Answers by order.
    acknowledged: BTreeMap<String, Value>,
}

impl Till {
    fn new(number: usize) -> Self {
        Self { number, next: 0, acknowledged: BTreeMap::new() }
    }

    async fn book_until_cut_off(mut self, service: Reach, booked: Arc<AtomicUsize>) -> Self {
        loop {
            let number = format!("o-{}-{}", self.number, self.next);
            let amount = i64::try_from(1_000 + self.next * 37).unwrap();
            let request = service.request(Method::POST, "/v1/orders").json(&order(&number, amount));
            let Ok(response) = request.send().await else { return self };
            let status = response.status();
            // The head of an answer is an answer only with its body.
            let Ok(body) = response.json::<Value>().await else { return self };
            assert_eq!(status, StatusCode::CREATED, "{body}");
            self.acknowledged.insert(number, body);
            self.next += 1;
            booked.fetch_add(1, Ordering::Relaxed);
        }
    }
}
