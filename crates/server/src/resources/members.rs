//! Members: registration, what they hold and own.

use super::orders::DryRun;
use crate::http::{
    Api, Body, Caller, Id, Problem, Problems, ProgrammeQuery, Query, default_programme, fen, points_text, share_bp,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::Rejection;
use ratchet_core::operations::AddMember;
use ratchet_core::view::{MemberView, PositionView, Quote};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// The platform's own number of the member, no phone and no identity number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "m-1001")]
    pub member_no: String,
    /// The member who referred them, for good.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub referrer_no: Option<String>,
}

/// A member who is registered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Registered {
    /// The member's number.
    pub member_no: String,
    /// Who referred them.
    pub referrer_no: Option<String>,
}

/// What a member holds in a programme, and owns.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberBody {
    /// The member's number.
    pub member_no: String,
    /// Who referred them.
    pub referrer_no: Option<String>,
    /// Money they own.
    pub balance_fen: i64,
    /// Awards that are not released yet.
    pub frozen_fen: i64,
    /// What their orders that can still be returned come to.
    pub pending_fen: i64,
    /// What left the balance and is being paid out to them.
    pub in_transit_fen: i64,
    /// Points they hold.
    pub points: String,
    /// What they spent in the open positions.
    pub spend_fen: i64,
    /// What selling everything now would bring; none without points.
    pub sale_now: Option<QuoteBody>,
    /// The net of it in basis points of what they spent in the open positions, floored.
    pub sale_now_of_spend_bp: Option<u32>,
    /// Their open positions, oldest first.
    pub positions: Vec<PositionBody>,
}

/// What a sale would bring.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[allow(clippy::struct_field_names)] // the unit is part of the name on the wire
pub struct QuoteBody {
    /// What the points are worth.
    pub gross_fen: i64,
    /// What stays in the reserve.
    pub fee_fen: i64,
    /// What the member would receive.
    pub net_fen: i64,
}

/// An open position.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PositionBody {
    /// Its number in the programme.
    pub position: u32,
    /// What was spent in this cycle.
    pub spend_fen: i64,
    /// Points held.
    pub points: String,
    /// What its sales were worth.
    pub realised_fen: i64,
    /// What its points are worth now, before the fee.
    pub worth_fen: i64,
    /// What its points must be worth for the system to sell it; none without a cap.
    pub left_to_cap_fen: Option<i64>,
}

impl From<Quote> for QuoteBody {
    fn from(quote: Quote) -> Self {
        Self { gross_fen: fen(quote.gross), fee_fen: fen(quote.fee), net_fen: fen(quote.net) }
    }
}

impl From<PositionView> for PositionBody {
    fn from(view: PositionView) -> Self {
        Self {
            position: view.position,
            spend_fen: fen(view.spend),
            points: points_text(view.points),
            realised_fen: fen(view.realised),
            worth_fen: fen(view.worth),
            left_to_cap_fen: view.left_to_cap.map(fen),
        }
    }
}

impl From<MemberView> for MemberBody {
    fn from(view: MemberView) -> Self {
        Self {
            member_no: view.member,
            referrer_no: view.referrer,
            balance_fen: fen(view.balance),
            frozen_fen: fen(view.frozen),
            pending_fen: fen(view.pending),
            in_transit_fen: fen(view.in_transit),
            points: points_text(view.points),
            spend_fen: fen(view.spend),
            sale_now_of_spend_bp: view.sale_now.and_then(|quote| share_bp(quote.net, view.spend)),
            sale_now: view.sale_now.map(QuoteBody::from),
            positions: view.positions.into_iter().map(PositionBody::from).collect(),
        }
    }
}

/// Registers a member
///
/// The number is the idempotency: the same registration again gives the same answer again.
#[utoipa::path(post, path = "/v1/members", tag = "members", request_body = NewMember, params(DryRun),
    security(("key" = ["members:write"]), ("session" = ["members:write"])),
    responses((status = 200, description = "Only tried", body = Registered), (status = 201, body = Registered), Problems))]
pub async fn register(
    State(api): State<Api>,
    caller: Caller,
    Query(tried): Query<DryRun>,
    Body(new): Body<NewMember>,
) -> Result<Response, Problem> {
    let NewMember { member_no, referrer_no } = new;
    let operation = AddMember { id: member_no.clone(), referrer: referrer_no.clone() };
    let draft = Draft::by(caller.actor(), &default_programme(), operation.clone());
    let registered = Json(Registered { member_no, referrer_no });
    match api.execute(draft, tried.dry_run).await {
        Ok(_) => Ok((tried.status(), registered).into_response()),
        Err(problem) if problem.code == Rejection::MemberExists.code() && !tried.dry_run => {
            // Links change who referred a member: what was asked at first does not.
            if !api.was_done(&operation.into()).await? {
                return Err(Problem::conflict("member_no"));
            }
            Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], registered).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// What a member holds and owns
#[utoipa::path(get, path = "/v1/members/{member_no}", tag = "members", params(("member_no" = String, Path), ProgrammeQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = MemberBody), Problems))]
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(query): Query<ProgrammeQuery>,
) -> Result<Json<MemberBody>, Problem> {
    caller.must_be_member(&member_no)?;
    let view = api.desk.look(move |engine| {
        let programme = engine.state().programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        MemberView::of(engine, programme, &member_no).ok_or(Rejection::MemberUnknown)
    });
    Ok(Json(view.await?.map_err(Problem::unknown)?.into()))
}
