//! API keys of integrators.

use super::ListQuery;
use super::names::Scopes;
use crate::http::{Api, Body, Caller, Id, Page, Problem, Problems, Query};
use crate::runtime::machine;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_office::limits::KEY_RATE_DEFAULT;
use ratchet_office::{KeyInfo, NewKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A key to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKeyBody {
    /// What it is for, for people.
    #[schema(min_length = 1, max_length = 100, example = "till of store 3")]
    pub label: String,
    /// What it may do. What needs a person, such as an approval, is refused.
    pub scopes: Scopes,
    /// Requests a second.
    #[serde(default = "usual_rate")]
    #[schema(minimum = 1, maximum = 1_000_000, default = 50_000)]
    pub rate_per_second: u32,
}

fn usual_rate() -> u32 {
    KEY_RATE_DEFAULT
}

/// A key: everything but the secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KeyBody {
    /// Its opaque id, which stands for it in the journal and in the audit.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scopes: Scopes,
    /// Requests a second.
    pub rate_per_second: i64,
    /// Who made it.
    pub created_by: String,
    /// When, UTC milliseconds.
    pub created_at: i64,
    /// When it was used last, rounded down to the hour.
    pub last_used_at: Option<i64>,
    /// Since when it is no longer taken.
    pub revoked_at: Option<i64>,
}

impl From<KeyInfo> for KeyBody {
    fn from(info: KeyInfo) -> Self {
        let KeyInfo { id, label, scopes, rate_per_second, created_by, created_at, last_used_at, revoked_at } = info;
        let scopes = Scopes(scopes);
        Self { id, label, scopes, rate_per_second, created_by, created_at, last_used_at, revoked_at }
    }
}

/// A key that was just made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KeyMade {
    /// The key itself, to be sent as `Authorization: Bearer …`. It is shown now and never again.
    pub secret: String,
    /// What it is.
    #[serde(flatten)]
    pub key: KeyBody,
}

/// API keys, also revoked ones
#[utoipa::path(get, path = "/v1/keys", tag = "office", params(ListQuery),
    security(("session" = ["keys:read"])),
    responses((status = 200, body = Page<KeyBody>), Problems))]
pub async fn list(State(api): State<Api>, Query(query): Query<ListQuery>) -> Result<Json<Page<KeyBody>>, Problem> {
    let keys = api.office.api_keys(query.after.as_deref(), query.limit()?).await?;
    Ok(Json(query.page(keys, |key: &KeyInfo| key.id.clone())?))
}

/// Makes a key
#[utoipa::path(post, path = "/v1/keys", tag = "office", request_body = NewKeyBody,
    security(("session" = ["keys:write"])),
    responses((status = 201, body = KeyMade), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Body(new): Body<NewKeyBody>,
) -> Result<(StatusCode, Json<KeyMade>), Problem> {
    let asked = NewKey { label: &new.label, scopes: &new.scopes.0, rate_per_second: new.rate_per_second };
    let (secret, key) = api.office.create_key(&caller.actor(), asked, machine()).await?;
    Ok((StatusCode::CREATED, Json(KeyMade { secret: secret.as_str().to_owned(), key: key.into() })))
}

/// One key
#[utoipa::path(get, path = "/v1/keys/{key}", tag = "office", params(("key" = String, Path)),
    security(("session" = ["keys:read"])),
    responses((status = 200, body = KeyBody), Problems))]
pub async fn read(State(api): State<Api>, Id(key): Id) -> Result<Json<KeyBody>, Problem> {
    Ok(Json(api.office.key(&key).await?.into()))
}

/// Revokes a key: the next request with it is refused
#[utoipa::path(delete, path = "/v1/keys/{key}", tag = "office", params(("key" = String, Path)),
    security(("session" = ["keys:write"])),
    responses((status = 200, body = KeyBody), Problems))]
pub async fn revoke(State(api): State<Api>, caller: Caller, Id(key): Id) -> Result<Json<KeyBody>, Problem> {
    Ok(Json(api.office.revoke_key(&caller.actor(), &key, machine()).await?.into()))
}
