//! The conventions of the API, held against its document: what holds for one operation holds for all of its kind.

use crate::service::{answered, order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn operations(method: &str) -> Vec<(String, Value)> {
    let document = serde_json::to_value(ratchet_server::service::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let of = |(path, item): (String, Value)| item.get(method).map(|operation| (path, operation.clone()));
    paths.into_iter().filter_map(of).collect()
}

fn parameters(operation: &Value) -> BTreeSet<String> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned)).collect()
}

/// What changes nothing in the journal has no real path that could be tried.
const NO_COMMANDS: [&str; 16] = [
    "/v1/session",
    "/v1/invitations",
    "/v1/people",
    "/v1/keys",
    "/v1/webhooks",
    "/v1/deliveries",
    "/v1/sandbox",
    "/v1/quotes",
    "/v1/injections:preview",
    "/v1/reports",
    "/v1/reconciliations",
    "/v1/rules/check",
    "/v1/rules/what-if",
    "/v1/simulations",
    // Spends the code that it was asked with.
    "/v1/registrations",
    "/contact",
];

#[test]
fn every_command_can_only_be_tried() {
    let commands = operations("post").into_iter().filter(|(path, _)| !NO_COMMANDS.iter().any(|no| path.contains(no)));
    let mut count = 0;
    for (path, operation) in commands {
        assert!(parameters(&operation).contains("dry_run"), "POST {path} cannot be tried");
        assert!(operation["responses"].get("200").is_some(), "POST {path} does not say what a trial is answered with");
        count += 1;
    }
    assert!(count > 25, "{count} commands are not all of them");
}

#[test]
fn every_page_has_a_size_and_a_cursor_and_says_when_nothing_is_new() {
    let mut count = 0;
    for (path, operation) in operations("get") {
        let schema = operation["responses"]["200"].to_string();
        if !schema.contains("Page_") && !path.ends_with("/statement") {
            continue;
        }
        let parameters = parameters(&operation);
        for needed in ["limit", "after"] {
            assert!(parameters.contains(needed), "GET {path} has no {needed}");
        }
        let elsewhere = [
            "/events",
            "/webhooks",
            "/office",
            "/keys",
            "/people",
            "/contracts",
            "/campaigns",
            "/allotments",
            "/approvals",
            "/shares",
        ];
        let is_of_books = !elsewhere.iter().any(|part| path.contains(part));
        assert!(!is_of_books || parameters.contains("min_sequence"), "GET {path} waits for no sequence");
        let grows = is_of_books || path.contains("/events");
        assert!(!grows || operation["responses"].get("304").is_some(), "GET {path} has no tag");
        count += 1;
    }
    assert!(count >= 9, "{count} pages are not all of them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_has_not_grown_is_not_sent_twice() {
    let service = small_town().await;
    let booked = service.post("/v1/orders", &order("A-1", 50_000)).await;
    let sequence = booked.body["sequence"].as_u64().unwrap();
    let lists = [
        "/v1/orders",
        "/v1/members",
        "/v1/members/m-0/referrals",
        "/v1/members/m-0/awards",
        "/v1/members/m-1/sales",
        "/v1/members/m-1/statement",
        "/v1/merchants/shop/statement",
        "/v1/withdrawals",
        "/v1/audit",
    ];
    for path in lists.iter().map(|path| format!("{path}?min_sequence={sequence}")).chain(["/v1/events".to_owned()]) {
        let get = |tag: Option<String>| {
            let request = service.client.get(format!("{}{path}", service.address)).bearer_auth("person=anna");
            tag.iter().fold(request, |request, tag| request.header("if-none-match", tag)).send()
        };
        let first = get(None).await.unwrap();
        assert_eq!(first.status(), StatusCode::OK, "{path}");
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(get(Some(tag.clone())).await.unwrap().status(), StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(get(Some("W/\"0\"".to_owned())).await.unwrap().status(), StatusCode::OK, "{path}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_says_what_would_be_and_leaves_nothing() {
    let service = small_town().await;
    // The platform has to bear a part of a correction: out of more than that one order.
    service.post("/v1/orders", &order("A-0", 5_000_000)).await;
    service.post("/v1/orders", &order("A-1", 500_000)).await;
    service.post("/v1/redemptions", &json!({ "member_no": "m-1", "points": "50" })).await;
    let withdrawal = json!({ "withdrawal_no": "w-1", "member_no": "m-1", "amount_fen": 100 });
    assert_eq!(service.post("/v1/withdrawals", &withdrawal).await.status, StatusCode::CREATED);
    let payment = json!({ "payment_no": "p-1", "order": order("B-1", 10_000), "sandbox": { "answer": "never" } });
    assert_eq!(service.post("/v1/payments", &payment).await.status, StatusCode::CREATED);
    let filed =
        service.post_as("person=anna", "/v1/injections", &json!({ "request_no": "i-1", "amount_fen": 5_000 })).await;
    let hash = &filed.body["payload_hash"];
    let before = service.get("/v1/events?limit=100").await.body;
    let payment = json!({ "payment_no": "p-2", "order": order("B-2", 10_000) });
    let rules = service.get("/v1/programmes/main/rules").await.body[0]["rules"].clone();
    let rules = json!({ "request_no": "t-4", "effective_at": 1_900_000_000_000_i64, "rules": rules });
    let trials = [
        ("/v1/members", json!({ "member_no": "m-9" }), "member_no", json!("m-9")),
        ("/v1/merchants", json!({ "merchant_no": "tea", "plan": "store" }), "payable_fen", json!(0)),
        ("/v1/members/m-0/link", json!({ "referrer_no": "m-1" }), "", Value::Null),
        ("/v1/orders", order("A-2", 10_000), "state", json!("booked")),
        ("/v1/orders/A-1/refunds", json!({ "amount_fen": 100 }), "to_member_fen", json!(100)),
        ("/v1/redemptions", json!({ "member_no": "m-1", "points": "1" }), "sequence", Value::Null),
        ("/v1/payments", payment, "state", json!("created")),
        ("/v1/payments/p-1/conclude", json!({ "conclusion": "paid" }), "state", json!("paid")),
        ("/v1/deposits", json!({ "merchant_no": "shop", "amount_fen": 100 }), "sequence", Value::Null),
        ("/v1/withdrawals/w-1/approve", Value::Null, "state", json!("approved")),
        ("/v1/withdrawals/w-1/reject", json!({}), "state", json!("rejected")),
        ("/v1/withdrawals/w-1/cancel", Value::Null, "state", json!("cancelled")),
        ("/v1/injections", json!({ "request_no": "t-1", "amount_fen": 100 }), "state", json!("open")),
        ("/v1/corrections", json!({ "request_no": "t-2", "order_no": "A-1" }), "operation", json!("correct")),
        ("/v1/agents", json!({ "request_no": "t-3", "region": ["a"], "member_no": "m-0" }), "state", json!("open")),
        ("/v1/programmes/main/rules", rules, "operation", json!("publish_rules")),
        ("/v1/approvals/i-1/approve", json!({ "payload_hash": hash }), "sequence", Value::Null),
        ("/v1/approvals/i-1/reject", Value::Null, "state", json!("rejected")),
    ];
    for (path, body, field, expected) in trials {
        let request = service.client.post(format!("{}{path}?dry_run=true", service.address)).bearer_auth("person=bert");
        let answer = answered(if body.is_null() { request } else { request.json(&body) }).await;
        if field.is_empty() {
            // A circle is refused as it would be.
            assert_eq!(answer.body["code"], "link_circular", "{path}: {answer:?}");
            continue;
        }
        assert_eq!((answer.status, &answer.body[field]), (StatusCode::OK, &expected), "{path}: {answer:?}");
    }
    let batch =
        service.request(Method::POST, "/v1/orders:batch?dry_run=true").header("content-type", "application/x-ndjson");
    let lines = batch.body(format!("{}\n{}", order("A-3", 10_000), order("A-1", 1))).send().await.unwrap();
    let lines: Vec<Value> =
        lines.text().await.unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["status"], &lines[1]["code"]), (&json!(200), &json!("order_exists")), "{lines:?}");
    let after = service.get("/v1/events?limit=100").await.body;
    assert_eq!(after, before, "a trial has left something in the journal");
    service.stop().await;
}
