//! Signing in, sessions, keys.

use super::{PASSWORD, Shop, office_of};
use crate::service::answered;
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn an_owner_comes_in_by_the_link_signs_in_and_out() {
    let shop = Shop::open().await;
    let session = shop.owner.get("/v1/session").await;
    assert_eq!(session.status, StatusCode::OK);
    assert_eq!((&session.body["kind"], &session.body["roles"]), (&json!("person"), &json!(["owner"])));
    assert_eq!(session.body["csrf"], shop.owner.csrf);
    assert!(office_of(&shop.running).await.first_owner(0).await.unwrap().is_none(), "once");

    let wrong = json!({ "login": "owner", "password": PASSWORD, "code": "000000" });
    let refused = answered(shop.running.client.post(format!("{}/v1/session", shop.running.address)).json(&wrong)).await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::UNAUTHORIZED, &json!("credentials_wrong")));

    let forged = answered(shop.owner.forged(Method::DELETE, "/v1/session")).await;
    assert_eq!(forged.status, StatusCode::UNAUTHORIZED, "nobody is signed out by another site");
    assert_eq!(shop.owner.delete("/v1/session").await.status, StatusCode::NO_CONTENT);
    let after = shop.owner.get("/v1/session").await;
    assert_eq!((after.status, &after.body["code"]), (StatusCode::UNAUTHORIZED, &json!("session_invalid")));
    assert_eq!(shop.owner.get("/v1/people").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn guesses_lock_a_name_and_say_how_long() {
    let shop = Shop::open().await;
    let guess = json!({ "login": "nobody", "password": "wrong password", "code": "000000" });
    let address = format!("{}/v1/session", shop.running.address);
    for _ in 0..5 {
        let refused = answered(shop.running.client.post(&address).json(&guess)).await;
        assert_eq!(refused.body["code"], "credentials_wrong");
    }
    let locked = shop.running.client.post(&address).json(&guess).send().await.unwrap();
    assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = locked.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_change_anything() {
    let shop = Shop::open().await;
    let body = json!({ "roles": ["auditor"] });
    for forged in [
        shop.owner.forged(Method::POST, "/v1/people"),
        shop.owner.forged(Method::POST, "/v1/people").header("x-csrf-token", ""),
        shop.owner.forged(Method::POST, "/v1/people").header("x-csrf-token", "0".repeat(64)),
    ] {
        let refused = answered(forged.json(&body)).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::FORBIDDEN, &json!("csrf_invalid")));
    }
    assert_eq!(
        answered(shop.owner.forged(Method::GET, "/v1/people")).await.status,
        StatusCode::OK,
        "reading is no change"
    );
    assert_eq!(shop.owner.get("/v1/people").await.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_opens_its_scopes_until_it_is_revoked() {
    let shop = Shop::open().await;
    let made = shop.owner.post("/v1/keys", &json!({ "label": "till", "scopes": ["members:read"] })).await;
    let (secret, id) = (made.body["secret"].as_str().unwrap(), made.body["id"].as_str().unwrap());
    let read = shop.with_key(secret, Method::GET, "/v1/members/m-1", None).await;
    assert_eq!(read.status, StatusCode::OK);
    let write = shop.with_key(secret, Method::POST, "/v1/members", Some(&json!({ "member_no": "x" }))).await;
    assert_eq!((write.status, &write.body["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));

    let listed = shop.owner.get("/v1/keys").await;
    assert!(!listed.body.to_string().contains(secret), "shown once");
    assert_eq!(shop.owner.delete(&format!("/v1/keys/{id}")).await.status, StatusCode::OK);
    for bad in [secret, "rk_sandbox_", "nonsense", ""] {
        let refused = shop.with_key(bad, Method::GET, "/v1/members/m-1", None).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{bad}");
    }

    let people = shop.owner.post("/v1/keys", &json!({ "label": "x", "scopes": ["approvals:write"] })).await;
    assert_eq!((people.status, &people.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("key_scope_refused")));
    let unknown = shop.owner.post("/v1/keys", &json!({ "label": "x", "scopes": ["everything"] })).await;
    assert_eq!((unknown.status, &unknown.body["code"]), (StatusCode::BAD_REQUEST, &json!("body_invalid")));
}

#[tokio::test]
async fn a_key_that_asks_too_often_waits() {
    let shop = Shop::open().await;
    let new = json!({ "label": "slow", "scopes": ["members:read"], "rate_per_second": 1 });
    let made = shop.owner.post("/v1/keys", &new).await;
    let secret = made.body["secret"].as_str().unwrap();
    let mut answers = Vec::new();
    for _ in 0..200 {
        answers.push(shop.with_key(secret, Method::GET, "/v1/members/m-1", None).await);
    }
    assert_eq!(answers[0].status, StatusCode::OK);
    let refused = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).expect("refused");
    assert_eq!(refused.body["code"], "rate_limited");
}

#[tokio::test]
async fn whoever_loses_a_role_or_their_access_loses_it_at_once() {
    let shop = Shop::open().await;
    let finance = shop.person("finance").await;
    assert_eq!(finance.get("/v1/keys").await.status, StatusCode::FORBIDDEN);
    let path = format!("/v1/people/{}", finance.id);
    let changed = shop.owner.put(&format!("{path}/roles"), &json!({ "roles": ["auditor"] })).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    assert_eq!(finance.get("/v1/keys").await.status, StatusCode::OK, "an auditor sees which keys there are");
    assert_eq!(shop.owner.post(&format!("{path}/disable"), &json!({})).await.status, StatusCode::OK);
    assert_eq!(finance.get("/v1/keys").await.status, StatusCode::UNAUTHORIZED);

    let own = format!("/v1/people/{}", shop.owner.id);
    let last = shop.owner.delete(&own).await;
    assert_eq!((last.status, &last.body["code"]), (StatusCode::CONFLICT, &json!("last_owner")));
    assert_eq!(shop.owner.delete(&path).await.status, StatusCode::NO_CONTENT, "erased");
    assert_eq!(shop.owner.get(&path).await.status, StatusCode::NOT_FOUND);
    let actions = shop.owner.get("/v1/office/actions?limit=1").await;
    assert_eq!(actions.body["items"][0]["action"], "erased");
    assert!(actions.body["next"].is_string());
    assert_eq!(shop.owner.get("/v1/office/actions?limit=0").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(shop.owner.get("/v1/office/actions?colour=red").await.status, StatusCode::BAD_REQUEST);
}
