//! Connections of clients: how many at a time, and how long each may take to say what it wants and to take what it is
//! told. A client that is slow, on purpose or not, costs a place for a while and nobody else anything.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// Bytes of the head of a request: a session, a signature and what proxies add, many times over.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Headers of a request.
const HEADERS_MAX: usize = 64;

/// Bytes read ahead of a connection.
const READ_BYTES_MAX: usize = 64 * 1024;

/// Connections that wait until they are taken, as far as the system allows: a thousand clients may come back at once.
const WAITING_MAX: u32 = 4_096;

/// Listens at `address`.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // An address that was in use a moment ago can be taken again at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_MAX)
}

/// What a client is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionTerms {
    /// Connections at a time. One more waits until another one ends.
    pub most: usize,
    /// How long the head of a request may take to arrive, also the next one on a connection that is kept alive.
    pub head: Duration,
    /// How long a request may take to arrive as a whole and to be answered.
    pub request: Duration,
    /// How long a client may take nothing of what it is told.
    pub taking: Duration,
    /// How long a graceful stop waits for what is being answered.
    pub farewell: Duration,
}

impl Default for ConnectionTerms {
    fn default() -> Self {
        Self {
            most: 20_000,
            head: Duration::from_secs(20),
            request: Duration::from_secs(30),
            taking: Duration::from_secs(30),
            farewell: Duration::from_secs(35),
        }
    }
}

/// Serves `app` on `listener` until `stop`; then no more connections are taken, and those that are being answered end.
pub async fn converse(
    mut listener: TcpListener,
    app: Router,
    terms: ConnectionTerms,
    stop: impl Future<Output = ()> + Send,
) {
    let places = Arc::new(Semaphore::new(terms.most));
    let graceful = GracefulShutdown::new();
    let mut conversations = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            Some((stream, address, place)) = accept(&mut listener, &places) => {
                let caller = Caller { app: app.clone(), address, watcher: graceful.watcher(), terms, _place: place };
                conversations.spawn(caller.serve(stream));
            }
            Some(_) = conversations.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(terms.farewell, graceful.shutdown()).await.is_err() {
        tracing::warn!("some clients did not take their answers in time");
    }
    conversations.shutdown().await;
}

async fn accept(
    listener: &mut TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    // The place first: who comes when there is none waits where the system keeps new connections.
    let place = places.clone().acquire_owned().await.ok()?;
    // Waits where the process has no more files, and passes over who hung up.
    let (stream, address) = Listener::accept(listener).await;
    Some((stream, address, place))
}

/// A client on its connection.
struct Caller {
    app: Router,
    address: SocketAddr,
    watcher: Watcher,
    terms: ConnectionTerms,
    _place: OwnedSemaphorePermit,
}

impl Caller {
    async fn serve(self, stream: TcpStream) {
        let Self { app, address, watcher, terms, _place } = self;
        let open = metrics::gauge!("ratchet_http_connections");
        open.increment(1.0);
        // Answers are written whole: nothing is won by waiting for more. Refused where the client is gone already.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(terms.taking));
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            app.clone().call(request)
        });
        let connection = protocol(terms).serve_connection(TokioIo::new(Box::pin(stream)), answer);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(error = %error, client = %address, "a connection ended before its time");
        }
        open.decrement(1.0);
    }
}

fn protocol(terms: ConnectionTerms) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(terms.head)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(READ_BYTES_MAX);
    protocol
}
