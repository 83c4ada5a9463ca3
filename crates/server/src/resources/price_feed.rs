//! Prices as they change, for anybody.

use crate::http::{Api, Problems};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

/// Prices of all programmes, as server-sent events
///
/// No personal data; at most two messages a second, at least one in fifteen seconds.
#[utoipa::path(get, path = "/v1/prices/stream", tag = "feed", security(()),
    responses((status = 200, body = String, content_type = "text/event-stream"), Problems))]
pub async fn stream(State(api): State<Api>) -> Response {
    let messages = WatchStream::new(api.prices.subscribe()).map(Ok::<_, Infallible>);
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(messages)).into_response()
}
