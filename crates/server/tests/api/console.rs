//! What the console asks for: the board, the next exits, regions, merchants, sales, rules as they are written, and requests
//! that are only tried.

use crate::service::{order, small_town};
use reqwest::StatusCode;
use serde_json::{Value, json};

const ANNA: &str = "person=anna";

#[tokio::test(flavor = "multi_thread")]
async fn the_board_says_how_things_stand_and_what_waits() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    let deposit = json!({ "merchant_no": "shop", "amount_fen": 50_000 });
    service.post("/v1/deposits", &deposit).await;
    let asked = json!({ "withdrawal_no": "w-1", "merchant_no": "shop", "amount_fen": 30_000 });
    service.post("/v1/withdrawals", &asked).await;
    service.post_as(ANNA, "/v1/injections", &json!({ "request_no": "i-1", "amount_fen": 1_000 })).await;

    let board = service.get("/v1/programmes/main/board").await;
    assert_eq!(board.status, StatusCode::OK, "{board:?}");
    let (board, programme) = (board.body, service.get("/v1/programmes/main").await.body);
    for figure in ["price", "reserve_fen", "supply", "unallocated_fen", "orders", "open_positions", "exits"] {
        assert_eq!(board[figure], programme[figure], "{figure}");
    }
    assert_eq!(board["withdrawals"], json!([{ "state": "requested", "count": 1, "amount_fen": 30_000 }]));
    assert_eq!((&board["in_transit_fen"], &board["open_requests"]), (&json!(30_000), &json!(1)));
    assert_eq!((&board["members"], &board["merchants"], &board["spent_fen"]), (&json!(2), &json!(1), &json!(100_000)));
    assert_eq!(board["alarms"], json!([]));
    assert_eq!(service.get("/v1/programmes/mall/board").await.body["code"], "programme_unknown");
    assert_eq!(service.get_as("member=m-1", "/v1/programmes/main/board").await.status, StatusCode::FORBIDDEN);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_exits_are_those_that_need_the_least_rise_of_the_price() {
    let service = small_town().await;
    for (number, member) in [("A-1", "m-0"), ("A-2", "m-1")] {
        let mut body = order(number, 100_000);
        body["member_no"] = json!(member);
        service.post("/v1/orders", &body).await;
    }
    let exits = service.get("/v1/programmes/main/next-exits").await;
    assert_eq!(exits.status, StatusCode::OK, "{exits:?}");
    let rows = exits.body.as_array().unwrap();
    let ratio = |row: &Value| row["worth_fen"].as_i64().unwrap() * 10_000 / row["left_fen"].as_i64().unwrap();
    for row in rows {
        assert_eq!(row["reached_bp"].as_i64().unwrap(), ratio(row), "{row}");
    }
    assert!(rows.iter().map(ratio).is_sorted_by(|near, far| near >= far), "{rows:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merchants_regions_and_sales_are_listed() {
    let service = small_town().await;
    let new = json!({ "merchant_no": "tea", "plan": "store", "region": ["33", "3301"], "owner_no": "m-0" });
    let registered = service.post("/v1/merchants", &new).await;
    assert_eq!(registered.status, StatusCode::CREATED, "{registered:?}");
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    let sold = service.post("/v1/redemptions", &json!({ "member_no": "m-1", "points": "1" })).await;
    assert_eq!(sold.status, StatusCode::CREATED, "{sold:?}");
    let last = sold.body["sequence"].as_u64().unwrap();

    let merchants = service.get(&format!("/v1/merchants?min_sequence={last}")).await.body;
    let numbers: Vec<_> = merchants["items"].as_array().unwrap().iter().map(|line| &line["merchant_no"]).collect();
    assert_eq!(numbers, ["tea", "shop"]);
    assert_eq!(merchants["items"][0]["region"], "33/3301");

    let sales = service.get("/v1/sales?cause=redemption").await.body;
    assert_eq!(sales["items"][0]["net_fen"], sold.body["net_fen"], "{sales}");
    assert_eq!(service.get("/v1/sales?cause=forced_exit").await.body["items"], json!([]));
    assert_eq!(service.get("/v1/sales?cause=whim").await.body["param"], "cause");

    let regions = service.get_as(ANNA, "/v1/agents").await.body;
    assert_eq!(
        regions,
        json!([
            { "region": "33", "agent_no": null, "merchants": 1 },
            { "region": "33/3301", "agent_no": null, "merchants": 1 },
        ])
    );
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_checked_as_they_are_written_and_nothing_is_kept() {
    let service = small_town().await;
    let versions = service.get("/v1/programmes/main/rules").await.body;
    let text = serde_json::to_string(&versions[0]["rules"]).unwrap();
    let good = service.post("/v1/rules/check", &json!({ "text": text })).await.body;
    assert_eq!((&good["faults"], &good["rules"]), (&json!([]), &versions[0]["rules"]));
    assert!(good["report"]["findings"].is_array(), "{good}");
    // The file that comes back is the same rules.
    let again = service.post("/v1/rules/check", &json!({ "text": good["toml"] })).await.body;
    assert_eq!(again["rules"], good["rules"]);

    let unreadable = service.post("/v1/rules/check", &json!({ "text": "initial_price_fen = 100\nnonsense =" })).await;
    assert_eq!(unreadable.status, StatusCode::OK);
    let fault = &unreadable.body["faults"][0];
    assert_eq!((&fault["code"], &fault["line"]), (&json!("rules_malformed"), &json!(2)), "{fault}");
    let mut faulty = versions[0]["rules"].clone();
    faulty["mint_bp"] = json!(20_000);
    let faulty = service.post("/v1/rules/check", &json!({ "text": faulty.to_string() })).await.body;
    assert_eq!((&faulty["faults"][0]["place"], &faulty["rules"]), (&json!("mint_bp"), &Value::Null), "{faulty}");
    assert_eq!(service.get("/v1/programmes/main/rules").await.body, versions);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_only_tried_shows_what_comes_and_files_nothing() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    let body = json!({ "request_no": "i-1", "amount_fen": 5_000 });
    let before = service.get("/v1/programmes/main/price").await.body;
    let tried = service.post_as(ANNA, "/v1/injections?dry_run=true", &body).await;
    assert_eq!(tried.status, StatusCode::OK, "{tried:?}");
    assert_eq!(tried.body["preview"]["reserve_fen"], before["reserve_fen"].as_i64().unwrap() + 5_000);
    assert_eq!(service.get_as(ANNA, "/v1/approvals").await.body["items"], json!([]));
    assert_eq!(service.get("/v1/programmes/main/price").await.body, before);

    let filed = service.post_as(ANNA, "/v1/injections", &body).await;
    assert_eq!((filed.status, &filed.body["preview"]), (StatusCode::ACCEPTED, &tried.body["preview"]), "{filed:?}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_read_page_by_page_newest_first() {
    let service = small_town().await;
    // The platform has to bear a part of a correction: out of more than that one order.
    service.post("/v1/orders", &order("A-0", 5_000_000)).await;
    service.post("/v1/orders", &order("A-1", 100_000)).await;
    for number in 0..5 {
        service.move_clock_to(1_800_000_000_000 + number * 1_000).await;
        // The numbers say nothing of the order.
        let body = json!({ "request_no": format!("i-{}", 7 * number % 5), "amount_fen": 5_000 });
        assert_eq!(service.post_as(ANNA, "/v1/injections", &body).await.status, StatusCode::ACCEPTED);
    }
    let correction = json!({ "request_no": "c-1", "order_no": "A-1" });
    assert_eq!(service.post_as(ANNA, "/v1/corrections", &correction).await.status, StatusCode::ACCEPTED);
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = service.get_as(ANNA, &format!("/v1/approvals?operation=inject&limit=2{after}")).await.body;
        found.extend(page["items"].as_array().unwrap().iter().map(|item| item["request_no"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(found, ["i-3", "i-1", "i-4", "i-2", "i-0"]);
    let all = service.get_as(ANNA, "/v1/approvals").await.body;
    assert_eq!(all["items"].as_array().unwrap().len(), 6);
    service.stop().await;
}
