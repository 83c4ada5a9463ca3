//! Orders from payment to refund, over time.

use crate::service::{Running, answered, order, small_town};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

const DAY: i64 = 86_400_000;
const START: i64 = 1_800_000_000_000;

fn held(number: &str, days: u32) -> Value {
    let mut order = order(number, 10_000);
    order["settle_after_days"] = json!(days);
    order
}

async fn reserve(service: &Running) -> i64 {
    service.get("/v1/programmes/main").await.body["reserve_fen"].as_i64().unwrap()
}

/// Waits until the clock's command has done what is due.
async fn until(service: &Running, path: &str, field: &str, expected: &Value) {
    for _ in 0..100 {
        if service.get(path).await.body[field] == *expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path}: {field} never became {expected}: {:?}", service.get(path).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_order_touches_the_reserve_only_when_it_can_no_longer_be_returned() {
    let service = small_town().await;
    let before = reserve(&service).await;
    let placed = service.post("/v1/orders", &held("H-1", 7)).await;
    assert_eq!((placed.status, &placed.body["state"]), (StatusCode::CREATED, &json!("pending")), "{placed:?}");
    assert_eq!(placed.body["due_at"], START + 7 * DAY);
    assert_eq!(reserve(&service).await, before);
    let again = service.post("/v1/orders", &held("H-1", 7)).await;
    assert!(again.replayed && again.body == placed.body, "{again:?}, {placed:?}");
    let other = service.post("/v1/orders", &order("H-1", 9_999)).await;
    assert_eq!(other.body["code"], "idempotency_conflict");

    let returned = service.post("/v1/orders/H-1/returns", &json!({ "amount_fen": 4_000 })).await;
    assert_eq!((returned.status, &returned.body["left_fen"]), (StatusCode::CREATED, &json!(6_000)), "{returned:?}");
    assert_eq!(reserve(&service).await, before);

    service.move_clock_to(START + 8 * DAY).await;
    until(&service, "/v1/programmes/main", "orders", &json!(1)).await;
    assert!(reserve(&service).await > before);
    // Whatever became of it since: the first answer is said again, word by word.
    let again = service.post("/v1/orders", &held("H-1", 7)).await;
    assert!(again.replayed && again.body == placed.body, "{again:?}, {placed:?}");
    let other = service.post("/v1/orders", &held("H-1", 8)).await;
    assert_eq!(other.body["code"], "idempotency_conflict");
    let late = service.post("/v1/orders/H-1/returns", &json!({ "amount_fen": 1 })).await;
    assert_eq!(late.body["code"], "order_booked", "{late:?}");
    let refunded = service.post("/v1/orders/H-1/refunds", &json!({ "amount_fen": 1_000 })).await;
    assert_eq!(refunded.status, StatusCode::CREATED, "{refunded:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_may_pay_fail_answer_twice_late_or_never() {
    let service = small_town().await;
    let pay = |number: &str, told: Value| json!({ "payment_no": format!("p-{number}"), "order": order(number, 10_000), "sandbox": told, "expires_in_s": 60 });
    for (number, told) in [
        ("A", json!({ "answer": "paid" })),
        ("B", json!({ "answer": "failed" })),
        ("C", json!({ "answer": "twice", "delay_ms": 50 })),
        ("D", json!({ "answer": "never" })),
    ] {
        let opened = service.post("/v1/payments", &pay(number, told)).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{opened:?}");
    }
    until(&service, "/v1/payments/p-A", "state", &json!("paid")).await;
    until(&service, "/v1/payments/p-B", "state", &json!("failed")).await;
    until(&service, "/v1/payments/p-C", "state", &json!("paid")).await;
    let said = json!({ "conclusion": "paid" });
    let again = service.post("/v1/payments/p-C/conclude", &said).await;
    assert_eq!((again.status, &again.body["state"]), (StatusCode::OK, &json!("paid")));
    let other = service.post("/v1/payments/p-B/conclude", &json!({ "conclusion": "expired" })).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{other:?}");
    assert_eq!(service.get("/v1/programmes/main").await.body["orders"], 2);

    service.move_clock_to(START + 61_000).await;
    until(&service, "/v1/payments/p-D", "state", &json!("expired")).await;
    // The money comes after all: it is held and given back, and no order is taken.
    let late = service.post("/v1/payments/p-D/conclude", &said).await;
    assert_eq!((late.status, &late.body["refund_due_fen"]), (StatusCode::OK, &json!(10_000)), "{late:?}");
    until(&service, "/v1/payments/p-D", "state", &json!("refunded")).await;
    assert_eq!(service.get("/v1/programmes/main").await.body["orders"], 2);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_pays_and_gets_back_what_it_paid() {
    let service = small_town().await;
    for number in 0..3 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 50_000)).await;
    }
    service.post("/v1/redemptions", &json!({ "member_no": "m-1", "points": "50" })).await;
    let balance = service.get("/v1/members/m-1").await.body["balance_fen"].as_i64().unwrap();
    assert!(balance > 1_000, "{balance}");
    let mut paid = order("B-1", 2_000);
    paid["from_balance_fen"] = json!(1_000);
    let booked = service.post("/v1/orders", &paid).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
    assert_eq!(service.get("/v1/members/m-1").await.body["balance_fen"], balance - 1_000);
    let all = service.post("/v1/orders/B-1/refunds", &json!({ "amount_fen": 2_000 })).await;
    assert_eq!(all.status, StatusCode::CREATED, "{all:?}");
    assert_eq!(service.get("/v1/members/m-1").await.body["balance_fen"], balance);
    paid["order_no"] = json!("B-2");
    paid["from_balance_fen"] = json!(balance + 1);
    paid["amount_fen"] = json!(balance + 1);
    assert_eq!(service.post("/v1/orders", &paid).await.body["code"], "balance_insufficient");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_names_a_store_or_a_member_and_locks_whom_it_brings() {
    let service = small_town().await;
    let owned = json!({ "merchant_no": "tea", "plan": "store", "owner_no": "m-0" });
    assert_eq!(service.post("/v1/merchants", &owned).await.status, StatusCode::CREATED);
    assert_eq!(service.post("/v1/members", &json!({ "member_no": "m-2" })).await.status, StatusCode::CREATED);
    let code = service.get("/v1/merchants/tea/code").await;
    assert_eq!(code.body["payload"], "/i/s/tea");
    assert!(code.body["svg"].as_str().unwrap().contains("<svg"));
    assert_eq!(service.get("/v1/members/m-2/invitation").await.body["payload"], "/i/m/m-2");
    let linked = service.post("/v1/members/m-2/link", &json!({ "merchant_no": "tea" })).await;
    assert_eq!((linked.status, &linked.body["referrer_no"]), (StatusCode::CREATED, &json!("m-0")), "{linked:?}");
    let circle = service.post("/v1/members/m-0/link", &json!({ "referrer_no": "m-2" })).await;
    assert_eq!(circle.body["code"], "link_circular");
    let both = json!({ "merchant_no": "tea", "referrer_no": "m-1" });
    assert_eq!(service.post("/v1/members/m-2/link", &both).await.body["code"], "body_invalid");
    let taken = service.post("/v1/members/m-2/link", &json!({ "referrer_no": "m-1" })).await;
    assert_eq!(taken.body["code"], "member_linked");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_two_people_is_done_by_two() {
    let service = small_town().await;
    for number in 0..3 {
        service.post("/v1/orders", &order(&format!("A-{number}"), 50_000)).await;
    }
    let before = reserve(&service).await;
    let filed =
        service.post_as("person=anna", "/v1/injections", &json!({ "request_no": "i-1", "amount_fen": 5_000 })).await;
    assert_eq!((filed.status, &filed.body["state"]), (StatusCode::ACCEPTED, &json!("open")), "{filed:?}");
    assert_eq!(reserve(&service).await, before);
    let approval = json!({ "payload_hash": filed.body["payload_hash"] });
    let own = service.post_as("person=anna", "/v1/approvals/i-1/approve", &approval).await;
    assert_eq!((own.status, &own.body["code"]), (StatusCode::FORBIDDEN, &json!("two_people_needed")));
    let other = json!({ "payload_hash": "0".repeat(64) });
    let changed = service.post_as("person=bert", "/v1/approvals/i-1/approve", &other).await;
    assert_eq!(changed.body["code"], "request_changed");
    assert_eq!(reserve(&service).await, before);
    let done = service.post_as("person=bert", "/v1/approvals/i-1/approve", &approval).await;
    assert_eq!((done.status, &done.body["request"]["state"]), (StatusCode::OK, &json!("approved")), "{done:?}");
    assert_eq!(reserve(&service).await, before + 5_000);
    let shown = service.get_as("person=bert", "/v1/approvals/i-1").await.body;
    assert_eq!(
        (&shown["operation"], &shown["arguments"]),
        (&json!("inject"), &json!({ "amount_fen": 5_000, "must_not_empty": true }))
    );
    // A correction that the platform would have to bear more of than was shown is not done.
    let correction = json!({ "request_no": "c-1", "order_no": "A-2", "bounds": { "from_reserve_at_most_fen": 0 } });
    let filed = service.post_as("person=anna", "/v1/corrections", &correction).await;
    let approval = json!({ "payload_hash": filed.body["payload_hash"] });
    let exceeded = service.post_as("person=bert", "/v1/approvals/c-1/approve", &approval).await;
    assert_eq!(exceeded.body["code"], "bounds_exceeded", "{exceeded:?}");
    let again = service.post_as("person=anna", "/v1/corrections", &correction).await;
    assert!(again.replayed, "{again:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approver_reads_what_is_asked_and_what_it_would_do_now() {
    let service = small_town().await;
    // The platform has to bear a part of a correction: out of more than that one order.
    service.post("/v1/orders", &order("A-0", 500_000)).await;
    service.post("/v1/orders", &order("A-1", 50_000)).await;
    let filed = json!({ "request_no": "c-1", "order_no": "A-1" });
    let filed = service.post_as("person=anna", "/v1/corrections", &filed).await;
    assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
    let alone = service.get_as("person=bert", "/v1/approvals/c-1").await.body;
    let listed = service.get_as("person=bert", "/v1/approvals").await.body;
    let listed = listed["items"].as_array().unwrap();
    for shown in [&filed.body, &alone, &listed[0]] {
        assert_eq!((&shown["operation"], &shown["arguments"]), (&json!("correct"), &json!({ "order": "A-1" })));
        assert_eq!(shown["bounds"], filed.body["bounds"]);
        assert!(!shown.to_string().contains("Correct"), "the words of the program are no business of an approver");
    }
    assert_eq!(alone["preview"], filed.body["preview"]);
    assert!(alone["preview"]["to_member_fen"].is_i64());
    // What can no longer be done says so before anybody approves it.
    let wholly = service.request(reqwest::Method::POST, "/v1/orders/A-1/refunds").header("idempotency-key", "back-1");
    let wholly = answered(wholly.json(&json!({ "amount_fen": 50_000 }))).await;
    assert_eq!(wholly.status, StatusCode::CREATED, "{wholly:?}");
    let alone = service.get_as("person=bert", "/v1/approvals/c-1").await.body;
    assert!(alone["refused"].as_str().unwrap().starts_with("order_"), "{alone}");
    assert_eq!(alone.get("preview"), None);
    service.stop().await;
}
