//! The end of a programme: from when on it takes no orders, and what everybody would get.

use super::approvals::{Filing, RequestBody, file};
use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, ProgrammeQuery, Query, fen, points_text};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use ratchet_core::operations::CloseProgramme;
use ratchet_core::view::{ClosingView, MemberClosingView};
use ratchet_core::{Engine, Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A closing to be published.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosing {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "close-main")]
    pub request_no: String,
    /// From when on no order is taken, UTC milliseconds. Until it has come, it can be moved.
    pub from: i64,
}

/// What everybody would be redeemed at now, or is being.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClosingBody {
    /// The programme.
    pub programme: String,
    /// `open` (nothing is published), `published`, `settling`, `redeeming` or `closed`.
    pub stage: String,
    /// From when on no order is taken, UTC milliseconds; none where nothing is published.
    pub from: Option<i64>,
    /// When it was over, UTC milliseconds.
    pub closed_at: Option<i64>,
    /// CNY per point for everybody, without a fee; none where nobody holds anything.
    pub price: Option<String>,
    /// CNY per point of a sale now, before the fee.
    pub price_today: String,
    /// Points of all members together.
    pub points: String,
    /// Founding points that are burned first; their money stays with the others.
    pub founding_points: String,
    /// What of the unallocated account joins the reserve first.
    pub released_fen: i64,
    /// Orders that have to be settled first.
    pub pending_orders: u64,
    /// Positions that are open.
    pub open_positions: u64,
    /// What members have received of the closing so far.
    pub paid_fen: i64,
}

/// What one member would get.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberClosingBody {
    /// Whose.
    pub member_no: String,
    /// Points held.
    pub points: String,
    /// What they bring at the price for everybody, each position floored by itself, without a fee.
    pub amount_fen: i64,
    /// The same for everybody.
    pub closing: ClosingBody,
}

impl From<ClosingView> for ClosingBody {
    fn from(view: ClosingView) -> Self {
        Self {
            programme: view.programme,
            stage: view.stage.to_owned(),
            from: view.from.map(Time::milliseconds),
            closed_at: view.closed_at.map(Time::milliseconds),
            price: view.price,
            price_today: view.price_today,
            points: points_text(view.points),
            founding_points: points_text(view.founding_units),
            released_fen: fen(view.released_fen),
            pending_orders: view.pending_orders,
            open_positions: view.open_positions,
            paid_fen: fen(view.paid_fen),
        }
    }
}

/// What a closing now would come to
#[utoipa::path(get, path = "/v1/programmes/{programme}/closing", tag = "programmes", params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read", "member", "merchant"])),
    responses((status = 200, body = ClosingBody), Problems))]
pub async fn read(State(api): State<Api>, Id(programme): Id) -> Result<Json<ClosingBody>, Problem> {
    let look = move |engine: &mut Engine| {
        let handle = engine.state().programme_named(&programme)?;
        ClosingView::of(engine.state(), handle)
    };
    let view = api.desk.look(look).await?.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
    Ok(Json(view.into()))
}

/// Asks for the closing of a programme
///
/// Filed for a second person. Once approved, the time is published: nothing is taken back after it has come.
#[utoipa::path(post, path = "/v1/programmes/{programme}/closing", tag = "operator", request_body = NewClosing,
    params(("programme" = String, Path), DryRun), security(("session" = ["programmes:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Id(programme): Id,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewClosing>,
) -> Result<Response, Problem> {
    let NewClosing { request_no, from } = new;
    let operation = CloseProgramme { from: Time::from_milliseconds(from) }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}

/// What a member would get if the programme closed now
///
/// A figure of this moment, and no promise.
#[utoipa::path(get, path = "/v1/members/{member_no}/closing", tag = "members",
    params(("member_no" = String, Path), ProgrammeQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = MemberClosingBody), Problems))]
pub async fn of_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(query): Query<ProgrammeQuery>,
) -> Result<Json<MemberClosingBody>, Problem> {
    caller.must_be_member(&member_no)?;
    let look = move |engine: &mut Engine| {
        let state = engine.state();
        let programme = state.programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let member = state.directory.member(&member_no).ok_or(Rejection::MemberUnknown)?;
        MemberClosingView::of(state, programme, member).ok_or(Rejection::ProgrammeUnknown)
    };
    let view = api.desk.look(look).await?.map_err(Problem::unknown)?;
    Ok(Json(MemberClosingBody {
        member_no: view.member,
        points: points_text(view.points),
        amount_fen: fen(view.fen),
        closing: view.closing.into(),
    }))
}
