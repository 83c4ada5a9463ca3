//! The service over HTTP: single orders, batches, and reads beside writes, with the client on the same machine.

use crate::city::City;
use crate::founding::populated;
use crate::machine::Machine;
use crate::wire::{Load, Shot, fire};
use crate::{BenchError, Options};
use ratchet_core::Command;
use ratchet_core::operations::Operation;
use ratchet_deployment::Deployment;
use ratchet_office::limits::KEY_RATE_MAX;
use ratchet_office::{NewKey, Scope, Token};
use ratchet_server::http::listen;
use ratchet_server::{Service, ServiceOptions};
use serde::Serialize;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use tokio::sync::oneshot;

/// Connections kept alive, each with one request at a time.
const CONNECTIONS: usize = 256;
/// Orders of one batch, and connections that send batches.
const BATCH: usize = 1_000;
const BATCH_CONNECTIONS: usize = 4;
/// Writes a second beside which reads are measured.
const WRITES_BESIDE_READS: u64 = 10_000;

/// What the service did under load.
#[derive(Clone, Debug, Serialize)]
pub struct HttpReport {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// Connections kept alive.
    pub connections: usize,
    /// Orders one by one, each durable before its answer.
    pub single: Load,
    /// Orders in batches of a thousand; the waits are those of batches.
    pub batch: Load,
    /// Reads of a price and of a member in turn, beside writes.
    pub reads: Load,
    /// Writes meanwhile.
    pub writes_beside: Load,
}

pub(crate) fn measure(machine: Machine, options: &Options, root: &Path) -> Result<HttpReport, BenchError> {
    let city = City::new(options);
    let mut draw = city.draw();
    let deployment = populated(&city, &mut draw, root)?;
    let orders: Vec<Command> = city.orders(&mut draw, options.orders as usize).next().unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (address, key, stop, served) = serve(deployment, root).await?;
        let report = under_load(machine, options, address, &key, &orders).await;
        let _ = stop.send(());
        served.await.map_err(std::io::Error::other)?.map_err(|error| BenchError::Service(error.to_string()))?;
        report
    })
}

pub(crate) type Served =
    tokio::task::JoinHandle<Result<Option<ratchet_journal::SignedHead>, ratchet_server::ServiceError>>;

pub(crate) async fn serve(
    deployment: Deployment,
    root: &Path,
) -> Result<(SocketAddr, Token, oneshot::Sender<()>, Served), BenchError> {
    let failed = |error: ratchet_server::ServiceError| BenchError::Service(error.to_string());
    let service = Service::over(deployment, root, ServiceOptions::default()).await.map_err(failed)?;
    let scopes = BTreeSet::from([Scope::OrdersWrite, Scope::MembersRead, Scope::ProgrammesRead]);
    let new = NewKey { label: "bench", scopes: &scopes, rate_per_second: KEY_RATE_MAX };
    let (key, _) = service.api().office.create_key("bench", new, 0).await.map_err(|error| failed(error.into()))?;
    let listener = listen((Ipv4Addr::LOCALHOST, 0).into())?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(service.serve(listener, async move {
        let _ = stopped.await;
    }));
    Ok((address, key, stop, served))
}

async fn under_load(
    machine: Machine,
    options: &Options,
    address: SocketAddr,
    key: &Token,
    orders: &[Command],
) -> Result<HttpReport, BenchError> {
    let (singles, rest) = orders.split_at(orders.len() / 3);
    let (batched, beside) = rest.split_at(rest.len() / 2);
    let shots: Vec<Shot> = singles.iter().filter_map(|order| order_shot(key, order)).collect();
    let single = fire(address, CONNECTIONS, None, shots).await?;
    let thousands: Vec<Shot> = batched.chunks(BATCH).map(|orders| batch_shot(key, orders)).collect();
    let mut batch = fire(address, BATCH_CONNECTIONS, None, thousands).await?;
    batch.per_second *= BATCH as u64;
    let writes: Vec<Shot> = beside.iter().filter_map(|order| order_shot(key, order)).collect();
    let reads = beside.iter().enumerate().filter_map(|(place, order)| read_shot(key, place, order)).collect();
    let (reads, writes_beside) = tokio::try_join!(
        fire(address, CONNECTIONS, None, reads),
        fire(address, CONNECTIONS, Some(WRITES_BESIDE_READS), writes)
    )?;
    let (options, connections) = (options.clone(), CONNECTIONS);
    Ok(HttpReport { machine, options, connections, single, batch, reads, writes_beside })
}

fn order_body(command: &Command) -> Option<String> {
    let Operation::Book(book) = &command.operation else { return None };
    Some(format!(
        r#"{{"order_no":"{}","member_no":"{}","merchant_no":"{}","amount_fen":{}}}"#,
        book.id,
        book.member,
        book.merchant,
        book.amount.get()
    ))
}

pub(crate) fn order_shot(key: &Token, command: &Command) -> Option<Shot> {
    Some(Shot::post(key, "/v1/orders", "application/json", &order_body(command)?))
}

fn batch_shot(key: &Token, commands: &[Command]) -> Shot {
    let lines: Vec<String> = commands.iter().filter_map(order_body).collect();
    Shot::post(key, "/v1/orders:batch", "application/x-ndjson", &lines.join("\n"))
}

fn read_shot(key: &Token, place: usize, command: &Command) -> Option<Shot> {
    let Operation::Book(book) = &command.operation else { return None };
    Some(if place.is_multiple_of(2) {
        Shot::get(key, "/v1/programmes/main/price")
    } else {
        Shot::get(key, &format!("/v1/members/{}", book.member))
    })
}
