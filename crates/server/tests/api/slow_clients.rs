//! Clients that are slow, broken or greedy, on sockets of their own: each is let go in the end, and nobody else waits for it.

use crate::service::{NOON, Running, open_door, order, small_town_with};
use ratchet_server::ServiceOptions;
use ratchet_server::http::{ConnectionTerms, listen};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Longer than anything that is waited for here: what is not over by then never ends.
const NEVER: Duration = Duration::from_mins(1);

/// How much patience the service of a test has.
const LITTLE: Duration = Duration::from_millis(300);

/// Patience without end, but for what a test is about.
fn patient() -> ConnectionTerms {
    ConnectionTerms { head: NEVER, request: NEVER, taking: NEVER, farewell: NEVER, ..ConnectionTerms::default() }
}

async fn town(connections: ConnectionTerms) -> Running {
    small_town_with(ServiceOptions { connections, ..open_door(NOON) }).await
}

async fn connect(service: &Running) -> TcpStream {
    TcpStream::connect(service.address.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Everything that comes until the other side closes.
async fn last_words(mut stream: TcpStream) -> String {
    let mut words = Vec::new();
    let closed = timeout(NEVER, stream.read_to_end(&mut words)).await.expect("the connection was never closed");
    if let Err(error) = closed {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8_lossy(&words).into_owned()
}

fn problem(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_not_waited_for() {
    let service = town(ConnectionTerms { head: LITTLE, ..patient() }).await;
    let mut silent = connect(&service).await;
    silent.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n").await.unwrap();
    let (read, mut write) = connect(&service).await.into_split();
    let trickling = tokio::spawn(async move {
        write.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\nx: ").await.unwrap();
        // A byte now and then does not buy more time.
        while write.write_all(b"a").await.is_ok() {
            sleep(LITTLE / 10).await;
        }
    });
    let mut idle = connect(&service).await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    assert_eq!(service.get("/healthz").await.status, StatusCode::OK);
    assert!(!last_words(silent).await.contains("200 OK"));
    assert!(last_words(idle).await.contains("200 OK"), "what was asked as a whole is answered before");
    timeout(NEVER, trickling).await.expect("a trickle was listened to for ever").unwrap();
    drop(read);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_ends_is_refused() {
    let service = town(ConnectionTerms { request: LITTLE, ..patient() }).await;
    let mut half = connect(&service).await;
    let head = "POST /v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer key=till\r\n\
                content-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"order_no\":";
    half.write_all(head.as_bytes()).await.unwrap();
    let answer = last_words(half).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert_eq!(problem(&answer)["code"], "timed_out");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_off_is_no_order() {
    let service = town(patient()).await;
    let mut broken = connect(&service).await;
    let head = "POST /v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer key=till\r\n\
                content-type: application/json\r\ncontent-length: 90\r\n\r\n\
                {\"order_no\":\"A\",\"member_no\":\"m-1\",\"merchant_no\":\"shop\",\"amount_fen\":100}";
    broken.write_all(head.as_bytes()).await.unwrap();
    broken.shutdown().await.unwrap();
    assert!(!last_words(broken).await.starts_with("HTTP/1.1 201"));
    assert_eq!(service.get("/v1/programmes/main").await.body["orders"], 0);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_larger_than_any_is_refused() {
    let service = town(patient()).await;
    let large = format!("GET /healthz HTTP/1.1\r\nhost: a\r\nx-large: {}\r\n\r\n", "a".repeat(20_000));
    let many = format!("GET /healthz HTTP/1.1\r\nhost: a\r\n{}\r\n", "x-many: a\r\n".repeat(80));
    for head in [large, many] {
        let mut greedy = connect(&service).await;
        greedy.write_all(head.as_bytes()).await.unwrap();
        let answer = last_words(greedy).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_nothing_loses_its_place() {
    // The client that the town is founded by needs a place too.
    let service = town(ConnectionTerms { most: 2, taking: LITTLE, ..patient() }).await;
    let mut greedy = connect(&service).await;
    let asking = tokio::spawn(async move {
        // The document is large: what nobody takes soon fills every buffer on its way.
        while greedy.write_all(b"GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n").await.is_ok() {
            sleep(LITTLE / 100).await;
        }
        greedy
    });
    let greedy = timeout(NEVER, asking).await.expect("whoever takes nothing was answered for ever").unwrap();
    let mut next = connect(&service).await;
    next.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(last_words(next).await.contains("200 OK"));
    drop(greedy);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_more_than_there_are_places_waits_for_one() {
    let service = town(ConnectionTerms { most: 2, ..patient() }).await;
    let holding = connect(&service).await;
    let mut next = connect(&service).await;
    next.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut said = [0; 12];
    assert!(timeout(LITTLE, next.read_exact(&mut said)).await.is_err(), "there was a third place");
    drop(holding);
    timeout(NEVER, next.read_exact(&mut said)).await.expect("the place was never free again").unwrap();
    assert_eq!(&said, b"HTTP/1.1 200");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_those_who_listen() {
    let service = town(patient()).await;
    let mut listening = Vec::new();
    for path in ["/v1/prices/stream", "/v1/events/stream?after=0"] {
        let mut stream = service.request(Method::GET, path).send().await.unwrap();
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        let first = timeout(NEVER, stream.chunk()).await.expect("nothing was said").unwrap().unwrap();
        assert!(first.starts_with(b"event: ") || first.starts_with(b"id: "), "{first:?}");
        listening.push(stream);
    }
    timeout(NEVER / 2, service.stop()).await.expect("the stop waited for listeners");
    for mut stream in listening {
        while let Ok(Some(_)) = stream.chunk().await {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_listeners_are_sent_the_same_words_and_few_of_them() {
    let service = town(patient()).await;
    let mut listening = Vec::new();
    for _ in 0..100 {
        let mut stream = service.request(Method::GET, "/v1/prices/stream").send().await.unwrap();
        timeout(NEVER, stream.chunk()).await.expect("nothing was said").unwrap().unwrap();
        listening.push(tokio::spawn(async move {
            let mut said = Vec::new();
            while let Ok(Some(message)) = stream.chunk().await {
                said.push(message);
            }
            said
        }));
    }
    let started = std::time::Instant::now();
    for number in 0..200 {
        let booked = service.post("/v1/orders", &order(&format!("A-{number}"), 12_800)).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{booked:?}");
    }
    let price = service.get("/v1/programmes/main").await.body["reserve_fen"].to_string();
    // One more look at the price is sure to see the last order.
    sleep(Duration::from_secs(2)).await;
    let most = started.elapsed().as_millis() / 500 + 2;
    service.stop().await;
    for listener in listening {
        let said = listener.await.unwrap();
        assert!(said.len() as u128 <= most, "{} messages, at most {most} are allowed", said.len());
        let last = String::from_utf8_lossy(said.last().expect("the price changed"));
        assert!(
            last.starts_with("id: ") && last.contains("\nevent: prices\ndata: [") && last.ends_with("\n\n"),
            "{last}"
        );
        assert!(last.contains(&format!("\"reserve_fen\":{price}")), "{last}, the reserve is {price}");
    }
}

/// Connections that the system lets wait until they are taken; as few as any system allows where it does not tell.
fn waiting_max() -> usize {
    let told = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap_or_default();
    told.trim().parse().unwrap_or(128)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_and_more_that_come_at_once_wait_until_they_are_taken() {
    ratchet_server::open_files::raise_open_files();
    let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    // Nobody is taken. Whoever finds no place is asked to come again, for ever and more and more slowly.
    for _ in 0..waiting_max().min(1_500) {
        waiting.push(timeout(NEVER / 10, TcpStream::connect(address)).await.expect("found no place").unwrap());
    }
    drop(listener);
}
