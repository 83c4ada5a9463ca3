//! Deliveries of webhooks: what was sent, how it was answered, and sending it again.

use super::ListQuery;
use crate::http::{Api, Caller, Id, Page, Problem, Problems, Query};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use ratchet_office::OfficeError;
use ratchet_office::webhooks::{Attempt, Delivery};
use serde::Serialize;
use utoipa::ToSchema;

/// A delivery.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeliveryBody {
    /// Its number in the office.
    pub id: i64,
    /// To which webhook.
    pub webhook: String,
    /// Its `webhook-id`.
    #[schema(example = "evt_17_0")]
    pub message: String,
    /// Type of the event.
    #[schema(example = "order_booked")]
    pub event_type: String,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    pub state: &'static str,
    /// Attempts since it was made or asked for again.
    pub attempts: i64,
    /// When it is tried next, UTC milliseconds.
    pub next_attempt_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        let Delivery { id, endpoint, message, event_type, state, attempts, next_attempt_at, created_at } = delivery;
        let (webhook, state) = (endpoint, state.name());
        Self { id, webhook, message, event_type, state, attempts, next_attempt_at, created_at }
    }
}

/// One attempt. Of an answer only the status is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttemptBody {
    /// When it ended, UTC milliseconds.
    pub at: i64,
    /// The status of the answer.
    pub status: Option<i64>,
    /// `answered`, `timed_out`, `unreachable` or `address_refused`.
    pub outcome: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

impl From<Attempt> for AttemptBody {
    fn from(attempt: Attempt) -> Self {
        let Attempt { at, status, outcome, duration_ms } = attempt;
        Self { at, status, outcome, duration_ms }
    }
}

/// A delivery with its attempts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeliveryLog {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: DeliveryBody,
    /// Its attempts, oldest first.
    pub log: Vec<AttemptBody>,
}

fn number(id: &str) -> Result<i64, OfficeError> {
    id.parse().map_err(|_| OfficeError::DeliveryUnknown)
}

/// Deliveries of a webhook, newest first
#[utoipa::path(get, path = "/v1/webhooks/{webhook}/deliveries", tag = "webhooks",
    params(("webhook" = String, Path), ListQuery),
    security(("key" = ["webhooks:read"]), ("session" = ["webhooks:read"])),
    responses((status = 200, body = Page<DeliveryBody>), Problems))]
pub async fn list(
    State(api): State<Api>,
    Id(webhook): Id,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<DeliveryBody>>, Problem> {
    let webhook = api.office.webhook(&webhook).await?;
    let deliveries = api.office.deliveries(&webhook.id, query.before()?, query.limit()?).await?;
    Ok(Json(query.page(deliveries, |delivery: &Delivery| delivery.id.to_string())?))
}

/// One delivery with its attempts
#[utoipa::path(get, path = "/v1/deliveries/{delivery}", tag = "webhooks", params(("delivery" = String, Path)),
    security(("key" = ["webhooks:read"]), ("session" = ["webhooks:read"])),
    responses((status = 200, body = DeliveryLog), Problems))]
pub async fn read(State(api): State<Api>, Id(delivery): Id) -> Result<Json<DeliveryLog>, Problem> {
    let delivery = api.office.delivery(number(&delivery)?).await?;
    let log = api.office.attempts(delivery.id).await?.into_iter().map(AttemptBody::from).collect();
    Ok(Json(DeliveryLog { delivery: delivery.into(), log }))
}

/// Sends a delivery once more
#[utoipa::path(post, path = "/v1/deliveries/{delivery}/replay", tag = "webhooks", params(("delivery" = String, Path)),
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 200, body = DeliveryBody), Problems))]
pub async fn replay(State(api): State<Api>, caller: Caller, Id(delivery): Id) -> Result<Json<DeliveryBody>, Problem> {
    Ok(Json(api.office.replay_delivery(&caller.actor(), number(&delivery)?, machine()).await?.into()))
}
