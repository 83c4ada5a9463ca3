//! A fund, a closing and allotments over HTTP.

use crate::service::{Answered, NOON as START, Running, answered, csv, order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Files `body` as anna and approves it as bert.
async fn by_two(service: &Running, path: &str, mut body: Value, number: &str) -> Answered {
    body["request_no"] = json!(number);
    let filed = service.post_as("person=anna", path, &body).await;
    assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
    let again = service.post_as("person=anna", path, &body).await;
    assert!(again.replayed, "{again:?}");
    let approval = json!({ "payload_hash": filed.body["payload_hash"] });
    let own = service.post_as("person=anna", &format!("/v1/approvals/{number}/approve"), &approval).await;
    assert_eq!(own.body["code"], "two_people_needed", "{own:?}");
    let done = service.post_as("person=bert", &format!("/v1/approvals/{number}/approve"), &approval).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fund_is_booked_by_two_people_and_read() {
    let service = small_town().await;
    let body = json!({ "amount_fen": 70_000, "source": "round-a", "document_sha256": "ab".repeat(32) });
    by_two(&service, "/v1/programmes/main/fund", body, "f-1").await;
    let fund = service.get("/v1/programmes/main/fund").await;
    assert_eq!((&fund.body["fund_fen"], &fund.body["drip"]), (&json!(70_000), &Value::Null), "{fund:?}");
    assert_eq!(service.get("/v1/programmes/main").await.body["fund_fen"], json!(70_000));
    assert_eq!(service.get("/v1/programmes/none/fund").await.status, StatusCode::NOT_FOUND);
    let malformed = json!({ "request_no": "f-2", "amount_fen": 1, "source": "a", "document_sha256": "xyz" });
    assert_eq!(
        service.post_as("person=anna", "/v1/programmes/main/fund", &malformed).await.status,
        StatusCode::BAD_REQUEST
    );
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_injection_is_seen_before_it_is_asked_for() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    let before = service.get("/v1/programmes/main/price").await.body;
    let asked = json!({ "amount_fen": 5_000 });
    let seen = service.post_as("person=anna", "/v1/injections:preview", &asked).await;
    assert_eq!(seen.status, StatusCode::OK, "{seen:?}");
    assert_eq!((&seen.body["price_before"], &seen.body["exits"]), (&before["price"], &json!(0)));
    assert_eq!(service.get("/v1/programmes/main/price").await.body, before, "nothing is kept");
    by_two(&service, "/v1/injections", json!({ "amount_fen": 5_000 }), "i-1").await;
    let after = service.get("/v1/programmes/main/price").await.body;
    assert_eq!((&after["price"], &after["reserve_fen"]), (&seen.body["price_after"], &seen.body["reserve_after_fen"]));
    let nothing = service.post_as("person=anna", "/v1/injections:preview", &json!({ "amount_fen": 0 })).await;
    assert_eq!(nothing.body["code"], "amount_not_positive");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_subscribed_once_and_stand_in_the_register() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    let offer = json!({
        "offer_no": "series-1", "instrument": "share", "units": 10, "points_per_unit": "1.5", "opens_at": 0,
        "closes_at": START + 1_000_000_000, "locked_until": START + 2_000_000_000, "proceeds": "to_reserve",
    });
    by_two(&service, "/v1/programmes/main/offers", offer, "x-1").await;
    let offers = service.get("/v1/programmes/main/offers").await;
    assert_eq!(offers.body[0]["points_per_unit"], "1.50000000", "{offers:?}");
    let path = "/v1/programmes/main/subscriptions";
    let asked = json!({ "offer_no": "series-1", "member_no": "m-1", "units": 2 });
    let tried = service.post(&format!("{path}?dry_run=true"), &asked).await;
    assert_eq!((tried.status, &tried.body["points_burned"]), (StatusCode::OK, &json!("3.00000000")), "{tried:?}");
    let done = service.post(path, &asked).await;
    assert_eq!((done.status, &done.body["units"]), (StatusCode::CREATED, &json!(2)), "{done:?}");
    let other = service.post_as("member=m-2", path, &asked).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    let too_many = json!({ "offer_no": "series-1", "member_no": "m-1", "units": 9 });
    assert_eq!(service.post(path, &too_many).await.body["code"], "offer_exhausted");
    let register = service.get("/v1/programmes/main/allotments?limit=1").await;
    assert_eq!(
        (&register.body["items"][0]["units"], &register.body["next"]),
        (&json!(2), &Value::Null),
        "{register:?}"
    );
    assert_eq!(service.get("/v1/programmes/main/allotments?after=nowhere").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(service.get("/v1/programmes/main/allotments?since=1").await.status, StatusCode::BAD_REQUEST);
    let table = csv(&service, "/v1/programmes/main/allotments.csv").await;
    let value = &register.body["items"][0]["value_fen"].as_i64().unwrap();
    let row = format!("series-1,share,m-1,2,2027-02-07T11:33:20Z,3.00000000,{}.{:02},0.00", value / 100, value % 100);
    assert_eq!(table.lines().nth(1), Some(row.as_str()), "{table}");
    let own = service.get("/v1/members/m-1/allotments").await;
    assert_eq!(own.body.as_array().map(Vec::len), Some(1), "{own:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_is_closed_and_what_was_shown_is_paid() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    let open = service.get("/v1/programmes/main/closing").await;
    assert_eq!((&open.body["stage"], &open.body["from"]), (&json!("open"), &Value::Null), "{open:?}");
    by_two(&service, "/v1/programmes/main/closing", json!({ "from": START + 1_000 }), "c-1").await;
    let shown = service.get("/v1/members/m-1/closing").await.body;
    assert_eq!(shown["closing"]["stage"], "published");
    let before = service.get("/v1/members/m-1").await.body["balance_fen"].as_i64().unwrap();
    service.move_clock_to(START + 1_000).await;
    let late = service.post("/v1/orders", &order("A-2", 100_000)).await;
    assert_eq!(late.body["code"], "programme_closing", "{late:?}");
    loop {
        let stage = service.get("/v1/programmes/main/closing").await.body["stage"].clone();
        if stage == "closed" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let after = service.get("/v1/members/m-1").await.body;
    assert_eq!(after["balance_fen"].as_i64().unwrap() - before, shown["amount_fen"].as_i64().unwrap());
    assert_eq!(after["points"], "0.00000000");
    assert_eq!(service.get("/v1/programmes/main/closing").await.body["paid_fen"], shown["amount_fen"]);
    // Once the books hold all that is durable now.
    let sales = service.request(Method::GET, "/v1/sales?cause=closing").header("ratchet-min-sequence", u64::MAX);
    let sales = answered(sales).await.body;
    assert_eq!(sales["items"][0]["net_fen"], shown["amount_fen"], "{sales:?}");
    service.stop().await;
}
