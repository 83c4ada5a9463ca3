//! Bad input gets a clear answer, never a 5xx, and changes nothing.

use crate::service::{answered, order, small_town};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_another_form_are_refused_with_the_place() {
    let service = small_town().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let cases: &[(&str, &str, u16, &str, Option<&str>)] = &[
        ("", "application/json", 400, "body_malformed", None),
        ("{", "application/json", 400, "body_malformed", None),
        ("[]", "application/json", 400, "body_invalid", None),
        ("{} {}", "application/json", 400, "body_invalid", None),
        (&deep, "application/json", 400, "body_invalid", None),
        (r#"{"order_no":"a"}"#, "application/json", 400, "body_invalid", None),
        (r#"{"order_no":"a","order_no":"b"}"#, "application/json", 400, "body_invalid", None),
        (
            r#"{"order_no":"a","member_no":"m-1","merchant_no":"shop","amount_fen":"12"}"#,
            "application/json",
            400,
            "body_invalid",
            Some("amount_fen"),
        ),
        (
            r#"{"order_no":"a","member_no":"m-1","merchant_no":"shop","amount_fen":1.5}"#,
            "application/json",
            400,
            "body_invalid",
            Some("amount_fen"),
        ),
        (
            r#"{"order_no":"a","member_no":"m-1","merchant_no":"shop","amount_fen":99999999999999999999}"#,
            "application/json",
            400,
            "body_invalid",
            Some("amount_fen"),
        ),
        (
            r#"{"order_no":"a","member_no":"m-1","merchant_no":"shop","amount_fen":1,"price":2}"#,
            "application/json",
            400,
            "body_invalid",
            Some("price"),
        ),
        ("{}", "text/plain", 415, "unsupported_media_type", None),
    ];
    for (body, kind, status, code, param) in cases {
        let request =
            service.request(Method::POST, "/v1/orders").header("content-type", *kind).body((*body).to_owned());
        let answer = answered(request).await;
        let shown = &body[..body.len().min(80)];
        assert_eq!(answer.status.as_u16(), *status, "{shown}: {answer:?}");
        assert_eq!(answer.body["code"], *code, "{shown}: {answer:?}");
        if let Some(param) = param {
            assert_eq!(answer.body["param"], *param, "{shown}: {answer:?}");
        }
        assert!(answer.body["request_id"].is_string());
    }
    let large = format!(r#"{{"order_no":"{}"}}"#, "a".repeat(9_000_000));
    let request = service.request(Method::POST, "/v1/orders").header("content-type", "application/json").body(large);
    let refused = request.send().await.unwrap();
    assert_eq!(refused.headers()["connection"], "close", "another request would be lost");
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], "body_too_large");
    assert_eq!(service.get("/v1/programmes/main").await.body["orders"], 0);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_filters_ids_and_places_are_refused() {
    let service = small_town().await;
    let cases = [
        ("/v1/orders?colour=red", 400, "query_invalid"),
        ("/v1/orders?limit=0", 400, "query_invalid"),
        ("/v1/orders?limit=101", 400, "query_invalid"),
        ("/v1/orders?after=nowhere", 400, "query_invalid"),
        ("/v1/orders?state=eaten", 400, "query_invalid"),
        ("/v1/orders?min_sequence=9223372036854775808", 400, "query_invalid"),
        ("/v1/orders/none", 404, "order_unknown"),
        ("/v1/orders/%20", 400, "path_invalid"),
        ("/v1/members/none", 404, "member_unknown"),
        ("/v1/members/none/statement", 404, "member_unknown"),
        ("/v1/members/m-1?programme=none", 404, "programme_unknown"),
        ("/v1/merchants/none", 404, "merchant_unknown"),
        ("/v1/programmes/none/price", 404, "programme_unknown"),
        ("/v1/programmes/none/price-history", 404, "programme_unknown"),
        ("/v1/programmes/main/price-history?points=0", 400, "query_invalid"),
        ("/v1/nothing", 404, "not_found"),
    ];
    for (path, status, code) in cases {
        let answer = service.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.body["code"].as_str()), (status, Some(code)), "{path}: {answer:?}");
    }
    let answer = answered(service.request(Method::DELETE, "/v1/orders")).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (405, &json!("method_not_allowed")));
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_speak_the_language_asked_for() {
    let service = small_town().await;
    for (asked, title) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", "没有登记这个会员"),
        ("en-GB,en;q=0.9", "no such member is registered"),
        ("fr", "no such member is registered"),
    ] {
        let request = service.request(Method::GET, "/v1/members/none").header("accept-language", asked);
        let answer = answered(request).await;
        assert_eq!(answer.body["title"], title);
        assert_eq!(answer.body["type"], "urn:ratchet:problem:member_unknown");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_cannot_forge_a_line_of_the_log() {
    let service = small_town().await;
    for (given, kept) in [("till-7.0001", true), ("a b", false), ("x\"y", false), (&*"a".repeat(65), false)] {
        let request = service.request(Method::GET, "/v1/members/none").header("x-request-id", given);
        let answer = answered(request).await;
        assert_eq!(answer.body["request_id"] == given, kept, "{given}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_item_of_a_batch_is_good_or_not_by_itself() {
    let service = small_town().await;
    let lines = [
        order("B-1", 10_000).to_string(),
        "not json".to_owned(),
        order("B-1", 10_000).to_string(),
        order("B-1", 10_001).to_string(),
        order("B-2", 0).to_string(),
        String::new(),
        order("B-3", 10_000).to_string(),
    ];
    let request = service.request(Method::POST, "/v1/orders:batch").header("content-type", "application/x-ndjson");
    let answer = answered(request.body(lines.join("\n"))).await;
    let text = answer.body.as_str().unwrap().to_owned();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let seen: Vec<(u64, Option<&str>)> =
        lines.iter().map(|line| (line["status"].as_u64().unwrap(), line["code"].as_str())).collect();
    let expected = [
        (201, None),
        (400, Some("body_malformed")),
        (201, None),
        (409, Some("idempotency_conflict")),
        (422, Some("amount_not_positive")),
        (201, None),
    ];
    assert_eq!(seen, expected, "{text}");
    assert_eq!((&lines[2]["replayed"], &lines[2]["order"]), (&json!(true), &lines[0]["order"]));
    let array: Vec<Value> = (0..10_001).map(|number| order(&format!("C-{number}"), 1)).collect();
    let answer = service.post("/v1/orders:batch", &Value::Array(array)).await;
    assert_eq!(answer.body["code"], "batch_too_large");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_merchants_see_their_own_only() {
    let service = small_town().await;
    service.post("/v1/orders", &order("A-1", 10_000)).await;
    let cases = [
        ("member=m-1", "/v1/members/m-1", 200),
        ("member=m-0", "/v1/members/m-1", 403),
        ("member=m-0", "/v1/members/m-1/statement", 403),
        ("member=m-0", "/v1/members/m-1/referrals", 403),
        ("member=m-0", "/v1/members/m-1/awards", 403),
        ("member=m-1", "/v1/orders/A-1", 200),
        ("member=m-0", "/v1/orders/A-1", 404),
        ("member=m-1", "/v1/orders?member_no=m-1", 200),
        ("member=m-0", "/v1/orders?member_no=m-1", 403),
        ("member=m-0", "/v1/orders", 403),
        ("merchant=shop", "/v1/orders?merchant_no=shop", 200),
        ("merchant=other", "/v1/orders?merchant_no=shop", 403),
        ("merchant=other", "/v1/merchants/shop", 403),
        ("merchant=other", "/v1/merchants/shop/statement", 403),
        ("merchant=shop", "/v1/members/m-1", 403),
        ("member=m-1", "/v1/events", 403),
        ("member=m-1", "/v1/audit", 403),
        ("nobody", "/v1/members/m-1", 401),
    ];
    for (who, path, status) in cases {
        let answer = service.get_as(who, path).await;
        assert_eq!(answer.status.as_u16(), status, "{who} {path}: {answer:?}");
    }
    let sale = json!({ "member_no": "m-1", "points": "1" });
    for who in ["member=m-0", "merchant=shop"] {
        assert_eq!(service.post_as(who, "/v1/redemptions", &sale).await.status, StatusCode::FORBIDDEN);
    }
    service.stop().await;
}
