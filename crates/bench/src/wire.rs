//! A client that costs little: requests written out beforehand, connections kept alive, answers looked at no further than
//! their status and length. What a comfortable client would take of the two cores is not the service's.

use crate::BenchError;
use hdrhistogram::Histogram;
use ratchet_office::Token;
use serde::Serialize;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request, written out.
pub(crate) struct Shot(Vec<u8>);

impl Shot {
    pub(crate) fn post(key: &Token, path: &str, kind: &str, body: &str) -> Self {
        let (key, length) = (key.as_str(), body.len());
        Self(
            format!(
                "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
                 content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
            )
            .into_bytes(),
        )
    }

    pub(crate) fn get(key: &Token, path: &str) -> Self {
        let key = key.as_str();
        Self(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n").into_bytes())
    }
}

/// What requests of one kind came to.
#[derive(Clone, Debug, Serialize)]
pub struct Load {
    /// Answered a second.
    pub per_second: u64,
    /// Requests.
    pub requests: u64,
    /// Answered with anything but success.
    pub failed: u64,
    /// From sending to the whole answer, in microseconds: median.
    pub median_us: u64,
    /// The same: of a hundred the slowest but one.
    pub p99_us: u64,
    /// The slowest.
    pub max_us: u64,
}

/// Fires all shots over `connections`, as fast as they are answered, or at `pace` a second.
pub(crate) async fn fire(
    address: SocketAddr,
    connections: usize,
    pace: Option<u64>,
    shots: Vec<Shot>,
) -> Result<Load, BenchError> {
    let shots = Arc::new(shots);
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let mut shooters = Vec::new();
    for _ in 0..connections.min(shots.len().max(1)) {
        let shooter =
            Shooter { connection: Connection::open(address).await?, shots: shots.clone(), next: next.clone() };
        shooters.push(tokio::spawn(shooter.run(pace, started)));
    }
    let mut waits = histogram()?;
    let mut failed = 0;
    for shooter in shooters {
        let (own, own_failed) = shooter.await.map_err(io::Error::other)??;
        waits.add(&own).map_err(|_| BenchError::Options("waits out of range"))?;
        failed += own_failed;
    }
    let requests = shots.len() as u64;
    let per_second = u128::from(requests) * 1_000_000 / started.elapsed().as_micros().max(1);
    let per_second = u64::try_from(per_second).unwrap_or(u64::MAX);
    Ok(Load {
        per_second,
        requests,
        failed,
        median_us: waits.value_at_quantile(0.5),
        p99_us: waits.value_at_quantile(0.99),
        max_us: waits.max(),
    })
}

fn histogram() -> Result<Histogram<u64>, BenchError> {
    Histogram::new_with_bounds(1, 60_000_000, 3).map_err(|_| BenchError::Options("a histogram of waits is impossible"))
}

struct Shooter {
    connection: Connection,
    shots: Arc<Vec<Shot>>,
    next: Arc<AtomicUsize>,
}

impl Shooter {
    async fn run(mut self, pace: Option<u64>, started: Instant) -> Result<(Histogram<u64>, u64), BenchError> {
        let mut waits = histogram()?;
        let mut failed = 0;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(shot) = self.shots.get(number) else { return Ok((waits, failed)) };
            let mut since = Instant::now();
            if let Some(pace) = pace {
                // Waiting begins when it is the request's turn, not when a connection is free for it.
                let due = started + Duration::from_nanos(number as u64 * 1_000_000_000 / pace.max(1));
                tokio::time::sleep_until(due.into()).await;
                since = due;
            }
            let status = self.connection.ask(shot).await?;
            waits.saturating_record(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
            failed += u64::from(!(200..300).contains(&status));
        }
    }
}

/// A connection that is kept alive.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// The status of the answer, once all of it has arrived.
    async fn ask(&mut self, shot: &Shot) -> io::Result<u16> {
        self.stream.write_all(&shot.0).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some((status, length)) = head(&self.buffer)? {
                while self.buffer.len() < length {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                return Ok(status);
            }
        }
    }
}

/// Status, and the length of the whole answer; nothing while its head has not arrived.
fn head(bytes: &[u8]) -> io::Result<Option<(u16, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(bytes).map_err(io::Error::other)?;
    let httparse::Status::Complete(head) = parsed else { return Ok(None) };
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok()).unwrap_or(0);
    Ok(Some((response.code.unwrap_or(0), head + length)))
}
