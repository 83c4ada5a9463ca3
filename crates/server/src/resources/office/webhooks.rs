//! Webhooks: who is told what happened.

use super::ListQuery;
use crate::http::{Api, Body, Caller, Id, Page, Problem, Problems, Query};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_office::OfficeError;
use ratchet_office::webhooks::Endpoint;
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use utoipa::ToSchema;

/// Where to tell what.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// An address of the public internet, over https.
    #[schema(max_length = 2_048, example = "https://example.com/ratchet")]
    pub url: String,
    /// Types of events, or `*` for all.
    #[schema(min_items = 1, example = json!(["order_booked", "refunded"]))]
    pub event_types: Vec<String>,
    /// Tell what came behind this sequence too; from now on, where nothing is said.
    pub after: Option<u64>,
}

/// Where to tell what from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedWebhook {
    /// An address of the public internet, over https.
    #[schema(max_length = 2_048, example = "https://example.com/ratchet")]
    pub url: String,
    /// Types of events, or `*` for all.
    #[schema(min_items = 1, example = json!(["*"]))]
    pub event_types: Vec<String>,
}

/// A webhook: everything but its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookBody {
    /// Its opaque id.
    pub id: String,
    /// Where deliveries go.
    pub url: String,
    /// Types of events that it is told; `*` for all.
    pub event_types: Vec<String>,
    /// Every event up to this sequence of the journal has its delivery, or was not wanted; -1 before the first.
    pub cursor: i64,
    /// When it was made, UTC milliseconds.
    pub created_at: i64,
    /// Until when the secret from before the last rotation signs too.
    pub previous_secret_until: Option<i64>,
    /// Since when it is off.
    pub disabled_at: Option<i64>,
    /// Why it is off: `gone` (it answered 410), or `asked`.
    pub disabled_because: Option<String>,
}

impl From<Endpoint> for WebhookBody {
    fn from(endpoint: Endpoint) -> Self {
        let Endpoint { id, url, event_types, cursor, created_at, .. } = endpoint;
        let Endpoint { previous_secret_until, disabled_at, disabled_because, .. } = endpoint;
        Self { id, url, event_types, cursor, created_at, previous_secret_until, disabled_at, disabled_because }
    }
}

/// A webhook with its new secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookSecret {
    /// By it receivers check signatures. It is shown now and never again.
    #[schema(example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    pub secret: String,
    /// What it is.
    #[serde(flatten)]
    pub webhook: WebhookBody,
}

/// The URL, if deliveries may go there; a name that leads nowhere yet may.
async fn checked(api: &Api, url: &str) -> Result<Url, Problem> {
    let url = api.webhook_targets.check(url)?;
    if let Some(Host::Domain(name)) = url.host() {
        match api.webhook_targets.look_up(name).await {
            Ok(_) | Err(OfficeError::WebhookAddressUnknown) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(url)
}

/// Webhooks
#[utoipa::path(get, path = "/v1/webhooks", tag = "webhooks", params(ListQuery),
    security(("key" = ["webhooks:read"]), ("session" = ["webhooks:read"])),
    responses((status = 200, body = Page<WebhookBody>), Problems))]
pub async fn list(State(api): State<Api>, Query(query): Query<ListQuery>) -> Result<Json<Page<WebhookBody>>, Problem> {
    let endpoints = api.office.webhooks(query.after.as_deref(), query.limit()?).await?;
    Ok(Json(query.page(endpoints, |endpoint: &Endpoint| endpoint.id.clone())?))
}

/// Makes a webhook
#[utoipa::path(post, path = "/v1/webhooks", tag = "webhooks", request_body = NewWebhook,
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 201, body = WebhookSecret), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Body(new): Body<NewWebhook>,
) -> Result<(StatusCode, Json<WebhookSecret>), Problem> {
    let url = checked(&api, &new.url).await?;
    let last = api.desk.durable().standing().next_sequence.checked_sub(1);
    // Nothing lies behind the end: who asks for it begins now.
    let after = new.after.map_or(last, |after| last.map(|last| after.min(last)));
    let cursor = after.and_then(|after| i64::try_from(after).ok()).unwrap_or(-1);
    let made = api.office.create_webhook(&caller.actor(), &url, &new.event_types, cursor, machine()).await?;
    Ok((StatusCode::CREATED, Json(WebhookSecret { secret: made.1, webhook: made.0.into() })))
}

/// One webhook
#[utoipa::path(get, path = "/v1/webhooks/{webhook}", tag = "webhooks", params(("webhook" = String, Path)),
    security(("key" = ["webhooks:read"]), ("session" = ["webhooks:read"])),
    responses((status = 200, body = WebhookBody), Problems))]
pub async fn read(State(api): State<Api>, Id(webhook): Id) -> Result<Json<WebhookBody>, Problem> {
    Ok(Json(api.office.webhook(&webhook).await?.into()))
}

/// Gives a webhook another URL and other types of events
#[utoipa::path(put, path = "/v1/webhooks/{webhook}", tag = "webhooks", request_body = ChangedWebhook,
    params(("webhook" = String, Path)),
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 200, body = WebhookBody), Problems))]
pub async fn change(
    State(api): State<Api>,
    caller: Caller,
    Id(webhook): Id,
    Body(new): Body<ChangedWebhook>,
) -> Result<Json<WebhookBody>, Problem> {
    let url = checked(&api, &new.url).await?;
    let changed = api.office.change_webhook(&caller.actor(), &webhook, &url, &new.event_types, machine()).await?;
    Ok(Json(changed.into()))
}

/// Deletes a webhook with its deliveries
#[utoipa::path(delete, path = "/v1/webhooks/{webhook}", tag = "webhooks", params(("webhook" = String, Path)),
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 204, description = "Deleted"), Problems))]
pub async fn delete(State(api): State<Api>, caller: Caller, Id(webhook): Id) -> Result<StatusCode, Problem> {
    api.office.delete_webhook(&caller.actor(), &webhook, machine()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a webhook a new secret; for a day deliveries are signed with the old one too
#[utoipa::path(post, path = "/v1/webhooks/{webhook}/rotate", tag = "webhooks", params(("webhook" = String, Path)),
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 200, body = WebhookSecret), Problems))]
pub async fn rotate(State(api): State<Api>, caller: Caller, Id(webhook): Id) -> Result<Json<WebhookSecret>, Problem> {
    let (endpoint, secret) = api.office.rotate_webhook(&caller.actor(), &webhook, machine()).await?;
    Ok(Json(WebhookSecret { secret, webhook: endpoint.into() }))
}

/// Switches a webhook off; switched on again, it is told what it missed
#[utoipa::path(post, path = "/v1/webhooks/{webhook}/disable", tag = "webhooks", params(("webhook" = String, Path)),
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 200, body = WebhookBody), Problems))]
pub async fn disable(State(api): State<Api>, caller: Caller, Id(webhook): Id) -> Result<Json<WebhookBody>, Problem> {
    Ok(Json(api.office.disable_webhook(&caller.actor(), &webhook, machine()).await?.into()))
}

/// Switches a webhook on again
#[utoipa::path(post, path = "/v1/webhooks/{webhook}/enable", tag = "webhooks", params(("webhook" = String, Path)),
    security(("key" = ["webhooks:write"]), ("session" = ["webhooks:write"])),
    responses((status = 200, body = WebhookBody), Problems))]
pub async fn enable(State(api): State<Api>, caller: Caller, Id(webhook): Id) -> Result<Json<WebhookBody>, Problem> {
    Ok(Json(api.office.enable_webhook(&caller.actor(), &webhook, machine()).await?.into()))
}
