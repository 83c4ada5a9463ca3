//! Monitors: what really happens, told of on the board before its limit.

use crate::service::{NOON, Running, small_town};
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn book(service: &Running, number: &str, member: &str, amount_fen: i64) {
    let order = json!({ "order_no": number, "member_no": member, "merchant_no": "shop", "amount_fen": amount_fen });
    let booked = service.post("/v1/orders", &order).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
}

async fn join(service: &Running, member: &str, referrer: Option<&str>) {
    let joined = service.post("/v1/members", &json!({ "member_no": member, "referrer_no": referrer })).await;
    assert_eq!(joined.status, StatusCode::CREATED, "{joined:?}");
}

/// The alarms of the board once the books have everything, by code.
async fn alarms(service: &Running) -> Vec<Value> {
    let next = service.get("/readyz").await.body["next_sequence"].as_u64().unwrap();
    let built = service.get(&format!("/v1/orders?min_sequence={}", next - 1)).await;
    assert_eq!(built.status, StatusCode::OK, "{built:?}");
    let board = service.get("/v1/programmes/main/board").await;
    assert_eq!(board.status, StatusCode::OK, "{board:?}");
    board.body["alarms"].as_array().unwrap().clone()
}

async fn codes(service: &Running) -> Vec<String> {
    alarms(service).await.iter().map(|alarm| alarm["code"].as_str().unwrap().to_owned()).collect()
}

/// `m-0` refers `m-1`, who refers all the others: each of their orders pays two levels up.
async fn people_in_chains(people: usize) -> Running {
    let service = small_town().await;
    for number in 2..people {
        let member = format!("m-{number}");
        join(&service, &member, Some("m-1")).await;
        book(&service, &format!("A-{number}"), &member, 100_000).await;
    }
    service
}

#[tokio::test(flavor = "multi_thread")]
async fn people_in_paid_chains_are_told_of_before_there_are_thirty() {
    let service = people_in_chains(23).await;
    assert_eq!(codes(&service).await, [""; 0]);
    service.stop().await;
    let service = people_in_chains(24).await;
    let raised = alarms(&service).await;
    assert_eq!(
        raised,
        [json!({
            "code": "people_in_chains",
            "count": 24,
            "measured": { "check": "reward-depth", "value": 24, "limit": 30, "unit": "people" },
        })]
    );
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_of_a_reserve_that_is_all_of_lately_is_told_of() {
    // The reserve was founded with 16,000.00; orders bring 16 % of what they come to.
    for (spent_fen, expected) in [(1_000_000, &[][..]), (100_000_000, &["payouts_from_recent_orders"])] {
        let service = small_town().await;
        book(&service, "A-1", "m-1", spent_fen).await;
        assert_eq!(codes(&service).await, [""; 0], "nothing was paid out of it");
        let sale = service.post("/v1/redemptions", &json!({ "member_no": "m-1", "points": "1" })).await;
        assert_eq!(sale.status, StatusCode::CREATED, "{sale:?}");
        // What was found is good for a minute, and forgotten with the process.
        let service = service.restart(NOON).await;
        assert_eq!(codes(&service).await, expected, "{spent_fen}");
        service.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_that_buys_from_itself_is_told_of() {
    for (own, expected) in [(3, &[][..]), (4, &["merchants_buy_themselves"])] {
        let service = small_town().await;
        join(&service, "owner", None).await;
        let tea = json!({ "merchant_no": "tea", "plan": "store", "owner_no": "owner" });
        assert_eq!(service.post("/v1/merchants", &tea).await.status, StatusCode::CREATED);
        for number in 0..10 {
            let member = if number < own { "owner" } else { "m-0" };
            let order = json!({
                "order_no": format!("T-{number}"), "member_no": member, "merchant_no": "tea", "amount_fen": 10_000,
            });
            assert_eq!(service.post("/v1/orders", &order).await.status, StatusCode::CREATED);
        }
        assert_eq!(codes(&service).await, expected, "{own} of ten");
        service.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn points_in_few_hands_are_told_of_once_there_are_many() {
    for (large_fen, expected) in [(10_000, &[][..]), (100_000, &["points_in_few_hands"])] {
        let service = small_town().await;
        for number in 0..100 {
            let member = format!("h-{number}");
            join(&service, &member, None).await;
            let amount = if number < 10 { large_fen } else { 10_000 };
            book(&service, &format!("A-{number}"), &member, amount).await;
        }
        assert_eq!(codes(&service).await, expected, "{large_fen}");
        service.stop().await;
    }
}
