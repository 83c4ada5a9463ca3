//! Who did what, by the journal.

use crate::http::{Api, Page, PageQuery, Problem, Problems, Query, tagged};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ratchet_books::sql::{AuditFilter, AuditLine};
use ratchet_core::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One record of the journal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditBody {
    /// Sequence of the record.
    pub sequence: u64,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
    /// Who asked, by an identifier of the office.
    pub actor: String,
    /// Who approved.
    pub approver: Option<String>,
    /// What was asked.
    #[schema(example = "inject")]
    pub operation: String,
    /// The programme.
    pub programme: String,
    /// What it is about.
    pub reference: Option<String>,
    /// BLAKE3 of what was asked, as it stands in the journal.
    pub payload_hash: String,
}

impl From<AuditLine> for AuditBody {
    fn from(line: AuditLine) -> Self {
        Self {
            sequence: line.sequence,
            recorded_at: line.recorded_at.milliseconds(),
            actor: line.actor,
            approver: line.approver,
            operation: line.operation,
            programme: line.programme,
            reference: line.reference,
            payload_hash: line.payload_hash,
        }
    }
}

/// Which records.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Who asked.
    pub actor: Option<String>,
    /// Who approved.
    pub approver: Option<String>,
    /// What was asked.
    pub operation: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// What it is about: the number of an order, a member, a merchant.
    pub reference: Option<String>,
    /// Recorded at this moment or later, UTC milliseconds.
    pub from: Option<i64>,
    /// Recorded at this moment or before, UTC milliseconds.
    pub to: Option<i64>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Wait until the record of this sequence is in the books.
    pub min_sequence: Option<u64>,
}

/// Who did what, newest first
#[utoipa::path(get, path = "/v1/audit", tag = "operator", params(AuditQuery),
    security(("session" = ["audit:read"])),
    responses((status = 200, body = Page<AuditBody>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Problem> {
    let page = PageQuery { limit: query.limit, after: query.after, min_sequence: query.min_sequence };
    let page = page.of_books(&api).await?;
    let filter = AuditFilter {
        actor: query.actor.as_deref(),
        approver: query.approver.as_deref(),
        operation: query.operation.as_deref(),
        programme: query.programme.as_deref(),
        reference: query.reference.as_deref(),
        from: query.from.map(Time::from_milliseconds),
        to: query.to.map(Time::from_milliseconds),
    };
    let built = api.built();
    let lines: Page<AuditBody> = Page::of(api.books.audit(&filter, page).await?);
    Ok(tagged(built, &headers, &lines))
}
