//! Months over HTTP: which is closed next, how it is closed once, and what it says: by the month, by the member, as a table, and
//! in the register of shares.

use crate::service::{NOON, Running, csv, example_rules, open_door, order};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// 2027-01-31 16:00 UTC, when January ends in Shanghai.
const JANUARY_ENDS: i64 = 1_801_411_200_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_month_that_is_next_is_told_and_a_closed_one_is_a_table() {
    let service = Running::start_with(example_rules("levels-and-dividends.toml"), NOON, open_door(NOON)).await;
    for (member, referrer) in [("m-0", None), ("m-1", Some("m-0"))] {
        service.post("/v1/members", &json!({ "member_no": member, "referrer_no": referrer })).await;
    }
    service.post("/v1/merchants", &json!({ "merchant_no": "shop", "plan": "store" })).await;
    let next = "/v1/programmes/main/months:next";
    let none = service.get(next).await;
    assert_eq!((&none.body["month"], &none.body["is_over"]), (&Value::Null, &json!(false)), "{none:?}");

    let booked = service.post("/v1/orders", &order("A-1", 120_000)).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
    let january =
        json!({ "month": "2027-01", "ends_at": JANUARY_ENDS, "is_over": false, "orders": 1, "closing": null });
    assert_eq!(service.get(next).await.body, january);
    service.move_clock_to(JANUARY_ENDS).await;
    assert_eq!(service.get(next).await.body["is_over"], json!(true));
    let closed = service.post("/v1/months", &json!({ "month": "2027-01" })).await;
    assert_eq!((closed.status, &closed.body["done"]), (StatusCode::CREATED, &json!(true)), "{closed:?}");
    let after = service.get(next).await.body;
    assert_eq!((&after["month"], &after["orders"]), (&json!("2027-02"), &json!(0)), "{after:?}");

    let sequence = &closed.body["sequence"];
    service.get(&format!("/v1/programmes/main/months?min_sequence={sequence}")).await;
    let table = csv(&service, "/v1/programmes/main/months/2027-01/members.csv").await;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0].split(',').count(), 13);
    assert_eq!(
        lines[1..],
        [
            "2027-01,m-0,0.00,1200.00,0,0,0,0.00,0.00,0.00,0.00,,0.00",
            "2027-01,m-1,1200.00,0.00,0,0,1,0.00,0.00,0.00,0.00,,0.00",
        ]
    );
    assert_eq!(service.get("/v1/programmes/none/months:next").await.status, StatusCode::NOT_FOUND);
    assert_eq!(service.get("/v1/programmes/main/months/2027/members.csv").await.status, StatusCode::BAD_REQUEST);
    service.stop().await;
}

/// `m-1`, whom `m-0` referred, buys for 1000.00 in January; `m-0` holds three shares and `m-1` one.
async fn january() -> Running {
    let service = Running::start_with(example_rules("levels-and-dividends.toml"), NOON, open_door(NOON)).await;
    for (member, referrer) in [("m-0", None), ("m-1", Some("m-0"))] {
        let new = json!({ "member_no": member, "referrer_no": referrer });
        assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    }
    let shop = service.post("/v1/merchants", &json!({ "merchant_no": "shop", "plan": "store" })).await;
    assert_eq!(shop.status, StatusCode::CREATED, "{shop:?}");
    for (number, member, shares) in [("s-0", "m-0", 3), ("s-1", "m-1", 1)] {
        let asked = json!({ "request_no": number, "member_no": member, "shares": shares });
        let filed = service.post_as("person=anna", "/v1/shares", &asked).await;
        assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
        let approval = json!({ "payload_hash": filed.body["payload_hash"] });
        let done = service.post_as("person=bert", &format!("/v1/approvals/{number}/approve"), &approval).await;
        assert_eq!(done.status, StatusCode::OK, "{done:?}");
    }
    let booked = service.post("/v1/orders", &order("A-1", 100_000)).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
    service
}

/// A month of one order of 1000.00: 4 % are the platform's line and 10 % of that, 4.00, go into the pot, of which three
/// quarters are `m-0`'s. `m-1` spent 1000.00, as V1 asks; that `m-0` has it below and spent nothing is no level.
#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_closed_and_read_back() {
    let service = january().await;
    let register = service.get("/v1/programmes/main/shares").await;
    let expected = json!({ "issued": 4, "holders": 2, "pot_fen": 400, "charge_fen": 0 });
    assert_eq!((register.status, &register.body), (StatusCode::OK, &expected));
    let holders = [json!({ "member_no": "m-0", "shares": 3 }), json!({ "member_no": "m-1", "shares": 1 })];
    for (asked, items, next) in [
        ("", json!(holders), json!(null)),
        ("?limit=1", json!([holders[0]]), json!("m-0")),
        ("?limit=1&after=m-0", json!([holders[1]]), json!(null)),
        ("?after=m-1", json!([]), json!(null)),
    ] {
        let page = service.get(&format!("/v1/programmes/main/shares/holders{asked}")).await;
        assert_eq!(page.body, json!({ "items": items, "next": next }), "{asked}");
    }
    let nobody = service.get("/v1/programmes/main/shares/holders?after=nobody").await;
    assert_eq!((nobody.status, &nobody.body["param"]), (StatusCode::BAD_REQUEST, &json!("after")), "{nobody:?}");
    assert_eq!(service.get("/v1/programmes/none/shares/holders").await.status, StatusCode::NOT_FOUND);

    let close = json!({ "month": "2027-01" });
    assert_eq!(service.post("/v1/months", &close).await.body["code"], "period_open");
    service.move_clock_to(JANUARY_ENDS).await;
    for (month, code) in [("2027-02", "period_out_of_order"), ("2027-13", "body_invalid")] {
        assert_eq!(service.post("/v1/months", &json!({ "month": month })).await.body["code"], code);
    }
    let tried = service.post("/v1/months?dry_run=true", &close).await;
    assert_eq!((tried.status, &tried.body["shared_fen"]), (StatusCode::OK, &json!(400)), "{tried:?}");
    assert_eq!(service.get("/v1/programmes/main/months").await.body["items"], json!([]));
    let closed = service.post("/v1/months", &close).await;
    assert_eq!(closed.status, StatusCode::CREATED, "{closed:?}");
    let figures = ["done", "orders", "accrued_fen", "charged_fen", "shared_fen", "kept_fen"];
    let told: Vec<&Value> = figures.iter().map(|figure| &closed.body[figure]).collect();
    assert_eq!(json!(told), json!([true, 1, 400, 0, 400, 0]));
    assert_eq!(service.post("/v1/months", &close).await.body["code"], "period_closed");

    // The books have it then.
    let at = format!("min_sequence={}", closed.body["sequence"]);
    let months = service.get(&format!("/v1/programmes/main/months?{at}")).await;
    let month = &months.body["items"][0];
    assert_eq!((&month["month"], &month["shared_fen"]), (&json!("2027-01"), &json!(400)), "{months:?}");
    let members = service.get(&format!("/v1/programmes/main/months/2027-01/members?{at}")).await;
    let columns = ["member_no", "own_spend_fen", "team_turnover_fen", "level", "next_level", "shares", "dividend_fen"];
    let rows = members.body["items"].as_array().unwrap().iter();
    let rows: Vec<Vec<&Value>> = rows.map(|row| columns.iter().map(|column| &row[column]).collect()).collect();
    assert_eq!(json!(rows), json!([["m-0", 0, 100_000, 0, 0, 3, 300], ["m-1", 100_000, 0, 0, 1, 1, 100]]));
    let own = service.get_as("member=m-1", "/v1/members/m-1/months").await;
    assert_eq!(own.body["items"], json!([members.body["items"][1]]), "{own:?}");
    assert_eq!(service.get_as("member=m-0", "/v1/members/m-1/months").await.status, StatusCode::FORBIDDEN);
    let balances = [service.get("/v1/members/m-0").await, service.get("/v1/members/m-1").await];
    let balances: Vec<&Value> = balances.iter().map(|member| &member.body["balance_fen"]).collect();
    assert_eq!(json!(balances), json!([300, 100]));
    assert_eq!(service.get("/v1/programmes/main/shares").await.body["pot_fen"], json!(0));
    assert_eq!(service.get("/v1/programmes/none/months").await.status, StatusCode::NOT_FOUND);
    service.stop().await;
}

/// What was closed is closed after a restart, and the level of the month is in force.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_month_outlives_a_restart() {
    let service = january().await;
    service.move_clock_to(JANUARY_ENDS).await;
    let closed = service.post("/v1/months", &json!({ "month": "2027-01" })).await;
    assert_eq!(closed.status, StatusCode::CREATED, "{closed:?}");
    let members = format!("/v1/programmes/main/months/2027-01/members?min_sequence={}", closed.body["sequence"]);
    let before = service.get(&members).await;
    assert_eq!(before.body["items"].as_array().map(Vec::len), Some(2), "{before:?}");
    let service = service.restart(JANUARY_ENDS).await;
    assert_eq!(service.post("/v1/months", &json!({ "month": "2027-01" })).await.body["code"], "period_closed");
    assert_eq!(service.get(&members).await.body["items"], before.body["items"]);
    service.stop().await;
}
