//! Money out: every way that a withdrawal can go, with a provider that fails, is silent, or says everything twice.

use crate::service::{NOON, Running, open_door, order, small_town, small_town_with};
use ratchet_core::operations::{Mode, OpenProgramme};
use ratchet_deployment::{Creation, create};
use ratchet_server::payouts::{
    Answer, Answering, Pace, Payment, PayoutOptions, PayoutProvider, SandboxProvider, Standing,
};
use ratchet_server::{Service, ServiceOptions};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Nobody has to wait long.
fn quick() -> Pace {
    Pace { answer_within: Duration::from_millis(100), query_every: Duration::from_millis(20) }
}

fn quickly() -> ServiceOptions {
    paid_by(None)
}

fn paid_by(provider: Option<Arc<dyn PayoutProvider>>) -> ServiceOptions {
    ServiceOptions { payouts: PayoutOptions { provider, pace: quick() }, ..open_door(NOON) }
}

/// A town whose merchant `shop` has paid in 100,000 fen.
async fn funded(options: ServiceOptions) -> Running {
    let service = small_town_with(options).await;
    let deposit = json!({ "merchant_no": "shop", "amount_fen": 100_000 });
    assert_eq!(service.post("/v1/deposits", &deposit).await.status, StatusCode::CREATED);
    service
}

fn of_shop(number: &str, amount_fen: i64) -> Value {
    json!({ "withdrawal_no": number, "merchant_no": "shop", "amount_fen": amount_fen })
}

async fn payable(service: &Running) -> i64 {
    service.get("/v1/merchants/shop").await.body["payable_fen"].as_i64().unwrap()
}

async fn request_and_approve(service: &Running, number: &str, amount_fen: i64) {
    let asked = service.post("/v1/withdrawals", &of_shop(number, amount_fen)).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{asked:?}");
    approve(service, number).await;
}

async fn approve(service: &Running, number: &str) {
    let approved = service.post_as("person=anna", &format!("/v1/withdrawals/{number}/approve"), &json!({})).await;
    assert_eq!(approved.status, StatusCode::OK, "{approved:?}");
}

/// The withdrawal, once it is in this state.
async fn once(service: &Running, number: &str, state: &str) -> Value {
    loop {
        let body = service.get(&format!("/v1/withdrawals/{number}")).await.body;
        if body["state"] == state {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn conclude(service: &Running, who: &str, number: &str, end: Value) -> crate::service::Answered {
    service.post_as(who, &format!("/v1/withdrawals/{number}/conclude"), &end).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_is_asked_for_approved_by_another_and_paid() {
    let service = funded(quickly()).await;
    let tried = service.post("/v1/withdrawals?dry_run=true", &of_shop("w-1", 30_000)).await;
    assert_eq!((tried.status, payable(&service).await), (StatusCode::OK, 100_000));
    let asked = service.post_as("person=bert", "/v1/withdrawals", &of_shop("w-1", 30_000)).await;
    assert_eq!((asked.status, &asked.body["net_fen"]), (StatusCode::CREATED, &json!(30_000)), "{asked:?}");
    assert_eq!(payable(&service).await, 70_000, "in transit at once");

    let path = "/v1/withdrawals/w-1/approve";
    let own = service.post_as("person=bert", path, &json!({})).await;
    assert_eq!((own.status, &own.body["code"]), (StatusCode::FORBIDDEN, &json!("two_people_needed")));
    let key = service.post(path, &json!({})).await;
    assert_eq!((key.status, &key.body["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    approve(&service, "w-1").await;
    let paid = once(&service, "w-1", "paid").await;
    assert_eq!((&paid["provider"], &paid["reference"]), (&json!("sandbox"), &json!("sandbox")));

    // The same again gets the first answer again, also when all is over; anything else is a conflict.
    let again = service.post_as("person=bert", "/v1/withdrawals", &of_shop("w-1", 30_000)).await;
    assert_eq!((again.status, again.replayed, &again.body), (StatusCode::CREATED, true, &asked.body));
    let other = service.post("/v1/withdrawals", &of_shop("w-1", 30_001)).await;
    assert_eq!((other.status, &other.body["code"]), (StatusCode::CONFLICT, &json!("idempotency_conflict")));

    // The bank sends it back: by the provider at once, and twice is harmless.
    for replayed in [false, true] {
        let back = service.post("/v1/withdrawals/w-1/return", &json!({ "reference": "bank-3" })).await;
        assert_eq!((back.status, back.replayed), (StatusCode::OK, replayed), "{back:?}");
        assert_eq!(back.body["state"], "returned");
    }
    assert_eq!(payable(&service).await, 100_000);
    let listed = service.get("/v1/withdrawals?merchant_no=shop&state=returned").await;
    assert_eq!(listed.body["items"][0]["withdrawal_no"], "w-1");
    assert_eq!(service.get("/v1/withdrawals?state=paid").await.body["items"], json!([]));
    assert_eq!(service.get("/v1/withdrawals?state=eaten").await.body["code"], "query_invalid");
    let root = service.root();
    let _dir = service.stop().await;
    ratchet_deployment::verify(&root, None, |_, _| ()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_called_off_and_failed_withdrawals_give_the_money_back() {
    let service = funded(quickly()).await;
    service.post("/v1/withdrawals", &of_shop("w-1", 10_000)).await;
    let path = "/v1/withdrawals/w-1/reject";
    let refused = service.post_as("person=anna", path, &json!({ "reason": "account-closed" })).await;
    assert_eq!((&refused.body["state"], &refused.body["reference"]), (&json!("rejected"), &json!("account-closed")));
    service.post_as("merchant=shop", "/v1/withdrawals", &of_shop("w-2", 10_000)).await;
    let cancelled = service.post_as("merchant=shop", "/v1/withdrawals/w-2/cancel", &json!({})).await;
    assert_eq!(cancelled.body["state"], "cancelled", "{cancelled:?}");
    // Fails by its amount, and by what was told.
    request_and_approve(&service, "w-3", 10_901).await;
    service.post("/v1/withdrawals", &of_shop("w-4", 10_000)).await;
    service.post("/v1/sandbox/payouts/w-4", &json!({ "then": "fail" })).await;
    approve(&service, "w-4").await;
    for number in ["w-3", "w-4"] {
        assert_eq!(once(&service, number, "failed").await["reference"], "sandbox-refused");
    }
    assert_eq!(payable(&service).await, 100_000);
    let late = service.post_as("person=anna", "/v1/withdrawals/w-3/approve", &json!({})).await;
    assert_eq!(late.body["code"], "payout_state_wrong");
    let none = service.post_as("person=anna", "/v1/withdrawals/none/approve", &json!({})).await;
    assert_eq!((none.status, &none.body["code"]), (StatusCode::NOT_FOUND, &json!("payout_unknown")));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_never_answered_is_unknown_until_a_query_or_two_people_say_more() {
    let service = funded(quickly()).await;
    for (number, amount) in [("w-1", 10_902), ("w-2", 20_902)] {
        request_and_approve(&service, number, amount).await;
        once(&service, number, "unknown").await;
    }
    assert_eq!(payable(&service).await, 100_000 - 31_804, "still in transit");
    // An answer that may be late decides nothing, nor does one person.
    let late = conclude(&service, "key=bank", "w-1", json!({ "result": "failed" })).await;
    assert_eq!((late.status, &late.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("payout_needs_query")));
    let bare = conclude(&service, "person=anna", "w-1", json!({ "result": "failed" })).await;
    assert_eq!((bare.status, &bare.body["param"]), (StatusCode::BAD_REQUEST, &json!("request_no")));
    let said = json!({ "result": "failed", "reference": "letter-9", "request_no": "r-1" });
    let filed = conclude(&service, "person=anna", "w-1", said).await;
    assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
    let confirmed = json!({ "payload_hash": filed.body["payload_hash"] });
    let own = service.post_as("person=anna", "/v1/approvals/r-1/approve", &confirmed).await;
    assert_eq!(own.body["code"], "two_people_needed");
    assert_eq!(once(&service, "w-1", "unknown").await["reference"], json!(null));
    let done = service.post_as("person=bert", "/v1/approvals/r-1/approve", &confirmed).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    assert_eq!(once(&service, "w-1", "failed").await["reference"], "letter-9");
    // The other one comes back by a query, which the service makes by itself.
    service.post("/v1/sandbox/payouts/w-2", &json!({ "then": "pay" })).await;
    once(&service, "w-2", "paid").await;
    assert_eq!(payable(&service).await, 100_000 - 20_902);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_twice_is_paid_once() {
    let service = funded(quickly()).await;
    request_and_approve(&service, "w-1", 10_903).await;
    once(&service, "w-1", "paid").await;
    // Once more from outside.
    let again = conclude(&service, "key=bank", "w-1", json!({ "result": "paid" })).await;
    assert_eq!((again.status, again.replayed, &again.body["state"]), (StatusCode::OK, true, &json!("paid")));
    let contrary = conclude(&service, "key=bank", "w-1", json!({ "result": "failed" })).await;
    assert_eq!(contrary.body["code"], "payout_state_wrong");
    // Taken first, ended by a call-back.
    request_and_approve(&service, "w-2", 10_904).await;
    once(&service, "w-2", "sending").await;
    let first = conclude(&service, "key=bank", "w-2", json!({ "result": "paid", "reference": "p-2" })).await;
    assert_eq!((first.status, first.replayed, &first.body["reference"]), (StatusCode::OK, false, &json!("p-2")));
    let events = service.get("/v1/events?limit=100").await.body;
    let ends = events["items"].as_array().unwrap().iter().filter(|item| item["operation"] == "conclude_payout");
    assert_eq!(ends.count(), 2, "{events}");
    assert_eq!(payable(&service).await, 100_000 - 10_903 - 10_904);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_withdrawals_at_once_never_take_more_than_there_is() {
    let service = Arc::new(funded(quickly()).await);
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..50 {
        let service = service.clone();
        asking.spawn(async move { service.post("/v1/withdrawals", &of_shop(&format!("w-{number}"), 3_000)).await });
    }
    let answers = asking.join_all().await;
    let taken = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    assert_eq!((taken, payable(&service).await), (33, 1_000));
    let refused = answers.iter().filter(|answer| answer.body["code"] == "merchant_funds_insufficient").count();
    assert_eq!(refused, 17);
    Arc::into_inner(service).unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_withdraws_what_is_their_own() {
    let service = small_town_with(quickly()).await;
    service.post("/v1/orders", &order("A-1", 500_000)).await;
    service.post("/v1/redemptions", &json!({ "member_no": "m-1", "points": "10" })).await;
    let balance = service.get("/v1/members/m-1").await.body["balance_fen"].as_i64().unwrap();
    let of_m1 = json!({ "withdrawal_no": "w-1", "member_no": "m-1", "amount_fen": balance });
    let platform = json!({ "withdrawal_no": "w-2", "platform": true, "amount_fen": 100 });
    for (who, body) in [("member=m-0", &of_m1), ("merchant=shop", &of_m1), ("member=m-1", &platform)] {
        let refused = service.post_as(who, "/v1/withdrawals", body).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")), "{who}");
    }
    for body in [
        json!({ "withdrawal_no": "w-1", "amount_fen": 1 }),
        json!({ "withdrawal_no": "w-1", "amount_fen": 1, "member_no": "m-1", "merchant_no": "shop" }),
        json!({ "withdrawal_no": "w-1", "amount_fen": 1, "member_no": "m-1", "platform": true }),
    ] {
        let refused = service.post("/v1/withdrawals", &body).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::BAD_REQUEST, &json!("payee_invalid")));
    }
    let own = service.post_as("member=m-1", "/v1/withdrawals", &of_m1).await;
    assert_eq!(own.status, StatusCode::CREATED, "{own:?}");
    let more = json!({ "withdrawal_no": "w-3", "member_no": "m-1", "amount_fen": 1 });
    let more = service.post_as("member=m-1", "/v1/withdrawals", &more).await;
    assert_eq!(more.body["code"], "balance_insufficient");
    // Another one's is as unknown as one that does not exist.
    for who in ["member=m-0", "merchant=shop"] {
        let seen = service.get_as(who, "/v1/withdrawals/w-1").await;
        assert_eq!((seen.status, &seen.body["code"]), (StatusCode::NOT_FOUND, &json!("payout_unknown")), "{who}");
        let off = service.post_as(who, "/v1/withdrawals/w-1/cancel", &json!({})).await;
        assert_eq!((off.status, &off.body["code"]), (StatusCode::NOT_FOUND, &json!("payout_unknown")), "{who}");
        assert_eq!(service.get_as(who, "/v1/withdrawals?member_no=m-1").await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(service.get_as("member=m-1", "/v1/withdrawals").await.status, StatusCode::FORBIDDEN);
    let listed = service.get_as("member=m-1", "/v1/withdrawals?member_no=m-1").await;
    assert_eq!(listed.body["items"][0]["state"], "requested");
    service.post("/v1/withdrawals", &platform).await;
    approve(&service, "w-1").await;
    approve(&service, "w-2").await;
    once(&service, "w-1", "paid").await;
    once(&service, "w-2", "paid").await;
    assert_eq!(service.get("/v1/members/m-1").await.body["balance_fen"], 0);
    let listed = service.get("/v1/withdrawals?platform=true").await.body;
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["withdrawal_no"]), (1, &json!("w-2")));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_take_two_people_and_then_fees_and_identity_count() {
    let service = funded(quickly()).await;
    assert_eq!(service.get("/v1/money-terms").await.body["terms"], json!(null));
    let terms = json!({ "utc_offset_minutes": 480, "merchant": {
        "minimum_fen": 100, "fee_fen": 50, "fee_bp": 100, "withheld_bp": 0, "identity": "required" } });
    let unsound = json!({ "request_no": "t-0", "terms": { "utc_offset_minutes": 480, "platform": { "fee_fen": 1 } } });
    let refused = service.post_as("person=anna", "/v1/money-terms", &unsound).await;
    assert_eq!(refused.body["code"], "money_terms_invalid", "{refused:?}");
    let new = json!({ "request_no": "t-1", "terms": terms });
    let filed = service.post_as("person=anna", "/v1/money-terms", &new).await;
    assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
    let confirmed = json!({ "payload_hash": filed.body["payload_hash"] });
    service.post_as("person=bert", "/v1/approvals/t-1/approve", &confirmed).await;
    assert_eq!(service.get("/v1/money-terms").await.body["terms"]["merchant"]["fee_fen"], 50);

    let unverified = service.post("/v1/withdrawals", &of_shop("w-1", 10_000)).await;
    assert_eq!(unverified.body["code"], "identity_unverified");
    let path = "/v1/merchants/shop";
    let put = async |path: &str, body: Value| {
        let request = service.client.put(format!("{}{path}", service.address)).bearer_auth("person=anna");
        crate::service::answered(request.json(&body)).await
    };
    put(&format!("{path}/contact"), json!({ "name": "Wang's shop" })).await;
    let seen = put(&format!("{path}/identity"), json!({ "verified": true })).await;
    assert!(seen.body["identity_verified_at"].is_i64(), "{seen:?}");
    let asked = service.post("/v1/withdrawals", &of_shop("w-1", 10_000)).await;
    assert_eq!((&asked.body["fee_fen"], &asked.body["net_fen"]), (&json!(150), &json!(9_850)), "{asked:?}");
    // The same name stays verified; another one is another identity.
    let same = put(&format!("{path}/contact"), json!({ "name": "Wang's shop", "phone": "13800000000" })).await;
    assert!(same.body["identity_verified_at"].is_i64());
    let other = put(&format!("{path}/contact"), json!({ "name": "Li's shop" })).await;
    assert_eq!(other.body["identity_verified_at"], json!(null));
    let unverified = service.post("/v1/withdrawals", &of_shop("w-2", 10_000)).await;
    assert_eq!(unverified.body["code"], "identity_unverified");
    let again = service.post("/v1/withdrawals", &of_shop("w-1", 10_000)).await;
    assert_eq!((again.replayed, &again.body), (true, &asked.body), "what was asked before is still the same");
    service.stop().await;
}

/// A provider outside the process: it stays when the service is stopped, and counts what it is sent.
#[derive(Debug, Default)]
struct Outside {
    /// Payments by number, each with how often it was sent.
    sent: Mutex<BTreeMap<String, u32>>,
    queries: Mutex<u32>,
    /// Whether the first sending is lost before it arrives.
    loses_first: bool,
}

impl PayoutProvider for Outside {
    fn name(&self) -> &'static str {
        "outside"
    }

    fn is_sandbox(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, payment: &'a Payment) -> Answering<'a> {
        let mut sent = self.sent.lock().unwrap();
        let count = sent.entry(payment.number.clone()).or_default();
        *count += 1;
        // The first one is never answered: the service is gone by then.
        if *count == 1 { Box::pin(std::future::pending()) } else { Box::pin(std::future::ready(paid())) }
    }

    fn query<'a>(&'a self, number: &'a str) -> Answering<'a> {
        *self.queries.lock().unwrap() += 1;
        let count = self.sent.lock().unwrap().get(number).copied().unwrap_or_default();
        let is_there = count > u32::from(self.loses_first);
        Box::pin(std::future::ready(if is_there { paid() } else { Standing::Missing.into() }))
    }
}

fn paid() -> Answer {
    Answer { standing: Standing::Paid, reference: Some("outside-1".to_owned()) }
}

/// A service that is cut off between sending and the answer, and started again.
async fn cut_off(outside: &Arc<Outside>) -> Running {
    let patient = Pace { answer_within: Duration::from_hours(1), ..quick() };
    let provider: Arc<dyn PayoutProvider> = outside.clone();
    let payouts = PayoutOptions { provider: Some(provider.clone()), pace: patient };
    let service = funded(ServiceOptions { payouts, ..open_door(NOON) }).await;
    request_and_approve(&service, "w-1", 10_000).await;
    while outside.sent.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(service.get("/v1/withdrawals/w-1").await.body["state"], "sending", "durable before it is sent");
    assert_eq!(*outside.queries.lock().unwrap(), 0);
    service.restart_with(paid_by(Some(provider))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_between_sending_and_the_answer_it_is_asked_about_and_not_sent_again() {
    let outside = Arc::new(Outside::default());
    let service = cut_off(&outside).await;
    let body = once(&service, "w-1", "paid").await;
    assert_eq!(body["reference"], "outside-1");
    assert_eq!(outside.sent.lock().unwrap()["w-1"], 1);
    assert_eq!(payable(&service).await, 90_000);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_arrived_is_sent_under_the_same_number_after_a_query() {
    let outside = Arc::new(Outside { loses_first: true, ..Outside::default() });
    let service = cut_off(&outside).await;
    once(&service, "w-1", "paid").await;
    assert_eq!(outside.sent.lock().unwrap().clone(), BTreeMap::from([("w-1".to_owned(), 2)]));
    assert!(*outside.queries.lock().unwrap() > 0, "asked before it is sent again");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_provider_is_not_asked_about_what_it_never_had() {
    let outside = Arc::new(Outside { loses_first: true, ..Outside::default() });
    let service = cut_off(&outside).await;
    once(&service, "w-1", "paid").await;
    // Nobody knows of a second one when the provider is exchanged.
    request_and_approve(&service, "w-2", 10_000).await;
    once(&service, "w-2", "unknown").await;
    let service = service.restart_with(quickly()).await;
    let held = service.get("/v1/withdrawals/w-2").await.body;
    assert_eq!((&held["state"], &held["held_by"]), (&json!("unknown"), &json!("payout_provider_missing")));
    request_and_approve(&service, "w-3", 10_000).await;
    once(&service, "w-3", "paid").await;
    assert_eq!(service.get("/v1/withdrawals/w-2").await.body["state"], "unknown");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_deployment_without_a_provider_sends_nothing_and_takes_none_that_only_plays() {
    let service = small_town().await;
    // A provider that moves money has no business in a sandbox.
    #[derive(Debug)]
    #[allow(clippy::items_after_statements)] // only this test has this provider
    struct Bank;
    impl PayoutProvider for Bank {
        fn name(&self) -> &'static str {
            "bank"
        }
        fn send<'a>(&'a self, _: &'a Payment) -> Answering<'a> {
            panic!("nothing is to be sent")
        }
        fn query<'a>(&'a self, _: &'a str) -> Answering<'a> {
            panic!("nothing is to be asked")
        }
    }
    let dir = service.stop().await;
    let refused = Service::open(&dir.path().join("shop"), paid_by(Some(Arc::new(Bank)))).await.unwrap_err();
    assert_eq!(refused.code(), "payout_provider_refused");

    let live = tempfile::tempdir().unwrap();
    let root = live.path().join("live");
    let creation = Creation {
        mode: Mode::Live,
        zone: "Asia/Shanghai".to_owned(),
        refundable_days: 90,
        programmes: Vec::<(String, OpenProgramme)>::new(),
        actor: "operator".to_owned(),
    };
    create(&root, &creation, ratchet_core::Time::from_milliseconds(NOON)).unwrap();
    let playing: Arc<dyn PayoutProvider> = Arc::new(SandboxProvider::default());
    let refused = Service::open(&root, paid_by(Some(playing))).await.unwrap_err();
    assert_eq!(refused.code(), "payout_provider_refused");
    let service = Service::open(&root, quickly()).await.unwrap();
    assert!(service.api().payouts.provider().is_none() && service.api().payouts.sandbox().is_none());
    service.finish().await.unwrap();
}
