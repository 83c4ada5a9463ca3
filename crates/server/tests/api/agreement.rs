//! Many clients at once, and a second implementation that is told the journal: every answer and every account agree.

use crate::service::{Reach, Running, open_door};
use crate::shown::{Feed, shown};
use crate::wire::{booked, figures, points, redeemed, refunded, units};
use ratchet_conformance::VectorFile;
use ratchet_core::operations::Operation;
use ratchet_deployment::{History, Layout};
use ratchet_faults::Dice;
use ratchet_naive::Model;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::task::JoinSet;

const CLIENTS: u64 = 6;
const ACTIONS: u64 = 250;
const NOW: i64 = 1_800_000_000_000;
/// The merchants with their plans, and whether an order of theirs has a cost.
const MERCHANTS: [(&str, &str, bool); 3] =
    [("shop-0", "store", false), ("shop-1", "own", true), ("shop-2", "rich", false)];

/// Rules of three plans with a low cap of each order: cascades of exits, and rejections.
fn rules() -> (Value, ratchet_core::Rules) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/both-low-order.json");
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    (file["rules"].clone(), serde_json::from_str::<VectorFile>(&text).unwrap().rules)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_clients_did_at_once_is_what_the_second_implementation_makes_of_the_journal() {
    let (told, rules) = rules();
    let service = Running::start_with(rules, NOW, open_door(NOW)).await;
    for number in 0..10_u64 {
        let referrer = number.checked_sub(1).map(|before| format!("m-{}", before / 2));
        let new = json!({ "member_no": format!("m-{number}"), "referrer_no": referrer });
        assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    }
    for (merchant, plan, _) in MERCHANTS {
        let new = json!({
            "merchant_no": merchant, "plan": plan, "owner_no": "m-1", "recruiter_no": "m-2", "region": ["P", "C", "D"],
        });
        let answer = service.post("/v1/merchants", &new).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    }
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        clients.spawn(Till::new(&service, client).work());
    }
    let mut answers = BTreeMap::new();
    let mut refused = 0;
    for till in clients.join_all().await {
        refused += till.refused;
        for answer in till.done {
            assert!(answers.insert(answer["sequence"].as_u64().unwrap(), answer).is_none());
        }
    }
    assert!(refused > 10 && answers.len() > 500, "{refused} refused, {} done", answers.len());

    let mut naive = Model::new(serde_json::from_value(told).unwrap());
    let replayed = replay(&service, &mut naive, &mut answers);
    assert!(answers.is_empty(), "answered, and not in the journal: {answers:?}");
    let mut feed = Feed::default();
    feed.read(&service).await;
    assert!(feed.items.len() > replayed);
    let (members, merchants) = (naive.members().keys().cloned().collect(), naive.merchants().keys().cloned().collect());
    assert_eq!(shown(&service, &feed, members, merchants).await, naive.state());
    assert!(naive.exits() > 5, "{} exits", naive.exits());
    let root = service.root();
    let _dir = service.stop().await;
    ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
}

/// Tells `naive` what the journal says, in its order, and takes out of `answers` those that it confirms; how many
/// commands there were.
fn replay(service: &Running, naive: &mut Model, answers: &mut BTreeMap<u64, Value>) -> usize {
    let mut history = History::open(&Layout::new(service.root())).unwrap();
    let mut replayed = 0;
    while let Some(placed) = history.read_next().unwrap() {
        let Some(step) = step_of(&placed.record.command.operation) else { continue };
        let ok = naive.step(&step).unwrap_or_else(|code| panic!("{step}: {code}"));
        replayed += 1;
        let expected = match step["op"].as_str() {
            Some("book") => booked(&step, &ok),
            Some("redeem") => redeemed(&step, &ok),
            Some("refund") => refunded(&step, &ok),
            _ => continue,
        };
        let answer = answers.remove(&placed.sequence).unwrap_or_else(|| panic!("nobody was told of {step}"));
        assert_eq!(figures(&answer), expected, "{step}");
    }
    replayed
}

/// An operation as a step of a vector file.
fn step_of(operation: &Operation) -> Option<Value> {
    Some(match operation {
        Operation::OpenDeployment(_) | Operation::OpenProgramme(_) | Operation::Tick(_) => return None,
        Operation::AddMember(add) => json!({ "op": "add_member", "id": add.id, "referrer": add.referrer }),
        Operation::AddMerchant(add) => json!({
            "op": "add_merchant", "id": add.id, "plan": add.plan, "take_bp": add.take_bp, "owner": add.owner,
            "recruiter": add.recruiter, "region": add.region,
        }),
        Operation::Place(book) => json!({
            "op": "book", "id": book.id, "member": book.member, "merchant": book.merchant, "amount": book.amount,
            "cost": book.cost,
        }),
        Operation::Redeem(redeem) => json!({ "op": "redeem", "member": redeem.member, "units": redeem.units }),
        Operation::Refund(refund) => json!({ "op": "refund", "order": refund.order, "amount": refund.amount }),
        other => panic!("nobody asked for {other:?}"),
    })
}

/// A client that does what chance says.
struct Till {
    reach: Reach,
    number: u64,
    dice: Dice,
    orders: Vec<(String, i64)>,
    /// Answers of what was done.
    done: Vec<Value>,
    refused: u64,
}

impl Till {
    fn new(service: &Running, number: u64) -> Self {
        let reach = Reach::clone(service);
        Self { reach, number, dice: Dice::new(number), orders: Vec::new(), done: Vec::new(), refused: 0 }
    }

    async fn work(mut self) -> Self {
        for action in 0..ACTIONS {
            match self.dice.below(20) {
                0..12 => self.book(action).await,
                12..15 => self.redeem().await,
                15..18 => self.refund().await,
                _ => self.register(action).await,
            }
        }
        self
    }

    async fn book(&mut self, action: u64) {
        let (merchant, _, has_cost) = MERCHANTS[self.dice.below(MERCHANTS.len())];
        let amount = self.amount(200_000);
        let cost = has_cost.then(|| amount * 4 / 10 + self.amount(amount) / 20);
        let number = format!("o-{}-{action}", self.number);
        let order = json!({
            "order_no": number, "member_no": self.member(), "merchant_no": merchant, "amount_fen": amount,
            "cost_fen": cost,
        });
        if self.ask("/v1/orders", &order).await {
            self.orders.push((number, amount));
        }
    }

    async fn redeem(&mut self) {
        let member = self.member();
        let held = self.reach.get(&format!("/v1/members/{member}")).await;
        // Others sell and buy meanwhile: sometimes it is no longer there.
        let some = units(&held.body["points"]) / i64::try_from(1 + self.dice.below(3)).unwrap();
        let sale = json!({ "member_no": member, "points": points(&json!(some)) });
        self.ask("/v1/redemptions", &sale).await;
    }

    async fn refund(&mut self) {
        if self.orders.is_empty() {
            return;
        }
        let (number, amount) = self.orders[self.dice.below(self.orders.len())].clone();
        let refund = json!({ "amount_fen": self.amount(amount) });
        self.ask(&format!("/v1/orders/{number}/refunds"), &refund).await;
    }

    async fn register(&mut self, action: u64) {
        let new = json!({ "member_no": format!("n-{}-{action}", self.number), "referrer_no": self.member() });
        let answer = self.reach.post("/v1/members", &new).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    }

    /// Asks for something; whether it was done.
    async fn ask(&mut self, path: &str, body: &Value) -> bool {
        let answer = self.reach.post(path, body).await;
        if answer.status == StatusCode::CREATED {
            self.done.push(answer.body);
            return true;
        }
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer:?}");
        self.refused += 1;
        false
    }

    fn member(&mut self) -> String {
        format!("m-{}", self.dice.below(10))
    }

    fn amount(&mut self, most: i64) -> i64 {
        i64::try_from(1 + self.dice.below(usize::try_from(most).unwrap())).unwrap()
    }
}
