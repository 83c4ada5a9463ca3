//! Webhooks against a receiver that answers as it is told.

use super::{Shop, options};
use crate::service::{Running, order, rules};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use ratchet_server::ServiceOptions;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a receiver was sent, and how it answers.
#[derive(Clone, Default)]
struct Receiver {
    received: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answer: Arc<Mutex<u16>>,
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    receiver.received.lock().unwrap().push((headers, body));
    let status = StatusCode::from_u16(*receiver.answer.lock().unwrap()).unwrap();
    // Where to, if somebody follows.
    (status, [("location", "/elsewhere")]).into_response()
}

impl Receiver {
    /// One that listens, and where.
    async fn listen(answer: u16) -> (Self, String) {
        let receiver = Self::default();
        receiver.answer(answer);
        let routes = Router::new().route("/hook", post(receive)).route("/elsewhere", post(receive));
        let routes = routes.with_state(receiver.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://localhost:{}/hook", listener.local_addr().unwrap().port());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        (receiver, address)
    }

    fn answer(&self, status: u16) {
        *self.answer.lock().unwrap() = status;
    }

    fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    /// The bodies of the first `count` deliveries, once they are here, each with a signature that is right.
    async fn bodies(&self, count: usize, secret: &str) -> Vec<Value> {
        while self.count() < count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let received = self.received.lock().unwrap();
        let bodies = received.iter().take(count).map(|(headers, body)| {
            Webhook::new(secret).unwrap().verify(body, headers).unwrap();
            serde_json::from_slice(body).unwrap()
        });
        bodies.collect()
    }
}

impl Shop {
    async fn hook(&self, url: &str, types: &[&str]) -> (String, String) {
        let made = self.owner.post("/v1/webhooks", &json!({ "url": url, "event_types": types })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        let text = |key: &str| made.body[key].as_str().unwrap().to_owned();
        (text("id"), text("secret"))
    }

    async fn book(&self, key: &str, number: &str) {
        let booked = self.with_key(key, Method::POST, "/v1/orders", Some(&order(number, 10_000))).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
    }

    /// The newest delivery of a webhook, once it is in this state.
    async fn newest(&self, webhook: &str, state: &str) -> Value {
        loop {
            let listed = self.owner.get(&format!("/v1/webhooks/{webhook}/deliveries?limit=1")).await;
            if listed.body["items"][0]["state"] == state {
                return listed.body["items"][0].clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn what_is_wanted_is_told_signed_and_logged() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::listen(204).await;
    let (webhook, secret) = shop.hook(&url, &["order_booked"]).await;
    let key = shop.key(&["orders:write", "members:write"]).await;
    let member = json!({ "member_no": "m-3", "referrer_no": null });
    shop.with_key(&key, Method::POST, "/v1/members", Some(&member)).await;
    shop.book(&key, "o-1").await;
    shop.book(&key, "o-2").await;

    let bodies = receiver.bodies(2, &secret).await;
    let mut told: Vec<_> = bodies.iter().map(|body| body["data"]["reference"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, ["o-1", "o-2"], "not the member: that was not asked for");
    assert_eq!(bodies[0]["type"], "order_booked");
    let sum: i64 =
        bodies[0]["data"]["postings"].as_array().unwrap().iter().filter_map(|p| p["amount_fen"].as_i64()).sum();
    assert_eq!(sum, 0, "double entry");

    let delivery = shop.newest(&webhook, "delivered").await;
    let log = shop.owner.get(&format!("/v1/deliveries/{}", delivery["id"])).await;
    assert_eq!(log.body["log"][0]["status"], 204);
    let replayed = shop.owner.post(&format!("/v1/deliveries/{}/replay", delivery["id"]), &json!({})).await;
    assert_eq!(replayed.status, StatusCode::OK);
    let again = receiver.bodies(3, &secret).await;
    assert_eq!(
        again[2]["data"]["sequence"],
        bodies.iter().map(|body| body["data"]["sequence"].as_u64().unwrap()).max().unwrap()
    );
    for missing in ["/v1/deliveries/999", "/v1/deliveries/none", "/v1/webhooks/none"] {
        assert_eq!(shop.owner.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn what_happened_while_the_receiver_or_the_service_was_away_is_told_later() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::listen(503).await;
    let (webhook, secret) = shop.hook(&url, &["order_booked"]).await;
    let key = shop.key(&["orders:write"]).await;
    shop.book(&key, "o-1").await;
    receiver.bodies(1, &secret).await;
    shop.newest(&webhook, "pending").await;
    // Off: nothing is sent, and nothing forgotten.
    assert_eq!(shop.owner.post(&format!("/v1/webhooks/{webhook}/disable"), &json!({})).await.status, StatusCode::OK);
    for order in ["o-2", "o-3"] {
        shop.book(&key, order).await;
    }
    let Shop { running, owner, phones } = shop;
    let running = running.restart_with(options(&phones)).await;
    let owner = owner.moved_to(&running);
    receiver.answer(200);
    let on = owner.post(&format!("/v1/webhooks/{webhook}/enable"), &json!({})).await;
    assert_eq!(on.status, StatusCode::OK, "{on:?}");
    // The first one again after five seconds, the others now.
    let mut told: Vec<String> = Vec::new();
    for body in receiver.bodies(4, &secret).await {
        told.push(body["data"]["reference"].as_str().unwrap().to_owned());
    }
    told.sort_unstable();
    assert_eq!(told, ["o-1", "o-1", "o-2", "o-3"]);
}

#[tokio::test]
async fn redirections_are_not_followed_and_gone_is_gone() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::listen(307).await;
    let (webhook, _) = shop.hook(&url, &["*"]).await;
    let key = shop.key(&["orders:write"]).await;
    shop.book(&key, "o-1").await;
    let delivery = loop {
        let newest = shop.newest(&webhook, "pending").await;
        if newest["attempts"] == 1 {
            break newest;
        }
    };
    let log = shop.owner.get(&format!("/v1/deliveries/{}", delivery["id"])).await;
    assert_eq!(log.body["log"][0]["status"], 307);
    assert_eq!(receiver.count(), 1, "nobody went elsewhere");

    receiver.answer(410);
    shop.owner.post(&format!("/v1/deliveries/{}/replay", delivery["id"]), &json!({})).await;
    shop.newest(&webhook, "failed").await;
    let off = shop.owner.get(&format!("/v1/webhooks/{webhook}")).await;
    assert_eq!(off.body["disabled_because"], "gone");
}

#[tokio::test]
async fn a_webhook_reaches_the_public_internet_only() {
    let phones = super::Phones::default();
    let strict = ServiceOptions { sender: Some(Arc::new(phones.clone())), ..ServiceOptions::default() };
    let running = Running::start_with(rules(), 1_700_000_000_000, strict).await;
    let office = super::office_of(&running).await;
    let scopes = [ratchet_office::Scope::WebhooksWrite].into();
    let new = ratchet_office::NewKey { label: "hooks", scopes: &scopes, rate_per_second: 1_000 };
    let (key, _) = office.create_key("p-1", new, 0).await.unwrap();
    // The service sees within a second what another process made.
    let create = async |url: &str| loop {
        let body = json!({ "url": url, "event_types": ["*"] });
        let request = running.client.post(format!("{}/v1/webhooks", running.address)).bearer_auth(key.as_str());
        let answer = crate::service::answered(request.json(&body)).await;
        if answer.status != StatusCode::UNAUTHORIZED {
            break (answer.status, answer.body["code"].as_str().unwrap_or_default().to_owned());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    for url in [
        "https://127.0.0.1/",
        "https://[::1]:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:192.168.0.1]/",
        "https://localhost/",
    ] {
        assert_eq!(create(url).await, (StatusCode::UNPROCESSABLE_ENTITY, "webhook_address_refused".into()), "{url}");
    }
    for url in ["http://example.com/", "https://user:word@example.com/", "file:///etc/passwd", "nonsense"] {
        assert_eq!(create(url).await, (StatusCode::UNPROCESSABLE_ENTITY, "webhook_url_invalid".into()), "{url}");
    }
}

#[tokio::test]
async fn an_address_that_is_refused_by_now_is_not_asked() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::listen(200).await;
    let (webhook, _) = shop.hook(&url, &["order_booked"]).await;
    let key = shop.key(&["orders:write"]).await;
    let Shop { running, owner, phones } = shop;
    // Unencrypted is still allowed, the name is the same, but what it stands for is not allowed any more.
    let mut stricter = options(&phones);
    stricter.webhook_targets.allow_private = false;
    let running = running.restart_with(stricter).await;
    let shop = Shop { owner: owner.moved_to(&running), running, phones };
    shop.book(&key, "o-1").await;
    let delivery = loop {
        let newest = shop.newest(&webhook, "pending").await;
        if newest["attempts"] == 1 {
            break newest;
        }
    };
    let log = shop.owner.get(&format!("/v1/deliveries/{}", delivery["id"])).await;
    assert_eq!(log.body["log"][0]["outcome"], "address_refused");
    assert_eq!(receiver.count(), 0);
}
