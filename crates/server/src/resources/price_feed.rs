//! Prices as they change, for anybody.

use crate::http::{Api, Problems};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use std::convert::Infallible;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

/// Prices of all programmes, as server-sent events
///
/// No personal data; at most two messages a second.
#[utoipa::path(get, path = "/v1/prices/stream", tag = "feed", security(()),
    responses((status = 200, body = String, content_type = "text/event-stream"), Problems))]
pub async fn stream(State(api): State<Api>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let prices = WatchStream::new(api.prices.subscribe());
    let events = prices.map(|written| Ok(Event::default().event("prices").data(&*written)));
    Sse::new(events).keep_alive(KeepAlive::default())
}
