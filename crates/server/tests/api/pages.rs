//! What the pages of members and stores ask for: everybody their own, and nothing that a page would have to compute.

use crate::service::{Running, order, small_town};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::path::Path;

/// The document that the pages' client is typed by. After a change of the API, write it again:
/// `UPDATE_DOCUMENT=1 cargo test -p ratchet-server the_document_of_the_pages`.
#[test]
fn the_document_of_the_pages_is_what_the_server_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
    let said = ratchet_server::service::document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_DOCUMENT").is_some() {
        std::fs::write(&path, &said).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == said, "web/openapi.json is not what the server says: see the comment of this test");
}

async fn town_with_orders() -> Running {
    let service = small_town().await;
    let new = json!({ "merchant_no": "owned", "plan": "store", "owner_no": "m-0", "recruiter_no": "m-0" });
    assert_eq!(service.post("/v1/merchants", &new).await.status, StatusCode::CREATED);
    for (number, amount) in [("A-1", 100_000), ("A-2", 25_850)] {
        assert_eq!(service.post("/v1/orders", &order(number, amount)).await.status, StatusCode::CREATED);
    }
    service
}

#[tokio::test]
async fn anybody_learns_which_deployment_this_is() {
    let service = small_town().await;
    let told = service.get_as("nobody", "/v1/deployment").await;
    let expected = json!({ "mode": "sandbox", "zone": "Asia/Shanghai", "programmes": ["main"] });
    assert_eq!((told.status, told.body), (StatusCode::OK, expected));
}

#[tokio::test]
async fn a_quote_says_the_fee_and_the_share_of_what_was_spent() {
    let service = town_with_orders().await;
    let asked = json!({ "member_no": "m-1", "points": "100" });
    let quote = service.post_as("member=m-1", "/v1/quotes", &asked).await.body;
    assert_eq!((&quote["fee_bp"], &quote["spend_fen"]), (&json!(2_000), &json!(125_850)));
    let net = quote["net_fen"].as_i64().unwrap();
    assert_eq!(quote["net_of_spend_bp"], json!(net * 10_000 / 125_850));
    let own = service.get_as("member=m-1", "/v1/members/m-1").await.body;
    let all = own["sale_now"]["net_fen"].as_i64().unwrap();
    assert_eq!(own["sale_now_of_spend_bp"], json!(all * 10_000 / 125_850));
    assert_eq!([&own["frozen_fen"], &own["pending_fen"], &own["in_transit_fen"]], [0, 0, 0]);
}

#[tokio::test]
async fn a_distance_to_the_cap_stands_beside_the_share_who_never_reached_it() {
    let service = town_with_orders().await;
    let told = service.get_as("member=m-1", "/v1/members/m-1/distances").await;
    assert_eq!(told.status, StatusCode::OK, "{told:?}");
    let (body, position) = (&told.body, &told.body["positions"][0]);
    assert_eq!((&body["members"], &body["not_reached_bp"]), (&json!(1), &json!(10_000)));
    let sheet = service.get("/v1/programmes/main/factsheet").await.body;
    let nearest = &sheet["cap"]["nearest"];
    assert_eq!((&position["worth_fen"], &position["left_fen"]), (&nearest["worth"], &nearest["left"]));
    let units = position["points_missing"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(json!(units), nearest["points_missing"]);
    // The pace that was told is floored: never fewer orders than the factsheet counts.
    assert!(position["orders_missing"].as_u64().unwrap() >= nearest["orders_missing"].as_u64().unwrap());
    assert_eq!(service.get_as("member=m-0", "/v1/members/m-1/distances").await.status, StatusCode::FORBIDDEN);
    assert_eq!(service.get("/v1/members/nobody/distances").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn earnings_are_the_awards_by_kind() {
    let service = town_with_orders().await;
    let earned = service.get_as("member=m-0", "/v1/members/m-0/earnings").await.body;
    let awards = service.get("/v1/members/m-0/awards?limit=100").await.body;
    let sum: i64 = awards["items"].as_array().unwrap().iter().map(|award| award["amount_fen"].as_i64().unwrap()).sum();
    assert!(sum > 0);
    assert_eq!(earned, json!([{ "kind": "direct", "awards": 2, "amount_fen": sum }]));
    assert_eq!(service.get_as("member=m-1", "/v1/members/m-0/earnings").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_flow_of_a_store_is_the_sum_of_its_orders_and_says_what_the_commission_became() {
    let service = town_with_orders().await;
    let refund = json!({ "amount_fen": 850 });
    let given = service.post_as("merchant=shop", "/v1/orders/A-2/refunds", &refund).await;
    assert_eq!(given.status, StatusCode::CREATED, "{given:?}");
    let flow = service.get_as("merchant=shop", "/v1/merchants/shop/flow").await.body;
    let orders = service.get("/v1/orders?merchant_no=shop").await.body["items"].clone();
    let sum =
        |field: &str| -> i64 { orders.as_array().unwrap().iter().map(|order| order[field].as_i64().unwrap()).sum() };
    let figure = |field: &str| flow[field].as_i64().unwrap();
    assert_eq!((figure("orders"), figure("amount_fen"), figure("refunded_fen")), (2, 125_850, 850));
    assert_eq!([figure("commission_fen"), figure("pool_fen")], [sum("commission_fen"), sum("pool_fen")]);
    assert_eq!(figure("commission_fen"), figure("pool_fen") + figure("awards_fen") + figure("platform_fen"));
    assert_eq!(service.get_as("merchant=owned", "/v1/merchants/shop/flow").await.status, StatusCode::FORBIDDEN);
    let refused = service.get_as("merchant=shop", "/v1/merchants/shop/flow?days=32").await;
    assert_eq!((refused.status, &refused.body["param"]), (StatusCode::BAD_REQUEST, &json!("days")));
    // The day after, nothing of it is of today.
    service.move_clock_to(crate::service::NOON + 86_400_000).await;
    let today = service.get_as("merchant=shop", "/v1/merchants/shop/flow").await.body;
    assert_eq!((&today["orders"], &today["commission_fen"]), (&json!(0), &json!(0)));
    let week = service.get_as("merchant=shop", "/v1/merchants/shop/flow?days=7").await.body;
    assert_eq!(week["orders"], json!(2));
}

#[tokio::test]
async fn a_merchant_takes_orders_of_its_own_store_and_bends_no_terms() {
    let service = small_town().await;
    let taken = service.post_as("merchant=shop", "/v1/orders", &order("S-1", 5_850)).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{taken:?}");
    let elsewhere = service.post_as("merchant=other", "/v1/orders", &order("S-2", 5_850)).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    for (field, value) in [("occurred_at", json!(1)), ("settle_after_days", json!(0)), ("from_balance_fen", json!(1))] {
        let mut bent = order("S-3", 5_850);
        bent[field] = value;
        let refused = service.post_as("merchant=shop", "/v1/orders", &bent).await;
        assert_eq!((refused.status, &refused.body["param"]), (StatusCode::FORBIDDEN, &json!(field)));
    }
    let refund: Value = json!({ "amount_fen": 100 });
    let foreign = service.post_as("merchant=other", "/v1/orders/S-1/refunds", &refund).await;
    assert_eq!((foreign.status, &foreign.body["code"]), (StatusCode::NOT_FOUND, &json!("order_unknown")));
}

#[tokio::test]
async fn a_member_pays_in_a_sandbox_for_nobody_else_and_by_no_other_provider() {
    let service = small_town().await;
    let pay = |number: &str, member: &str, provider: &str| {
        let mut order = order(&format!("P-{number}"), 10_000);
        order["member_no"] = json!(member);
        json!({ "payment_no": number, "provider": provider, "order": order, "sandbox": { "answer": "paid" } })
    };
    let opened = service.post_as("member=m-1", "/v1/payments", &pay("p-1", "m-1", "sandbox")).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{opened:?}");
    loop {
        let seen = service.get_as("member=m-1", "/v1/payments/p-1").await;
        assert_eq!(seen.status, StatusCode::OK, "{seen:?}");
        if seen.body["state"] == "paid" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(service.get_as("member=m-0", "/v1/payments/p-1").await.status, StatusCode::NOT_FOUND);
    for (number, member, provider) in [("p-2", "m-0", "sandbox"), ("p-3", "m-1", "bank")] {
        let refused = service.post_as("member=m-1", "/v1/payments", &pay(number, member, provider)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
    }
}

#[tokio::test]
async fn a_code_leads_to_the_pages_and_nowhere_else() {
    let service = small_town().await;
    let at = |origin: &str| format!("/v1/members/m-1/invitation?origin={origin}");
    let code = service.get_as("member=m-1", &at("https://points.example")).await.body;
    assert_eq!(code["payload"], "https://points.example/i/m/m-1");
    assert_eq!(service.get_as("merchant=shop", "/v1/merchants/shop/code").await.body["payload"], "/i/s/shop");
    for wrong in ["https://points.example/a", "javascript:alert(1)", "points.example", "https://u@points.example"] {
        let refused = service.get_as("member=m-1", &at(wrong)).await;
        assert_eq!((refused.status, &refused.body["param"]), (StatusCode::BAD_REQUEST, &json!("origin")), "{wrong}");
    }
}
