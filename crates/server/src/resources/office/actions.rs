//! Who did what in the office. What changed money is in the audit of the journal.

use super::ListQuery;
use crate::http::{Api, Page, Problem, Problems, Query};
use axum::Json;
use axum::extract::State;
use ratchet_office::AuditEntry;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that was done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActionBody {
    /// Its place; later ones have higher ones.
    pub sequence: i64,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Who: the opaque id of a person or an API key, a member or merchant, or `system`.
    pub actor: String,
    /// What.
    #[schema(example = "key_revoked")]
    pub action: String,
    /// To what: an opaque id, or a number.
    pub subject: String,
}

impl From<AuditEntry> for ActionBody {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { sequence, at, actor, action, subject } = entry;
        Self { sequence, at, actor, action, subject }
    }
}

/// Who did what in the office, newest first
#[utoipa::path(get, path = "/v1/office/actions", tag = "office", params(ListQuery),
    security(("session" = ["audit:read"])),
    responses((status = 200, body = Page<ActionBody>), Problems))]
pub async fn list(State(api): State<Api>, Query(query): Query<ListQuery>) -> Result<Json<Page<ActionBody>>, Problem> {
    let entries = api.office.audit(query.before()?, query.limit()?).await?;
    Ok(Json(query.page(entries, |entry: &AuditEntry| entry.sequence.to_string())?))
}
