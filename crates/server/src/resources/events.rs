//! What happened, in the order of the journal: in pages, and live.

use crate::feed::FeedItem;
use crate::http::{Api, Page, Problem, Problems, Query, limit, tagged};
use crate::runtime::Tail;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use ratchet_deployment::Record;
use serde::Deserialize;
use std::convert::Infallible;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;

/// Records read at once for a listener.
const BATCH: usize = 100;

/// Which page.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// Only what came behind this sequence; from the beginning, where nothing is said.
    pub after: Option<u64>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
}

/// Records in the order of the journal
#[utoipa::path(get, path = "/v1/events", tag = "feed", params(EventsQuery),
    security(("key" = ["events:read"]), ("session" = ["events:read"])),
    responses((status = 200, body = Page<FeedItem>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(query): Query<EventsQuery>,
) -> Result<Response, Problem> {
    let limit = limit(query.limit)?;
    let from = query.after.map_or(0, |after| after.saturating_add(1));
    let durable = api.desk.durable().standing().next_sequence;
    let mut tail = open(&api, from)?;
    let records = tokio::task::spawn_blocking(move || tail.read(limit as usize)).await;
    let records = records.map_err(|error| Problem::internal(&error))?.map_err(|error| Problem::internal(&error))?;
    let is_full = records.len() == limit as usize;
    let items = write(&api, records).await?;
    let next = items.last().filter(|_| is_full).map(|item| item.sequence.to_string());
    Ok(tagged(durable, &headers, &Page { items, next }))
}

/// Records as they become durable, as server-sent events
///
/// Each message has the sequence as its id: a listener that was cut off gives it as `Last-Event-ID` and misses nothing.
#[utoipa::path(get, path = "/v1/events/stream", tag = "feed",
    params(("after" = Option<u64>, Query), ("last-event-id" = Option<u64>, Header)),
    security(("key" = ["events:read"]), ("session" = ["events:read"])),
    responses((status = 200, body = String, content_type = "text/event-stream"), Problems))]
pub async fn stream(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(query): Query<EventsQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::parse::<u64>);
    let last = last.transpose().map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "Last-Event-ID is a sequence").at("last-event-id")
    })?;
    let after = last.or(query.after);
    let from = after.map_or_else(|| api.desk.durable().standing().next_sequence, |after| after.saturating_add(1));
    let tail = open(&api, from)?;
    let (send, items) = mpsc::channel(BATCH);
    tokio::spawn(follow(api, tail, send));
    Ok(Sse::new(ReceiverStream::new(items)).keep_alive(KeepAlive::default()))
}

fn open(api: &Api, from: u64) -> Result<Tail, Problem> {
    Tail::open(&api.layout, api.desk.durable(), from).map_err(|error| Problem::internal(&error))
}

async fn write(api: &Api, records: Vec<(u64, Record)>) -> Result<Vec<FeedItem>, Problem> {
    let write = api.desk.look(move |engine| {
        let state = engine.state();
        records.iter().map(|(sequence, record)| FeedItem::of(*sequence, record, state)).collect()
    });
    Ok(write.await?)
}

/// Sends records to a listener until it is gone, the service stops or the journal has stopped.
async fn follow(api: Api, mut tail: Tail, send: mpsc::Sender<Result<Event, Infallible>>) {
    loop {
        let read = tokio::task::spawn_blocking(move || {
            let records = tail.read(BATCH);
            (tail, records)
        });
        let Ok((returned, Ok(records))) = read.await else { return };
        tail = returned;
        if records.is_empty() {
            tokio::select! {
                more = tail.changed() => if !more { return },
                () = send.closed() => return,
                () = api.stopping.cancelled() => return,
            }
            continue;
        }
        let Ok(items) = write(&api, records).await else { return };
        for item in items {
            let event = Event::default().id(item.sequence.to_string()).event(item.operation.clone());
            let Ok(event) = event.json_data(&item) else { return };
            if send.send(Ok(event)).await.is_err() {
                return;
            }
        }
    }
}
