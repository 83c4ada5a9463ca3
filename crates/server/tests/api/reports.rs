//! Reports: asked for, made in the background, and come back for.

use crate::service::{Answered, Running, answered, order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

async fn town_with_orders() -> Running {
    let service = small_town().await;
    for number in 0..5 {
        let booked = service.post("/v1/orders", &order(&format!("A-{number}"), 12_800)).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
    }
    service
}

/// Comes back until the report has ended.
async fn ended(service: &Running, number: &str) -> Value {
    loop {
        let report = service.get(&format!("/v1/reports/{number}")).await;
        assert_eq!(report.status, StatusCode::OK, "{report:?}");
        if report.body["state"] == "done" || report.body["state"] == "failed" {
            return report.body;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn ask(service: &Running, report: &Value) -> Answered {
    service.post_as("person=audit", "/v1/reports", report).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_are_checked_at_the_push_of_a_button() {
    let service = town_with_orders().await;
    let asked = ask(&service, &json!({ "report_no": "v-1", "kind": "verify" })).await;
    assert_eq!((asked.status, &asked.body["state"]), (StatusCode::ACCEPTED, &json!("waiting")), "{asked:?}");
    let verified = ended(&service, "v-1").await;
    assert_eq!((&verified["state"], &verified["good"]), (&json!("done"), &json!(true)), "{verified}");
    let records = verified["found"]["records"].as_u64().unwrap();
    assert!(records >= 10 && verified["records_done"] == records && verified["records"] == records, "{verified}");
    let balance = &verified["found"]["trial_balance"];
    assert_eq!(balance["fen_debit"], balance["fen_credit"]);
    let again = ask(&service, &json!({ "report_no": "v-1", "kind": "verify" })).await;
    assert_eq!((again.replayed, &again.body), (true, &asked.body));
    let other = ask(&service, &json!({ "report_no": "v-1", "kind": "books_check" })).await;
    assert_eq!(other.body["code"], "idempotency_conflict");
    ask(&service, &json!({ "report_no": "b-1", "kind": "books_check" })).await;
    let checked = ended(&service, "b-1").await;
    assert_eq!((&checked["good"], &checked["found"]["differences_count"]), (&json!(true), &json!(0)), "{checked}");
    assert_eq!(service.get("/v1/reports/none").await.body["code"], "report_unknown");
    let kept = service.get("/v1/reports").await.body;
    assert_eq!(kept.as_array().unwrap().len(), 2);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_is_found_and_named() {
    let service = town_with_orders().await;
    // A byte in the middle of the journal, as a failing disk would leave it.
    let journal = service.root().join("journal");
    let segment = std::fs::read_dir(journal).unwrap().flatten().map(|entry| entry.path());
    let segment = segment.max_by_key(|path| std::fs::metadata(path).unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    ask(&service, &json!({ "report_no": "v-1", "kind": "verify" })).await;
    let verified = ended(&service, "v-1").await;
    assert_eq!(verified["state"], "failed", "{verified}");
    assert!(verified["code"].is_string() && verified["detail"].is_string(), "{verified}");
    let _ = service.stop_whatever_comes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_are_made_and_fetched() {
    let service = town_with_orders().await;
    let nothing = ask(&service, &json!({ "report_no": "e-0", "kind": "export" })).await;
    assert_eq!((nothing.status, &nothing.body["param"]), (StatusCode::BAD_REQUEST, &json!("format")));
    for (format, file) in [("hledger", "ratchet.journal"), ("csv", ""), ("xlsx", "ratchet.xlsx"), ("parquet", "")] {
        let number = format!("e-{format}");
        ask(&service, &json!({ "report_no": number, "kind": "export", "format": format })).await;
        let made = ended(&service, &number).await;
        assert_eq!(made["state"], "done", "{made}");
        let files = made["files"].as_array().unwrap();
        assert!(file.is_empty() && files.len() > 1 || files == &[json!(file)], "{files:?}");
        for file in files {
            let path = format!("/v1/reports/{number}/files/{}", file.as_str().unwrap());
            let fetched = service.request(Method::GET, &path).send().await.unwrap();
            assert_eq!(fetched.status(), StatusCode::OK);
            assert!(fetched.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
            assert!(!fetched.bytes().await.unwrap().is_empty());
        }
    }
    for elsewhere in ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "none"] {
        let path = format!("/v1/reports/e-hledger/files/{elsewhere}");
        assert_eq!(service.get(&path).await.body["code"], "report_unknown", "{elsewhere}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custodians_statement_is_compared_and_every_difference_listed() {
    let service = town_with_orders().await;
    let compare = async |number: &str, kind: &str, body: &str| {
        let path = format!("{}/v1/reconciliations?report_no={number}", service.address);
        let request = service.client.post(path).bearer_auth("person=anna").header("content-type", kind);
        answered(request.body(body.to_owned())).await
    };
    let day = "2027-01-15";
    let good =
        format!("date,amount,reference\n{day},128.00,A-0\n{day},128.00,A-1\n{day},99.00,A-2\n{day},5.00,nobody\n");
    let asked = compare("r-1", "text/csv", &good).await;
    assert_eq!((asked.status, &asked.body["kind"]), (StatusCode::ACCEPTED, &json!("reconciliation")), "{asked:?}");
    let found = ended(&service, "r-1").await;
    assert_eq!((&found["state"], &found["good"]), (&json!("done"), &json!(false)), "{found}");
    let counts = &found["found"]["counts"];
    assert_eq!((&counts["amount_differs"], &counts["missing_here"]), (&json!(1), &json!(1)), "{found}");
    assert_eq!(found["found"]["by_reference"], 3, "{found}");
    compare("r-2", "text/csv", "date,amount\nyesterday,1\n").await;
    let broken = ended(&service, "r-2").await;
    assert_eq!((&broken["state"], &broken["code"]), (&json!("failed"), &json!("statement_malformed")), "{broken}");
    compare("r-3", "application/xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").await;
    assert_eq!(ended(&service, "r-3").await["code"], "statement_hostile");
    let kind = compare("r-4", "text/html", "<p>").await;
    assert_eq!(kind.body["code"], "unsupported_media_type");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trial_balance_adds_up() {
    let service = town_with_orders().await;
    service.get("/v1/orders/A-4").await;
    let balance = service.get("/v1/trial-balance").await;
    assert_eq!((balance.status, &balance.body["balanced"]), (StatusCode::OK, &json!(true)), "{balance:?}");
    let kinds = balance.body["kinds"].as_array().unwrap();
    let of = |kind: &str| {
        kinds.iter().find(|line| line["kind"] == kind).map_or(0, |line| line["balance_fen"].as_i64().unwrap())
    };
    assert_eq!(of("cash"), balance.body["debit_fen"].as_i64().unwrap());
    let reserve = service.get("/v1/programmes/main").await.body["reserve_fen"].as_i64().unwrap();
    assert_eq!(of("reserve"), reserve);
    assert!(of("cash") > 5 * 12_800, "{balance:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_a_report_is_no_place_on_the_disk() {
    let service = town_with_orders().await;
    for number in ["..", "."] {
        let asked = ask(&service, &json!({ "report_no": number, "kind": "export", "format": "hledger" })).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{asked:?}");
    }
    // A client takes `..` out of an address: the list has both.
    let made = loop {
        let kept = service.get("/v1/reports").await.body;
        if kept.as_array().unwrap().iter().all(|report| report["state"] == "done") {
            break kept;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    for report in made.as_array().unwrap() {
        assert_eq!(report["files"], json!(["ratchet.journal"]), "nothing that lies elsewhere: {report}");
    }
    service.stop().await;
}
