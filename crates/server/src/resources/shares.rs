//! The register of shares that dividends are shared by.

use super::approvals::{Filing, RequestBody, file};
use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Found, Id, Page, Problem, Problems, Query, default_programme, fen, limit};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ratchet_core::handle::Member;
use ratchet_core::operations::SetShares;
use ratchet_core::{Rejection, Shares};
use serde::{Deserialize, Serialize};
use std::ops::Bound::{Excluded, Unbounded};
use utoipa::{IntoParams, ToSchema};

/// What a member is to hold in the register of shares.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShares {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "shares-2027-01")]
    pub request_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The holder.
    pub member_no: String,
    /// How many shares from then on; 0 for none.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub shares: i64,
    /// Number or hash of the document that it rests on.
    pub document: Option<String>,
}

/// A holder of shares.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HolderBody {
    /// Who.
    pub member_no: String,
    /// How many.
    pub shares: i64,
}

/// What there is to share, and among how many.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegisterBody {
    /// Shares issued.
    pub issued: i64,
    /// Members who hold them.
    pub holders: u64,
    /// What waits to be shared.
    pub pot_fen: i64,
    /// What the next closing gives back to the platform.
    pub charge_fen: i64,
}

/// Asks for a change of the register of shares
///
/// Filed for a second person.
#[utoipa::path(post, path = "/v1/shares", tag = "months", request_body = NewShares, params(DryRun),
    security(("session" = ["shares:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn set_shares(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewShares>,
) -> Result<Response, Problem> {
    let NewShares { request_no, programme, member_no, shares, document } = new;
    let operation = SetShares { member: member_no, shares: Shares::new(shares), document }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}

/// The shares of a programme in all, and their pot
#[utoipa::path(get, path = "/v1/programmes/{programme}/shares", tag = "months",
    params(("programme" = String, Path)),
    security(("key" = ["months:read"]), ("session" = ["months:read"])),
    responses((status = 200, body = RegisterBody), Problems))]
pub async fn register(State(api): State<Api>, Id(programme): Id) -> Result<Json<RegisterBody>, Problem> {
    let register = api.desk.look(move |engine| {
        let state = engine.state();
        let dividends = &state.programme(state.programme_named(&programme)?)?.dividends;
        Some(RegisterBody {
            issued: dividends.issued.get(),
            holders: dividends.shares.len() as u64,
            pot_fen: fen(dividends.pot),
            charge_fen: fen(dividends.charge),
        })
    });
    register.await?.map(Json).ok_or(Problem::unknown(Rejection::ProgrammeUnknown))
}

/// Which holders.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HoldersQuery {
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// Who holds the shares of a programme, by registration
#[utoipa::path(get, path = "/v1/programmes/{programme}/shares/holders", tag = "months",
    params(("programme" = String, Path), HoldersQuery),
    security(("key" = ["months:read"]), ("session" = ["months:read"])),
    responses((status = 200, body = Page<HolderBody>), Problems))]
pub async fn holders(
    State(api): State<Api>,
    Id(programme): Id,
    Query(query): Query<HoldersQuery>,
) -> Result<Json<Page<HolderBody>>, Problem> {
    let count = limit(query.limit)? as usize;
    let found = api.desk.look(move |engine| {
        let state = engine.state();
        let named = state.programme_named(&programme).and_then(|named| state.programme(named));
        let shares = &named.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?.dividends.shares;
        let invalid =
            || Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "after is the next of a page").at("after");
        let after = query.after.map(|after| state.directory.member(&after).ok_or_else(invalid)).transpose()?;
        let behind = shares.range((after.map_or(Unbounded, Excluded), Unbounded));
        let holder = |(member, shares): (&Member, &Shares)| HolderBody {
            member_no: state.directory.member_names.name(member.0).to_owned(),
            shares: shares.get(),
        };
        Ok::<_, Problem>(Found::first_of(behind.map(holder), count))
    });
    Ok(Json(found.await??.page(|holder| holder.member_no.clone(), |holder| holder)))
}
