//! Sales of points of all members: by themselves, and by the system at the cap.

use super::member_lists::SaleLine;
use crate::http::{Api, Page, PageQuery, Problem, Problems, Query, page_of};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ratchet_books::sql::SalesFilter;
use ratchet_core::Rejection;
use ratchet_core::event::SaleCause;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which sales.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SalesQuery {
    /// Of this member.
    pub member_no: Option<String>,
    /// Of this programme.
    pub programme: Option<String>,
    /// `redemption` by the member, `forced_exit` by the system, or `closing` of the programme.
    pub cause: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Wait until the record of this sequence is in the books.
    pub min_sequence: Option<u64>,
}

/// Points that were sold, newest first
#[utoipa::path(get, path = "/v1/sales", tag = "sales", params(SalesQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read"])),
    responses((status = 200, body = Page<SaleLine>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(query): Query<SalesQuery>,
) -> Result<Response, Problem> {
    let causes = [
        ("redemption", SaleCause::Redemption),
        ("forced_exit", SaleCause::ForcedExit),
        ("closing", SaleCause::Closing),
    ];
    let known = |name: &str| causes.into_iter().find(|(known, _)| *known == name).map(|(_, cause)| cause);
    let unknown =
        || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "redemption, forced_exit or closing").at("cause");
    let cause = query.cause.as_deref().map(|name| known(name).ok_or_else(unknown)).transpose()?;
    let page = PageQuery { limit: query.limit, after: query.after, min_sequence: query.min_sequence };
    let page = page.of_books(&api).await?;
    let filter = SalesFilter { member: query.member_no.as_deref(), programme: query.programme.as_deref(), cause };
    let built = api.built();
    page_of::<_, SaleLine>(api.books.sales(&filter, page).await?, Rejection::MemberUnknown, built, &headers)
}
