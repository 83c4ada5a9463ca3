//! Many listeners of the public stream of prices, beside orders that move the price: how long a message takes to reach all
//! of them, and what a listener costs.

use crate::city::City;
use crate::founding::populated;
use crate::http::{order_shot, serve};
use crate::machine::{Machine, kibibytes, line_of, microseconds};
use crate::wire::{Load, Shot, fire};
use crate::{BenchError, Options};
use hdrhistogram::Histogram;
use ratchet_server::open_files::raise_open_files;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Orders a second meanwhile, and connections that send them.
const PACE: u64 = 1_000;
const CONNECTIONS: usize = 16;
/// Connections that are opened together: more would be refused before they are taken.
const OPENED_AT_ONCE: usize = 256;
/// Files that a process needs beside its connections.
const OTHER_FILES: u64 = 256;

/// What the stream did.
#[derive(Clone, Debug, Serialize)]
pub struct ListenersReport {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// Who listened.
    pub listeners: usize,
    /// Resident bytes a listener, its client in the same process included.
    pub bytes_per_listener: u64,
    /// Messages that arrived.
    pub messages: u64,
    /// Messages a second that a listener received, in thousandths.
    pub per_listener_millihertz: u64,
    /// From the first listener that had a message to any other one, in microseconds: median.
    pub spread_median_us: u64,
    /// The same: of a hundred the slowest but one.
    pub spread_p99_us: u64,
    /// The slowest.
    pub spread_max_us: u64,
    /// The orders meanwhile.
    pub orders: Load,
}

pub(crate) fn measure(
    machine: Machine,
    options: &Options,
    listeners: usize,
    root: &Path,
) -> Result<ListenersReport, BenchError> {
    // Both ends of each connection are in this process.
    if raise_open_files().is_some_and(|files| files < 2 * listeners as u64 + OTHER_FILES) {
        return Err(BenchError::Options("this process may not open as many files: raise its hard limit"));
    }
    let city = City::new(options);
    let mut draw = city.draw();
    let deployment = populated(&city, &mut draw, root)?;
    let orders = city.orders(&mut draw, options.orders as usize).next().unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (address, key, stop, served) = serve(deployment, root).await?;
        let before = resident();
        let heard = Arc::new(Mutex::new(Heard::new()?));
        let mut listening = open(address, listeners, &heard).await?;
        let bytes_per_listener = resident().saturating_sub(before) / listeners.max(1) as u64;
        lock(&heard).forget();
        let started = Instant::now();
        let shots: Vec<Shot> = orders.iter().filter_map(|order| order_shot(&key, order)).collect();
        let orders = fire(address, CONNECTIONS, Some(PACE), shots).await?;
        let took = started.elapsed();
        listening.shutdown().await;
        let _ = stop.send(());
        served.await.map_err(std::io::Error::other)?.map_err(|error| BenchError::Service(error.to_string()))?;
        let heard = lock(&heard);
        let of_each = u128::from(heard.messages) * 1_000_000 / listeners.max(1) as u128 / took.as_millis().max(1);
        Ok(ListenersReport {
            machine,
            options: options.clone(),
            listeners,
            bytes_per_listener,
            messages: heard.messages,
            per_listener_millihertz: u64::try_from(of_each).unwrap_or(u64::MAX),
            spread_median_us: heard.spread.value_at_quantile(0.5),
            spread_p99_us: heard.spread.value_at_quantile(0.99),
            spread_max_us: heard.spread.max(),
            orders,
        })
    })
}

/// What all listeners heard.
struct Heard {
    messages: u64,
    /// When a message arrived first, by what it says.
    first: HashMap<u64, Instant>,
    spread: Histogram<u64>,
}

impl Heard {
    fn new() -> Result<Self, BenchError> {
        Ok(Self { messages: 0, first: HashMap::new(), spread: microseconds()? })
    }

    fn forget(&mut self) {
        self.messages = 0;
        self.first.clear();
        self.spread.reset();
    }

    fn note(&mut self, message: u64) {
        let now = Instant::now();
        let first = *self.first.entry(message).or_insert(now);
        self.messages += 1;
        self.spread.saturating_record(u64::try_from((now - first).as_micros()).unwrap_or(u64::MAX));
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens all listeners; each has heard its first message.
async fn open(address: SocketAddr, listeners: usize, heard: &Arc<Mutex<Heard>>) -> Result<JoinSet<()>, BenchError> {
    let mut listening = JoinSet::new();
    let hasher = RandomState::new();
    for opened in (0..listeners).step_by(OPENED_AT_ONCE) {
        let mut opening = JoinSet::new();
        for _ in opened..listeners.min(opened + OPENED_AT_ONCE) {
            opening.spawn(Listener::open(address, hasher.clone()));
        }
        while let Some(listener) = opening.join_next().await {
            let listener = listener.map_err(std::io::Error::other)??;
            listening.spawn(listener.listen(heard.clone()));
        }
    }
    Ok(listening)
}

struct Listener {
    stream: TcpStream,
    hasher: RandomState,
    /// What has arrived of the message that is not whole yet.
    part: Vec<u8>,
}

impl Listener {
    async fn open(address: SocketAddr, hasher: RandomState) -> std::io::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"GET /v1/prices/stream HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
        let mut listener = Self { stream, hasher, part: Vec::new() };
        while listener.next().await?.is_none() {}
        Ok(listener)
    }

    async fn listen(mut self, heard: Arc<Mutex<Heard>>) {
        // The service ends the stream, or this task.
        while let Ok(message) = self.next().await {
            if let Some(message) = message {
                lock(&heard).note(message);
            }
        }
    }

    /// What the message that is whole now says; nothing while it is not.
    async fn next(&mut self) -> std::io::Result<Option<u64>> {
        if self.stream.read_buf(&mut self.part).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let begin = self.part.windows(6).position(|window| window == b"data: ");
        let Some(begin) = begin else { return Ok(None) };
        let Some(length) = self.part[begin..].windows(2).position(|window| window == b"\n\n") else { return Ok(None) };
        let said = self.hasher.hash_one(&self.part[begin..begin + length]);
        self.part.clear();
        self.part.shrink_to(0);
        Ok(Some(said))
    }
}

/// Resident bytes of this process.
fn resident() -> u64 {
    line_of("/proc/self/status", "VmRSS").and_then(|line| kibibytes(&line)).unwrap_or(0) * 1_024
}
