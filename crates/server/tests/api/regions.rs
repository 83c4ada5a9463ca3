//! Contracts of region agents and clearance campaigns over the API.

use crate::service::{NOON, Running, open_door, order};
use ratchet_core::Rules;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::path::Path;

const DAY: i64 = 86_400_000;

fn rules() -> Rules {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clearance.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// `m-1` buys in the `shop`, which is in Xihu.
async fn town() -> Running {
    let service = Running::start_with(rules(), NOON, open_door(NOON)).await;
    for member in ["m-0", "m-1"] {
        let new = json!({ "member_no": member, "referrer_no": null });
        assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    }
    let new = json!({ "merchant_no": "shop", "plan": "store", "division": "330106" });
    let shop = service.post("/v1/merchants", &new).await;
    assert_eq!((shop.status, &shop.body["region"]), (StatusCode::CREATED, &json!("330000/330100/330106")), "{shop:?}");
    assert!(service.post("/v1/merchants", &new).await.replayed);
    service
}

/// Files what anna asks for, and lets bert approve it.
async fn by_two(service: &Running, path: &str, body: &Value) {
    let filed = service.post_as("person=anna", path, body).await;
    assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
    let approval = json!({ "payload_hash": filed.body["payload_hash"] });
    let path = format!("/v1/approvals/{}/approve", body["request_no"].as_str().unwrap());
    let done = service.post_as("person=bert", &path, &approval).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
}

fn contract(request: &str, number: &str, member: &str) -> Value {
    json!({
        "request_no": request, "contract_no": number, "division": "330106", "member_no": member, "from": "2027-01-15",
        "to": "2027-12-31", "document_sha256": "ab".repeat(32),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_is_given_by_contract_and_by_two_people() {
    let service = town().await;
    let new = contract("r-1", "c-1", "m-0");
    let filed = service.post_as("person=anna", "/v1/contracts", &new).await;
    assert_eq!(filed.status, StatusCode::ACCEPTED, "{filed:?}");
    assert_eq!(service.get("/v1/contracts/c-1").await.status, StatusCode::NOT_FOUND);
    assert!(service.post_as("person=anna", "/v1/contracts", &new).await.replayed);
    by_two(&service, "/v1/contracts", &new).await;
    let read = service.get("/v1/contracts/c-1").await;
    let (name, state, to) = (&read.body["name"], &read.body["state"], &read.body["to"]);
    assert_eq!((name, state, to), (&json!("浙江省杭州市西湖区"), &json!("in_force"), &json!("2027-12-31")), "{read:?}");
    // 1000.00 on the day of the contract: 0.1 % to the district's agent.
    let mut bought = order("A-1", 100_000);
    bought["settle_after_days"] = json!(0);
    let booked = service.post("/v1/orders", &bought).await;
    assert_eq!(booked.body["awards"], json!([{ "member_no": "m-0", "kind": "region:district", "amount_fen": 100 }]));

    let again = service.post_as("person=anna", "/v1/contracts", &contract("r-2", "c-2", "m-1")).await;
    assert_eq!(again.body["code"], "contract_overlaps", "{again:?}");
    let dear = json!({ "fee_fen": 1 });
    let mut with_fee = contract("r-3", "c-3", "m-1");
    with_fee.as_object_mut().unwrap().extend(dear.as_object().unwrap().clone());
    with_fee["from"] = json!("2028-01-01");
    with_fee["to"] = json!("2028-12-31");
    let refused = service.post_as("person=anna", "/v1/contracts", &with_fee).await;
    assert_eq!(refused.body["code"], "contract_fee_too_high", "{refused:?}");
    for (field, value, code) in [
        ("division", "330199", "division_unknown"),
        ("from", "15.01.2027", "body_invalid"),
        ("document_sha256", "ab", "body_invalid"),
    ] {
        let mut wrong = contract("r-4", "c-4", "m-1");
        wrong[field] = json!(value);
        let refused = service.post_as("person=anna", "/v1/contracts", &wrong).await;
        assert_eq!(refused.body["code"], code, "{refused:?}");
    }
    by_two(&service, "/v1/contracts/c-1/end", &json!({ "request_no": "r-5", "last_day": "2027-01-20" })).await;
    let listed = service.get("/v1/contracts?division=330106&limit=1").await;
    assert_eq!(
        (&listed.body["items"][0]["to"], &listed.body["next"]),
        (&json!("2027-01-20"), &Value::Null),
        "{listed:?}"
    );
    let unknown = json!({ "request_no": "r-6", "last_day": "2027-01-20" });
    let unknown = service.post_as("person=anna", "/v1/contracts/c-9/end", &unknown).await;
    assert_eq!((unknown.status, &unknown.body["code"]), (StatusCode::NOT_FOUND, &json!("contract_unknown")));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn divisions_are_listed_for_pickers() {
    let service = town().await;
    let provinces = service.get("/v1/divisions").await;
    assert_eq!(provinces.body.as_array().unwrap().len(), 34);
    let hangzhou = service.get("/v1/divisions?within=330100").await;
    let xihu =
        json!({ "division": "330106", "name": "西湖区", "full_name": "浙江省杭州市西湖区", "level": "district" });
    assert!(hangzhou.body.as_array().unwrap().contains(&xihu), "{hangzhou:?}");
    // A county that its province administers itself stands beside the cities.
    let hubei = service.get("/v1/divisions?within=420000").await;
    assert!(hubei.body.to_string().contains("湖北省仙桃市") && hubei.body.to_string().contains("湖北省武汉市"));
    let named = service.get("/v1/divisions?name=西湖区").await;
    assert!(named.body.as_array().unwrap().len() >= 2, "{named:?}");
    let unknown = service.get("/v1/divisions?within=330199").await;
    assert_eq!(unknown.body["code"], "division_unknown");
    service.stop().await;
}

fn campaign(number: &str) -> Value {
    json!({
        "campaign_no": number, "plan": "clearance", "from": NOON, "until": NOON + 20 * DAY,
        "goods": [
            { "sku": "quilt", "name": "冬被", "price_fen": 8_000, "cost_fen": 6_000, "stock": 3 },
            { "sku": "kettle", "name": "电热水壶", "price_fen": 3_000, "cost_fen": 3_500, "stock": 1 },
        ],
    })
}

fn quilts(number: &str, quantity: i64) -> Value {
    let mut bought = order(number, 8_000 * quantity);
    bought["goods"] = json!({ "campaign_no": "w", "sku": "quilt", "quantity": quantity });
    bought
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_of_a_campaign_are_never_sold_twice() {
    let service = town().await;
    let tried = service.post_as("person=anna", "/v1/campaigns?dry_run=true", &campaign("w")).await;
    assert_eq!(tried.status, StatusCode::OK, "{tried:?}");
    assert_eq!(service.get("/v1/campaigns/w").await.status, StatusCode::NOT_FOUND);
    let opened = service.post_as("person=anna", "/v1/campaigns", &campaign("w")).await;
    assert_eq!((opened.status, &opened.body["state"]), (StatusCode::CREATED, &json!("on_sale")), "{opened:?}");
    assert!(service.post_as("person=anna", "/v1/campaigns", &campaign("w")).await.replayed);
    let mut other = campaign("w");
    other["goods"][0]["stock"] = json!(4);
    assert_eq!(service.post_as("person=anna", "/v1/campaigns", &other).await.body["code"], "idempotency_conflict");

    let held = service.post("/v1/orders", &quilts("A-1", 2)).await;
    assert_eq!((held.status, &held.body["state"]), (StatusCode::CREATED, &json!("pending")), "{held:?}");
    let again = service.post("/v1/orders", &quilts("A-1", 2)).await;
    assert!(again.replayed && again.body == held.body, "{again:?}");
    let mut another = quilts("A-1", 2);
    another["goods"] = Value::Null;
    assert_eq!(service.post("/v1/orders", &another).await.body["code"], "idempotency_conflict");
    assert_eq!(service.post("/v1/orders", &quilts("A-2", 2)).await.body["code"], "stock_insufficient");
    let mut cheap = quilts("A-2", 1);
    cheap["amount_fen"] = json!(7_999);
    assert_eq!(service.post("/v1/orders", &cheap).await.body["code"], "price_differs");

    let returned = service.post("/v1/orders/A-1/returns", &json!({ "amount_fen": 8_000 })).await;
    assert_eq!(returned.status, StatusCode::CREATED, "{returned:?}");
    let mut at_once = quilts("A-3", 1);
    at_once["settle_after_days"] = json!(0);
    let booked = service.post("/v1/orders", &at_once).await;
    // 50 % of 80.00, less 2 % and 2 % of it.
    assert_eq!(
        (&booked.body["commission_fen"], &booked.body["pool_fen"]),
        (&json!(4_000), &json!(3_680)),
        "{booked:?}"
    );
    let read = service.get("/v1/campaigns/w").await;
    let goods = &read.body["goods"][1];
    assert_eq!((&goods["left"], &goods["held"], &goods["sold"]), (&json!(1), &json!(1), &json!(1)), "{read:?}");
    assert_eq!((&read.body["money_in_fen"], &read.body["reserve_fed_fen"]), (&json!(8_000), &json!(3_680)));
    let refunded = service.post("/v1/orders/A-3/refunds", &json!({ "amount_fen": 4_000 })).await;
    assert_eq!(refunded.status, StatusCode::CREATED, "{refunded:?}");

    let ended = service.post_as("person=anna", "/v1/campaigns/w/end", &json!({})).await;
    assert_eq!((ended.status, &ended.body["state"]), (StatusCode::OK, &json!("over")), "{ended:?}");
    assert!(service.post_as("person=anna", "/v1/campaigns", &campaign("w")).await.replayed);
    assert_eq!(service.post("/v1/orders", &quilts("A-4", 1)).await.body["code"], "campaign_ended");
    let listed = service.get("/v1/campaigns").await;
    assert_eq!(listed.body["items"][0]["campaign_no"], "w");
    // What the books know is what the journal says.
    let order = service.get("/v1/orders/A-1").await;
    assert_eq!(order.status, StatusCode::OK, "{order:?}");
    service.stop().await;
}
