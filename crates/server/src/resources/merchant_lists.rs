//! Lists of merchants.

use crate::http::{Api, Page, PageQuery, Problem, Problems, Query, page_of};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ratchet_books::sql::MerchantRow;
use ratchet_core::{BasisPoints, Rejection};
use serde::Serialize;
use utoipa::ToSchema;

/// A merchant as registered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MerchantLine {
    /// The merchant's number.
    pub merchant_no: String,
    /// The programme that it sells in.
    pub programme: String,
    /// The plan that it sells under.
    pub plan: String,
    /// Its own take rate; none where the plan's holds.
    pub take_bp: Option<u32>,
    /// The member who owns it.
    pub owner_no: Option<String>,
    /// The member who recruited it.
    pub recruiter_no: Option<String>,
    /// `province/city/district`, or its beginning.
    pub region: Option<String>,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
}

impl From<MerchantRow> for MerchantLine {
    fn from(row: MerchantRow) -> Self {
        Self {
            merchant_no: row.id,
            programme: row.programme,
            plan: row.plan,
            take_bp: row.take_bp.map(BasisPoints::get),
            owner_no: row.owner,
            recruiter_no: row.recruiter,
            region: row.region,
            recorded_at: row.recorded_at.milliseconds(),
        }
    }
}

/// Merchants, newest first
#[utoipa::path(get, path = "/v1/merchants", tag = "merchants", params(PageQuery),
    security(("key" = ["merchants:read"]), ("session" = ["merchants:read"])),
    responses((status = 200, body = Page<MerchantLine>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, MerchantLine>(api.books.merchants(None, page).await?, Rejection::ProgrammeUnknown, built, &headers)
}
