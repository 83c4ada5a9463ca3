//! Members and merchants sign in by a code, and see their own.

use super::{Browser, Shop};
use crate::service::{Answered, answered};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

impl Shop {
    async fn ask(&self, path: &str, body: &Value) -> Answered {
        answered(self.running.client.post(format!("{}{path}", self.running.address)).json(body)).await
    }

    async fn set_phone(&self, path: &str, phone: &str) {
        let set = self.owner.put(path, &json!({ "phone": phone })).await;
        assert_eq!(set.status, StatusCode::OK, "{set:?}");
    }

    /// The bearer token of a member or merchant.
    pub(super) async fn bearer(&self, kind: &str, number: &str) -> String {
        self.set_phone(&format!("/v1/{kind}s/{number}/contact"), "13812345678").await;
        let asked = self.ask("/v1/session/code", &json!({ "kind": kind, "number": number })).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{asked:?}");
        let code = self.phones.arrived(number).await;
        let body = json!({ "kind": kind, "number": number, "code": code, "bearer": true });
        let session = self.ask("/v1/session/by-code", &body).await;
        assert_eq!(session.status, StatusCode::CREATED, "{session:?}");
        session.body["token"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_member_signs_in_by_phone_in_a_browser_and_out() {
    let shop = Shop::open().await;
    shop.set_phone("/v1/members/m-1/contact", "138 1234 5678").await;
    let asked = shop.ask("/v1/session/code", &json!({ "kind": "member", "phone": "138-1234-5678" })).await;
    assert_eq!((asked.status, &asked.body["digits"]), (StatusCode::ACCEPTED, &json!(6)));
    let code = shop.phones.arrived("m-1").await;
    let body = json!({ "kind": "member", "phone": "13812345678", "code": code });
    let request = shop.running.client.post(format!("{}/v1/session/by-code", shop.running.address)).json(&body);
    let browser = Browser::of(&shop.running, request.send().await.unwrap()).await;
    assert_eq!(browser.id, "m-1");
    assert_eq!(browser.get("/v1/session").await.body["kind"], "member");
    assert_eq!(browser.get("/v1/members/m-1").await.status, StatusCode::OK);
    let forged = browser.forged(Method::POST, "/v1/redemptions").json(&json!({ "member_no": "m-1", "points": "1" }));
    assert_eq!(answered(forged).await.body["code"], "csrf_invalid");
    assert_eq!(browser.delete("/v1/session").await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.get("/v1/members/m-1").await.status, StatusCode::UNAUTHORIZED);
    let again = shop.ask("/v1/session/by-code", &body).await;
    assert_eq!((again.status, &again.body["code"]), (StatusCode::UNAUTHORIZED, &json!("code_wrong")));
}

#[tokio::test]
async fn nobody_learns_who_is_a_member() {
    let shop = Shop::open().await;
    shop.set_phone("/v1/members/m-1/contact", "13812345678").await;
    let known = shop.ask("/v1/session/code", &json!({ "kind": "member", "number": "m-1" })).await;
    let others = [
        json!({ "kind": "member", "number": "nobody" }),
        json!({ "kind": "member", "phone": "13900000000" }),
        json!({ "kind": "merchant", "number": "shop" }),
    ];
    for other in others {
        let answer = shop.ask("/v1/session/code", &other).await;
        assert_eq!((answer.status, &answer.body), (known.status, &known.body), "{other}");
        let soon = shop.ask("/v1/session/code", &other).await;
        assert_eq!((soon.status, &soon.body["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("code_sent_recently")));
    }
    for unclear in [
        json!({ "kind": "member" }),
        json!({ "kind": "member", "number": "m-1", "phone": "13812345678" }),
        json!({ "kind": "person", "number": "m-1" }),
        json!({ "kind": "member", "number": "13812345678" }),
    ] {
        assert_eq!(shop.ask("/v1/session/code", &unclear).await.status, StatusCode::BAD_REQUEST, "{unclear}");
    }
}

#[tokio::test]
async fn members_and_merchants_see_their_own_and_nothing_else() {
    let shop = Shop::open().await;
    let member = shop.bearer("member", "m-1").await;
    let merchant = shop.bearer("merchant", "shop").await;
    let get = async |token: &str, path: &str| shop.with_key(token, Method::GET, path, None).await.status;
    for (token, own, others) in [
        (&member, "/v1/members/m-1", ["/v1/members/m-2", "/v1/members/none", "/v1/merchants/m-1"]),
        (&merchant, "/v1/merchants/shop", ["/v1/merchants/stall", "/v1/merchants/none", "/v1/members/shop"]),
    ] {
        for part in ["", "/contact", "/statement"] {
            assert_eq!(get(token, &format!("{own}{part}")).await, StatusCode::OK, "{own}{part}");
            for other in others {
                assert_eq!(get(token, &format!("{other}{part}")).await, StatusCode::FORBIDDEN, "{other}{part}");
            }
        }
    }
    let sale = json!({ "member_no": "m-2", "points": "1" });
    let sold = shop.with_key(&member, Method::POST, "/v1/redemptions", Some(&sale)).await;
    assert_eq!(sold.status, StatusCode::FORBIDDEN);
}
