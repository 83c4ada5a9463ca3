//! `Idempotency-Key`: what moves value and has no number of its own is done once.

use crate::service::{Answered, NOON, Running, answered, order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn keyed(service: &Running, who: &str, path: &str, key: &str, body: &Value) -> Answered {
    let request = service.client.request(Method::POST, format!("{}{path}", service.address));
    answered(request.bearer_auth(who).header("idempotency-key", key).json(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_under_a_key_is_done_once_also_after_a_restart() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 50_000)).await;
    let sale = json!({ "member_no": "m-1", "points": "1.5" });
    // Another notation of the same figure is the same request.
    let the_same = json!({ "points": "1.50000000", "member_no": "m-1", "programme": "main" });
    let first = keyed(&service, "key=till", "/v1/redemptions", "k-1", &sale).await;
    assert_eq!((first.status, first.replayed), (StatusCode::CREATED, false), "{first:?}");
    service.post("/v1/orders", &order("A-2", 70_000)).await;
    let again = keyed(&service, "key=till", "/v1/redemptions", "k-1", &the_same).await;
    assert_eq!((again.status, again.replayed), (StatusCode::CREATED, true), "{again:?}");
    assert_eq!(again.body, first.body);

    let service = service.restart(NOON + 1_000).await;
    let again = keyed(&service, "key=till", "/v1/redemptions", "k-1", &sale).await;
    assert_eq!((again.replayed, &again.body), (true, &first.body));
    let other = json!({ "member_no": "m-1", "points": "2" });
    let conflict = keyed(&service, "key=till", "/v1/redemptions", "k-1", &other).await;
    assert_eq!((conflict.status, &conflict.body["code"]), (StatusCode::CONFLICT, &json!("idempotency_conflict")));
    // Somebody else's key of the same text is another one, and so is the member's own.
    for who in ["key=kiosk", "member=m-1"] {
        let own = keyed(&service, who, "/v1/redemptions", "k-1", &sale).await;
        assert_eq!((own.status, own.replayed), (StatusCode::CREATED, false), "{who}: {own:?}");
    }
    // Without a key every request is one of its own.
    let unkeyed = service.post("/v1/redemptions", &sale).await;
    assert_ne!(unkeyed.body["sequence"], first.body["sequence"]);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deposits_and_refunds_take_keys_and_a_refusal_uses_none() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 50_000)).await;
    let deposit = json!({ "merchant_no": "shop", "amount_fen": 30_000, "reference": "bank-7" });
    let before = service.get("/v1/merchants/shop").await.body["payable_fen"].as_i64().unwrap();
    let none = json!({ "merchant_no": "nobody", "amount_fen": 30_000 });
    let refused = keyed(&service, "key=till", "/v1/deposits", "k-1", &none).await;
    assert_eq!(refused.body["code"], "merchant_unknown");
    for replayed in [false, true] {
        let answer = keyed(&service, "key=till", "/v1/deposits", "k-1", &deposit).await;
        assert_eq!((answer.status, answer.replayed), (StatusCode::CREATED, replayed), "{answer:?}");
    }
    let after = service.get("/v1/merchants/shop").await.body["payable_fen"].as_i64().unwrap();
    assert_eq!(after - before, 30_000);

    let refund = json!({ "amount_fen": 500 });
    let first = keyed(&service, "key=till", "/v1/orders/A-1/refunds", "k-1", &refund).await;
    let again = keyed(&service, "key=till", "/v1/orders/A-1/refunds", "k-1", &refund).await;
    assert_eq!((first.status, first.replayed, again.replayed), (StatusCode::CREATED, false, true), "{first:?}");
    assert_eq!(again.body, first.body);
    let refunded = service.get("/v1/orders/A-1").await.body["refunded_fen"].clone();
    assert_eq!(refunded, json!(500));

    for bad in ["", "two words", "ключ", &"x".repeat(256)] {
        let refused = keyed(&service, "key=till", "/v1/deposits", bad, &deposit).await;
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (StatusCode::BAD_REQUEST, &json!("idempotency_key_invalid"))
        );
    }
    // Only to try uses no key.
    let tried = keyed(&service, "key=till", "/v1/deposits?dry_run=true", "k-2", &deposit).await;
    assert_eq!((tried.status, &tried.body["sequence"]), (StatusCode::OK, &json!(null)));
    let done = keyed(&service, "key=till", "/v1/deposits", "k-2", &deposit).await;
    assert_eq!((done.status, done.replayed), (StatusCode::CREATED, false));
    service.stop().await;
}
