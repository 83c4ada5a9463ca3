//! The vector files through HTTP: every figure of every step, as the specification gives it.

use crate::service::{Answered, Running, open_door_at};
use crate::shown::{Feed, shown};
use crate::wire::{booked, exits, figures, points, redeemed, refunded, text};
use ratchet_conformance::VectorFile;
use ratchet_core::Time;
use ratchet_server::runtime::Clock;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

#[tokio::test(flavor = "multi_thread")]
async fn every_vector_file_passes_through_the_api() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let file: VectorFile = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            run(file).await;
            files += 1;
        }
    }
    assert_eq!(files, 14);
}

async fn run(file: VectorFile) {
    let beginning = file.steps.iter().find_map(|step| step["at"].as_i64()).unwrap();
    let clock = Clock::frozen_at(Time::from_milliseconds(beginning));
    let service = Running::start_with(file.rules, beginning, open_door_at(clock.clone())).await;
    let mut run = Run { service, clock, now: beginning, firsts: BTreeMap::new(), feed: Feed::default() };
    for (place, step) in file.steps.iter().enumerate() {
        run.step(step, &format!("{}, step {}: {step}", file.name, place + 1)).await;
    }
    let root = run.service.root();
    let _dir = run.service.stop().await;
    ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
}

/// One vector file on its way through a service.
struct Run {
    service: Running,
    clock: Clock,
    now: i64,
    /// What was registered and booked, by path and number: the same again gets the first answer again.
    firsts: BTreeMap<(String, String), (Value, Value)>,
    feed: Feed,
}

impl Run {
    async fn step(&mut self, step: &Value, place: &str) {
        if step["op"] == "state" {
            self.feed.read(&self.service).await;
            let numbers = |of: &str| {
                self.firsts.keys().filter(|(path, _)| path == of).map(|(_, number)| number.clone()).collect()
            };
            let found = shown(&self.service, &self.feed, numbers("/v1/members"), numbers("/v1/merchants")).await;
            return assert_eq!(found, step["expect"], "{place}");
        }
        let at = step["at"].as_i64().unwrap();
        self.clock.advance(u64::try_from(at - self.now).unwrap());
        self.now = at;
        match text(step, "op") {
            "add_member" => {
                let body = json!({ "member_no": step["id"], "referrer_no": step["referrer"] });
                self.create("/v1/members", body.clone(), step, body, place).await;
            }
            "add_merchant" => self.add_merchant(step, place).await,
            "book" => self.book(step, place).await,
            "redeem" => self.redeem(step, place).await,
            "refund" => self.refund(step, place).await,
            operation => self.by_two_people(operation, step, place).await,
        }
    }

    /// Creates something whose number is its idempotency.
    async fn create(&mut self, path: &str, body: Value, step: &Value, expected: Value, place: &str) {
        let answer = self.service.post(path, &body).await;
        let key = (path.to_owned(), text(step, "id").to_owned());
        if step["rejected"].as_str().is_some_and(|code| code.ends_with("_exists")) {
            let (first, answered) = &self.firsts[&key];
            if *first == body {
                assert!(answer.replayed && answer.body == *answered, "{place}: {answer:?}");
            } else {
                assert_eq!(code(&answer), Some("idempotency_conflict"), "{place}: {answer:?}");
            }
        } else if self.agree(step, &answer, StatusCode::CREATED, expected, place) {
            self.firsts.insert(key, (body, answer.body));
        }
    }

    async fn add_merchant(&mut self, step: &Value, place: &str) {
        let body = json!({
            "merchant_no": step["id"], "plan": step["plan"], "take_bp": step["take_bp"], "owner_no": step["owner"],
            "recruiter_no": step["recruiter"], "region": step["region"],
        });
        let region: Option<Vec<String>> = serde_json::from_value(step["region"].clone()).unwrap();
        let mut expected = body.clone();
        expected["region"] = region.map(|path| path.join("/")).into();
        expected["own_take_rate"] = (!step["take_bp"].is_null()).into();
        expected["programme"] = "main".into();
        expected["payable_fen"] = 0.into();
        if step["take_bp"].is_null() {
            // The plan's.
            let rules = self.service.get("/v1/programmes/main/rules").await.body;
            expected["take_bp"] = rules[0]["rules"]["plans"][text(step, "plan")]["take_bp"].clone();
        }
        self.create("/v1/merchants", body, step, expected, place).await;
    }

    async fn book(&mut self, step: &Value, place: &str) {
        let body = json!({
            "order_no": step["id"], "member_no": step["member"], "merchant_no": step["merchant"],
            "amount_fen": step["amount"], "cost_fen": step["cost"],
        });
        self.create("/v1/orders", body, step, booked(step, &step["ok"]), place).await;
    }

    async fn redeem(&mut self, step: &Value, place: &str) {
        let body = json!({ "member_no": step["member"], "points": points(&step["units"]) });
        let expected = redeemed(step, &step["ok"]);
        let quote = self.service.post("/v1/quotes", &body).await;
        self.agree(step, &quote, StatusCode::OK, expected.clone(), place);
        let answer = self.service.post("/v1/redemptions", &body).await;
        self.agree(step, &answer, StatusCode::CREATED, expected, place);
    }

    async fn refund(&mut self, step: &Value, place: &str) {
        let path = format!("/v1/orders/{}/refunds", text(step, "order"));
        let answer = self.service.post(&path, &json!({ "amount_fen": step["amount"] })).await;
        self.agree(step, &answer, StatusCode::CREATED, refunded(step, &step["ok"]), place);
    }

    /// What one person asks for and another one approves.
    async fn by_two_people(&mut self, operation: &str, step: &Value, place: &str) {
        let number = format!("request-{}", self.feed.next);
        let (path, body) = match operation {
            "appoint_agent" => {
                let region: Vec<&str> = text(step, "region").split('/').collect();
                ("/v1/agents", json!({ "request_no": number, "region": region, "member_no": step["member"] }))
            }
            "correct" => ("/v1/corrections", json!({ "request_no": number, "order_no": step["order"] })),
            // The model lets an injection empty a programme.
            "inject" => {
                let body = json!({ "request_no": number, "amount_fen": step["amount"], "may_empty": true });
                ("/v1/injections", body)
            }
            other => panic!("{place}: {other} is no operation of vector files"),
        };
        let filed = self.service.post_as("person=anna", path, &body).await;
        if filed.status != StatusCode::ACCEPTED {
            assert_eq!(
                (code(&filed), filed.status.is_client_error()),
                (step["rejected"].as_str(), true),
                "{place}: {filed:?}"
            );
            return;
        }
        let path = format!("/v1/approvals/{number}/approve");
        let hash = json!({ "payload_hash": filed.body["payload_hash"] });
        let alone = self.service.post_as("person=anna", &path, &hash).await;
        assert_eq!(code(&alone), Some("two_people_needed"), "{place}: {alone:?}");
        let done = self.service.post_as("person=bert", &path, &hash).await;
        assert_eq!((done.status, step["rejected"].as_str()), (StatusCode::OK, None), "{place}: {done:?}");
        let ok = &step["ok"];
        let or_nothing = |name: &str| ok.get(name).cloned().unwrap_or_else(|| json!(0));
        let effect = json!({
            "exits": exits(ok), "from_reserve_fen": or_nothing("from_reserve"),
            "from_platform_fen": or_nothing("from_platform"), "to_member_fen": or_nothing("to_member"),
        });
        assert_eq!(done.body["effect"], effect, "{place}");
        self.feed.read(&self.service).await;
    }

    /// Compares an answer with a step; whether it was done.
    #[allow(clippy::needless_pass_by_value)] // written where it is asked for
    fn agree(&self, step: &Value, answer: &Answered, status: StatusCode, expected: Value, place: &str) -> bool {
        if let Some(rejected) = step["rejected"].as_str() {
            assert!(answer.status.is_client_error(), "{place}: {answer:?}");
            assert_eq!(code(answer), Some(rejected), "{place}: {answer:?}");
            return false;
        }
        assert_eq!(answer.status, status, "{place}: {answer:?}");
        let recorded = answer.body.get("recorded_at");
        assert!(recorded.is_none_or(|recorded| *recorded == self.now), "{place}: {answer:?}");
        assert_eq!(figures(&answer.body), expected, "{place}");
        true
    }
}

fn code(answer: &Answered) -> Option<&str> {
    answer.body["code"].as_str()
}
