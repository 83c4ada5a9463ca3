//! A service under test.

use ratchet_core::operations::{Mode, OpenProgramme};
use ratchet_core::{Rules, Time};
use ratchet_deployment::{Creation, create};
use ratchet_server::http::{Caller, Doorman, Identified};
use ratchet_server::runtime::Clock;
use ratchet_server::{Service, ServiceError, ServiceOptions};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Lets everybody in as whoever they say they are: what is tested here is behind the door.
#[derive(Debug)]
struct EverybodysDoor;

impl Doorman for EverybodysDoor {
    fn identify<'a>(&'a self, _: &'a axum::http::Method, headers: &'a axum::http::HeaderMap) -> Identified<'a> {
        let said = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let said = said.strip_prefix("Bearer ").unwrap_or_default();
        let scopes: BTreeSet<String> = ratchet_office::Scope::ALL.iter().map(|scope| scope.name().to_owned()).collect();
        let caller = match said.split_once('=') {
            Some(("member", number)) => Caller::Member(number.to_owned()),
            Some(("merchant", number)) => Caller::Merchant(number.to_owned()),
            Some(("person", id)) => Caller::Person { id: id.to_owned(), scopes: Arc::new(scopes) },
            Some(("key", id)) => Caller::Key { id: id.to_owned(), scopes: Arc::new(scopes) },
            _ => Caller::Nobody,
        };
        Box::pin(async move { Ok(caller) })
    }
}

/// An open door, and a clock that stands at `time`.
pub fn open_door(time: i64) -> ServiceOptions {
    open_door_at(Clock::frozen_at(Time::from_milliseconds(time)))
}

/// An open door, and this clock.
pub fn open_door_at(clock: Clock) -> ServiceOptions {
    ServiceOptions { doorman: Some(Arc::new(EverybodysDoor)), clock, ..ServiceOptions::default() }
}

/// A server that runs in this process.
pub struct Running {
    reach: Reach,
    dir: TempDir,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), ServiceError>>,
}

/// An answer.
#[derive(Debug)]
pub struct Answered {
    /// Its status.
    pub status: StatusCode,
    /// Whether it was said before.
    pub replayed: bool,
    /// Its body.
    pub body: Value,
}

impl Running {
    /// A sandbox with one programme under `rules`, founded at `time`.
    pub async fn start_with(rules: Rules, time: i64, options: ServiceOptions) -> Self {
        Self::over(sandbox(rules, time), options).await
    }

    /// The same directory again, as after a restart.
    pub async fn restart(self, time: i64) -> Self {
        Self::over(self.stop().await, open_door(time)).await
    }

    /// The same, started in another way.
    pub async fn restart_with(self, options: ServiceOptions) -> Self {
        Self::over(self.stop().await, options).await
    }

    /// A directory that is there.
    pub async fn over(dir: TempDir, options: ServiceOptions) -> Self {
        let service = Service::open(&root_in(&dir), options).await.unwrap();
        Self::serving(dir, service).await
    }

    /// A service that is open.
    pub async fn serving(dir: TempDir, service: Service) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(async move {
            let stopped = async move {
                let _ = stopped.await;
            };
            service.serve(listener, stopped).await.map(drop)
        });
        Self { reach: Reach::to(address), dir, stop: Some(stop), served }
    }

    /// Where the deployment lies.
    pub fn root(&self) -> PathBuf {
        root_in(&self.dir)
    }

    /// Stops gracefully; the directory.
    pub async fn stop(self) -> TempDir {
        let (dir, stopped) = self.stop_whatever_comes().await;
        stopped.unwrap();
        dir
    }

    /// Stops gracefully; the directory, and whether that went well.
    pub async fn stop_whatever_comes(self) -> (TempDir, Result<(), ServiceError>) {
        let Self { dir, stop, served, .. } = self;
        drop(stop);
        let stopped = served.await.unwrap();
        (dir, stopped)
    }
}

/// A directory with a sandbox of one programme under `rules`, opened at `time`.
pub fn sandbox(rules: Rules, time: i64) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let creation = Creation {
        mode: Mode::Sandbox,
        zone: "Asia/Shanghai".to_owned(),
        refundable_days: 90,
        programmes: vec![("main".to_owned(), OpenProgramme::new(rules))],
        actor: "operator".to_owned(),
    };
    create(&root_in(&dir), &creation, Time::from_milliseconds(time)).unwrap();
    dir
}

/// Where the deployment in `dir` lies.
pub fn root_in(dir: &TempDir) -> PathBuf {
    dir.path().join("shop")
}

/// How a client reaches a server.
#[derive(Clone)]
pub struct Reach {
    /// Where it listens.
    pub address: String,
    /// A client of it.
    pub client: Client,
}

impl Reach {
    /// The server at this address.
    pub fn to(address: String) -> Self {
        Self { address, client: Client::new() }
    }

    /// A request as the key of an integrator.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address)).bearer_auth("key=till")
    }

    /// Posts JSON as the key of an integrator.
    pub async fn post(&self, path: &str, body: &Value) -> Answered {
        answered(self.request(Method::POST, path).json(body)).await
    }

    /// Posts JSON as somebody else, such as `person=anna`.
    pub async fn post_as(&self, who: &str, path: &str, body: &Value) -> Answered {
        answered(self.client.post(format!("{}{path}", self.address)).bearer_auth(who).json(body)).await
    }

    /// Gets as the key of an integrator.
    pub async fn get(&self, path: &str) -> Answered {
        answered(self.request(Method::GET, path)).await
    }

    /// Gets as somebody else.
    pub async fn get_as(&self, who: &str, path: &str) -> Answered {
        answered(self.client.get(format!("{}{path}", self.address)).bearer_auth(who)).await
    }

    /// Moves the clock of the sandbox to `time`.
    pub async fn move_clock_to(&self, time: i64) {
        let now = self.get("/v1/sandbox/clock").await.body["now"].as_i64().unwrap();
        let set = self.post("/v1/sandbox/clock", &json!({ "advance_ms": time - now })).await;
        assert_eq!(set.status, StatusCode::OK, "{set:?}");
    }
}

impl Deref for Running {
    type Target = Reach;

    fn deref(&self) -> &Reach {
        &self.reach
    }
}

/// Sends a request; its answer.
pub async fn answered(request: RequestBuilder) -> Answered {
    let response = request.send().await.unwrap();
    let status = response.status();
    let replayed = response.headers().get("idempotency-replayed").is_some();
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answered { status, replayed, body }
}

/// The rules of the example of a small town's shops.
pub fn rules() -> Rules {
    example_rules("local-life.toml")
}

/// The rules of this file of the examples.
pub fn example_rules(file: &str) -> Rules {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(file);
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A service with the member `m-1` (referred by `m-0`) and the merchant `shop`.
pub async fn small_town() -> Running {
    small_town_with(open_door(NOON)).await
}

/// When the clock of the small town stands still.
pub const NOON: i64 = 1_800_000_000_000;

/// The same, started in another way.
pub async fn small_town_with(options: ServiceOptions) -> Running {
    let service = Running::start_with(rules(), NOON, options).await;
    for (member, referrer) in [("m-0", None), ("m-1", Some("m-0"))] {
        let new = json!({ "member_no": member, "referrer_no": referrer });
        assert_eq!(service.post("/v1/members", &new).await.status, StatusCode::CREATED);
    }
    let new = json!({ "merchant_no": "shop", "plan": "store" });
    assert_eq!(service.post("/v1/merchants", &new).await.status, StatusCode::CREATED);
    service
}

/// The body of an order of `m-1` in the `shop`.
pub fn order(number: &str, amount_fen: i64) -> Value {
    json!({ "order_no": number, "member_no": "m-1", "merchant_no": "shop", "amount_fen": amount_fen })
}

/// A table as it is downloaded.
pub async fn csv(service: &Running, path: &str) -> String {
    let response = service.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    response.text().await.unwrap()
}
