//! Old debts over the API: what is claimed, what goods settle of it, and which points are released next.

use crate::service::{NOON, Running, open_door, order};
use ratchet_core::Rules;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::path::Path;

fn rules() -> Rules {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/old-debts.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Points in units of 10⁻⁸.
fn units(points: &Value) -> u64 {
    points.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debt_is_settled_in_goods_and_its_points_are_released_bit_by_bit() {
    let service = Running::start_with(rules(), NOON, open_door(NOON)).await;
    let new = json!({ "member_no": "m-1" });
    assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    let new = json!({ "merchant_no": "shop", "plan": "store" });
    assert_eq!(service.post("/v1/merchants", &new).await.status, StatusCode::CREATED);
    let nothing = service.get("/v1/debts").await;
    assert_eq!((&nothing.body["claim_fen"], &nothing.body["settled_bp"]), (&json!(0), &Value::Null), "{nothing:?}");

    // What the merchant gets for coins comes from the platform, which has 2 % of every order.
    assert_eq!(service.post("/v1/orders", &order("A-1", 200_000)).await.status, StatusCode::CREATED);
    let funding = json!({ "request_no": "f-1", "amount_fen": 5_000, "source": "round-a" });
    let filed = service.post_as("person=anna", "/v1/programmes/main/fund", &funding).await;
    let approval = json!({ "payload_hash": filed.body["payload_hash"] });
    let done = service.post_as("person=bert", "/v1/approvals/f-1/approve", &approval).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    let claim = json!({ "member_no": "m-1", "amount_fen": 20_000, "evidence_sha256": "ab".repeat(32) });
    assert_eq!(service.post("/v1/claims", &claim).await.status, StatusCode::CREATED);
    let conversion = json!({ "member_no": "m-1", "amount_fen": 10_000 });
    assert_eq!(service.post("/v1/conversions", &conversion).await.status, StatusCode::CREATED);
    let mut paid = order("A-2", 10_000);
    paid["coins_fen"] = json!(4_000);
    let booked = service.post("/v1/orders", &paid).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");

    let debts = service.get("/v1/debts").await.body;
    let sums = ["claim_fen", "settled_fen", "settled_bp", "owed_fen"].map(|sum| debts[sum].as_i64().unwrap());
    assert_eq!(sums, [20_000, 4_000, 2_000, 16_000], "{debts}");
    let own = service.get("/v1/members/m-1/debt").await.body;
    let parts = ["owed_fen", "unconverted_fen", "coins_fen"].map(|part| own[part].as_i64().unwrap());
    assert_eq!(parts, [16_000, 10_000, 6_000], "{own}");
    let position = &own["positions"][0];
    assert_eq!(units(&position["next_points"]), units(&position["locked"]) / 10, "{own}");
}
