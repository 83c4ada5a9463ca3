//! For whoever runs the service: whether it lives, whether it takes anything, and its figures.

use crate::http::{Api, Problem, Problems};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// That the process lives.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Alive {
    /// Always true: what is not alive does not answer.
    pub alive: bool,
}

/// Whether commands are taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// Whether the journal was replayed and takes commands.
    pub ready: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Sequence of the next record: all before it are durable.
    pub next_sequence: u64,
    /// Durable records that are not in the books yet.
    pub books_lag: u64,
    /// Why the books do not get further at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub books_fault: Option<String>,
    /// Commands that may still be handed in before some are refused.
    pub free_places: usize,
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "operations", security(()), responses((status = 200, body = Alive)))]
pub async fn alive() -> Json<Alive> {
    Json(Alive { alive: true })
}

/// Whether commands are taken
#[utoipa::path(get, path = "/readyz", tag = "operations", security(()),
    responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
pub async fn ready(State(api): State<Api>) -> Response {
    let standing = api.desk.durable().standing();
    let ready = standing.stopped.is_none();
    let progress = api.progress.borrow().clone();
    let readiness = Readiness {
        ready,
        reason: standing.stopped.map(|reason| reason.to_string()),
        next_sequence: standing.next_sequence,
        books_lag: standing.next_sequence.saturating_sub(progress.built),
        books_fault: progress.fault.map(|(code, words)| format!("{code}: {words}")),
        free_places: api.desk.free_places(),
    };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

/// Figures for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operations",
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = String, content_type = "text/plain"), Problems))]
pub async fn metrics(State(api): State<Api>) -> Result<Response, Problem> {
    let text = api.figures.render(&api);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
