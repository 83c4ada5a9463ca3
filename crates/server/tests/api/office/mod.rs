//! The office through the real door.

mod codes;
mod contacts;
mod people;
mod privileges;
mod registrations;
mod webhooks;

use crate::service::{Answered, Running, answered, rules};
use ratchet_office::webhooks::TargetRules;
use ratchet_office::{CodeMessage, Mode, Office, OfficeError, PasswordCost, Sender, Settings};
use ratchet_server::ServiceOptions;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};
use totp_rs::{Builder, Secret};

pub(super) const PASSWORD: &str = "correct horse battery";

/// Keeps what would be sent to phones.
#[derive(Clone, Debug, Default)]
pub(super) struct Phones(Arc<Mutex<Vec<CodeMessage>>>);

impl Phones {
    /// The last code that `number` received.
    fn last(&self, number: &str) -> Option<String> {
        let sent = self.0.lock().unwrap();
        sent.iter().rev().find(|message| message.party.number == number).map(|message| message.code.clone())
    }

    /// The same, once it has arrived.
    async fn arrived(&self, number: &str) -> String {
        loop {
            if let Some(code) = self.last(number) {
                return code;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

impl Sender for Phones {
    fn check(&self) -> Result<(), OfficeError> {
        Ok(())
    }

    fn send<'a>(
        &'a self,
        message: &'a CodeMessage,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), OfficeError>> + Send + 'a>> {
        self.0.lock().unwrap().push(message.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// A shop behind the real door, with an owner who is signed in.
pub(super) struct Shop {
    pub(super) running: Running,
    pub(super) owner: Browser,
    pub(super) phones: Phones,
}

fn options(phones: &Phones) -> ServiceOptions {
    ServiceOptions {
        sender: Some(Arc::new(phones.clone())),
        webhook_targets: TargetRules { allow_http: true, allow_private: true },
        ..ServiceOptions::default()
    }
}

impl Shop {
    pub(super) async fn open() -> Self {
        let phones = Phones::default();
        let running = Running::start_with(rules(), 1_700_000_000_000, options(&phones)).await;
        // What `serve` prints once.
        let office = office_of(&running).await;
        let link = office.first_owner(machine()).await.unwrap().unwrap();
        office.close().await.unwrap();
        let owner = Browser::come_in(&running, link.token.as_str(), "owner").await;
        let shop = Self { running, owner, phones };
        shop.fill().await;
        shop
    }

    /// The members `m-1`, `m-2`, and the merchants `shop`, `stall`.
    async fn fill(&self) {
        let key = self.key(&["members:write", "merchants:write"]).await;
        for member in ["m-1", "m-2"] {
            let new = json!({ "member_no": member, "referrer_no": null });
            assert_eq!(self.with_key(&key, Method::POST, "/v1/members", Some(&new)).await.status, StatusCode::CREATED);
        }
        for merchant in ["shop", "stall"] {
            let new = json!({ "merchant_no": merchant, "plan": "store" });
            let made = self.with_key(&key, Method::POST, "/v1/merchants", Some(&new)).await;
            assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        }
    }

    /// A key with these scopes.
    pub(super) async fn key(&self, scopes: &[&str]) -> String {
        let made = self.owner.post("/v1/keys", &json!({ "label": "till", "scopes": scopes })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        made.body["secret"].as_str().unwrap().to_owned()
    }

    pub(super) async fn with_key(&self, key: &str, method: Method, path: &str, body: Option<&Value>) -> Answered {
        let address = format!("{}{path}", self.running.address);
        let request = self.running.client.request(method, address).bearer_auth(key);
        answered(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Somebody of this role who is signed in.
    pub(super) async fn person(&self, role: &str) -> Browser {
        let invited = self.owner.post("/v1/people", &json!({ "roles": [role] })).await;
        assert_eq!(invited.status, StatusCode::CREATED, "{invited:?}");
        Browser::come_in(&self.running, invited.body["token"].as_str().unwrap(), role).await
    }
}

/// Another handle of the office's file, as a second process has one.
pub(super) async fn office_of(running: &Running) -> Office {
    let settings = Settings { mode: Mode::Sandbox, password_cost: PasswordCost::default() };
    Office::open(running.root().join("office.sqlite"), settings).await.unwrap()
}

pub(super) fn machine() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// The code that an authenticator shows some seconds from now.
pub(super) fn code_in(base32: &str, seconds: i64) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(base32).unwrap()).build().unwrap();
    totp.generate(u64::try_from(machine() / 1_000 + seconds).unwrap()).to_string()
}

/// A browser in which somebody is signed in.
#[derive(Clone)]
pub(super) struct Browser {
    address: String,
    client: reqwest::Client,
    pub(super) id: String,
    pub(super) cookie: String,
    pub(super) csrf: String,
}

impl Browser {
    /// Takes a link, and signs in.
    async fn come_in(running: &Running, token: &str, login: &str) -> Self {
        let post = async |path: &str, body: Value| {
            answered(running.client.post(format!("{}{path}", running.address)).json(&body)).await
        };
        let look = post("/v1/invitations/look", json!({ "token": token })).await;
        assert_eq!(look.status, StatusCode::OK, "{look:?}");
        let totp = look.body["totp_secret"].as_str().unwrap().to_owned();
        assert!(look.body["totp_qr"].as_str().unwrap().contains("<svg"));
        let chosen = json!({
            "token": token, "login": login, "name": "张伟", "password": PASSWORD, "code": code_in(&totp, 0),
        });
        let joined = post("/v1/invitations/accept", chosen).await;
        assert_eq!(joined.status, StatusCode::CREATED, "{joined:?}");
        // The code after the one that was used.
        Self::sign_in(running, login, &code_in(&totp, 30)).await
    }

    async fn sign_in(running: &Running, login: &str, code: &str) -> Self {
        let body = json!({ "login": login, "password": PASSWORD, "code": code });
        let request = running.client.post(format!("{}/v1/session", running.address)).json(&body);
        Self::of(running, request.send().await.unwrap()).await
    }

    /// The browser that received this answer.
    pub(super) async fn of(running: &Running, response: reqwest::Response) -> Self {
        assert_eq!(response.status(), StatusCode::CREATED);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let body: Value = response.json().await.unwrap();
        let text = |key: &str| body[key].as_str().unwrap().to_owned();
        Self {
            address: running.address.clone(),
            client: running.client.clone(),
            id: text("id"),
            cookie,
            csrf: text("csrf"),
        }
    }

    /// The same browser, after a restart of the service.
    pub(super) fn moved_to(self, running: &Running) -> Self {
        Self { address: running.address.clone(), ..self }
    }

    /// A request as the console's page makes it.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.forged(method, path).header("x-csrf-token", &self.csrf)
    }

    /// A request that another site makes this browser send: it has the cookie and nothing else.
    pub(super) fn forged(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address)).header("cookie", &self.cookie)
    }

    pub(super) async fn get(&self, path: &str) -> Answered {
        answered(self.request(Method::GET, path)).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answered {
        answered(self.request(Method::POST, path).json(body)).await
    }

    pub(super) async fn put(&self, path: &str, body: &Value) -> Answered {
        answered(self.request(Method::PUT, path).json(body)).await
    }

    pub(super) async fn delete(&self, path: &str) -> Answered {
        answered(self.request(Method::DELETE, path)).await
    }
}
