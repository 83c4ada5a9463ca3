//! Members register themselves: by an invitation, in a store, or by neither.

use super::{Browser, Shop};
use crate::service::{Answered, answered};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

impl Shop {
    async fn register(&self, path: &str, body: &Value) -> Answered {
        answered(self.running.client.post(format!("{}{path}", self.running.address)).json(body)).await
    }

    /// The code that arrived at this phone.
    async fn code_at(&self, phone: &str) -> String {
        let asked = self.register("/v1/registrations/code", &json!({ "phone": phone })).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{asked:?}");
        loop {
            let sent = self.phones.0.lock().unwrap().iter().rev().find(|sent| sent.phone == phone).cloned();
            if let Some(sent) = sent {
                return sent.code;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    async fn join(&self, body: &Value) -> Browser {
        let request = self.running.client.post(format!("{}/v1/registrations", self.running.address)).json(body);
        Browser::of(&self.running, request.send().await.unwrap()).await
    }
}

#[tokio::test]
async fn somebody_invited_is_a_member_with_that_referrer_and_only_signs_in_the_next_time() {
    let shop = Shop::open().await;
    let code = shop.code_at("13900000001").await;
    let joined = shop.join(&json!({ "phone": "139 0000 0001", "code": code, "referrer_no": "m-1" })).await;
    let own = joined.get(&format!("/v1/members/{}", joined.id)).await;
    assert_eq!((own.status, &own.body["referrer_no"]), (StatusCode::OK, &json!("m-1")));
    let used = json!({ "phone": "13900000001", "code": code });
    assert_eq!(shop.register("/v1/registrations", &used).await.body["code"], "code_wrong");
    let sale = json!({ "member_no": joined.id, "points": "1" });
    let forged = joined.forged(Method::POST, "/v1/redemptions").json(&sale);
    assert_eq!(answered(forged).await.body["code"], "csrf_invalid");
    // A second code to the same phone comes only after a while; the member signs in by the usual one meanwhile.
    let again = shop.register("/v1/registrations/code", &json!({ "phone": "13900000001" })).await;
    assert_eq!(again.body["code"], "code_sent_recently");
}

#[tokio::test]
async fn whoever_has_the_phone_of_a_member_is_that_member() {
    let shop = Shop::open().await;
    shop.owner.put("/v1/members/m-2/contact", &json!({ "phone": "13900000002" })).await;
    let code = shop.code_at("13900000002").await;
    let joined = shop.join(&json!({ "phone": "13900000002", "code": code, "referrer_no": "m-1" })).await;
    assert_eq!(joined.id, "m-2");
    assert_eq!(joined.get("/v1/members/m-2").await.body["referrer_no"], Value::Null);
}

#[tokio::test]
async fn in_a_store_one_is_linked_to_its_owner() {
    let shop = Shop::open().await;
    let key = shop.key(&["merchants:write"]).await;
    let new = json!({ "merchant_no": "owned", "plan": "store", "owner_no": "m-2" });
    assert_eq!(shop.with_key(&key, Method::POST, "/v1/merchants", Some(&new)).await.status, StatusCode::CREATED);
    let code = shop.code_at("13900000003").await;
    let joined = shop.join(&json!({ "phone": "13900000003", "code": code, "merchant_no": "owned" })).await;
    assert_eq!(joined.get(&format!("/v1/members/{}", joined.id)).await.body["referrer_no"], "m-2");
}

#[tokio::test]
async fn an_invitation_that_leads_nowhere_uses_up_no_code_and_a_wrong_code_registers_nobody() {
    let shop = Shop::open().await;
    let code = shop.code_at("13900000004").await;
    let mut body = json!({ "phone": "13900000004", "code": code, "referrer_no": "nobody" });
    assert_eq!(shop.register("/v1/registrations", &body).await.body["code"], "referrer_unknown");
    body["merchant_no"] = json!("shop");
    assert_eq!(shop.register("/v1/registrations", &body).await.body["param"], "referrer_no");
    let wrong = json!({ "phone": "13900000005", "code": "000000" });
    assert_eq!(shop.register("/v1/registrations", &wrong).await.body["code"], "code_wrong");
    // The code of somebody who is nobody yet opens no session.
    let session = json!({ "kind": "member", "phone": "13900000004", "code": code });
    assert_eq!(shop.register("/v1/session/by-code", &session).await.body["code"], "code_wrong");
    shop.join(&json!({ "phone": "13900000004", "code": code })).await;
}
