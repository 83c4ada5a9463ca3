//! How far a member's positions are from their caps, always beside the share of members who never reached one.

use crate::http::{Api, Caller, Id, Problem, Problems, ProgrammeQuery, Query, fen, points_text};
use axum::Json;
use axum::extract::State;
use ratchet_core::{BasisPoints, Rejection};
use ratchet_factsheet::Distance;
use serde::Serialize;
use utoipa::ToSchema;

/// Distances to the cap. Arithmetic, and no forecast: each order moves the price less than the one before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DistancesBody {
    /// Each open position that has a cap, oldest first.
    pub positions: Vec<DistanceBody>,
    /// Members who ever held a position.
    pub members: u64,
    /// Of them, those who never reached the cap, in basis points; none without members.
    pub not_reached_bp: Option<u32>,
    /// How many of the last orders the pace is of; none where the price has not moved.
    pub pace_orders: Option<u64>,
    /// When the shares and the pace were worked out, UTC milliseconds.
    pub as_of: i64,
}

/// How far one position is from its cap.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DistanceBody {
    /// Its number in the programme.
    pub position: u32,
    /// What its points are worth now, before the fee.
    pub worth_fen: i64,
    /// What they must be worth for the system to sell it.
    pub left_fen: i64,
    /// Points more that it would need at today's price; none where that is beyond any supply.
    pub points_missing: Option<String>,
    /// Orders more that it would take at the recent pace; none where the price does not move, or beyond counting.
    pub orders_missing: Option<u64>,
}

impl DistanceBody {
    fn of(position: u32, distance: &Distance) -> Self {
        Self {
            position,
            worth_fen: fen(distance.worth),
            left_fen: fen(distance.left),
            points_missing: distance.points_missing.map(points_text),
            orders_missing: distance.orders_missing,
        }
    }
}

/// How far a member's positions are from their caps
///
/// Positions are of this moment; shares and pace are those of the factsheet, which may be some minutes old.
#[utoipa::path(get, path = "/v1/members/{member_no}/distances", tag = "members",
    params(("member_no" = String, Path), ProgrammeQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = DistancesBody), Problems))]
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(ProgrammeQuery { programme }): Query<ProgrammeQuery>,
) -> Result<Json<DistancesBody>, Problem> {
    caller.must_be_member(&member_no)?;
    let named = programme.clone();
    let exists = api.desk.look(move |engine| engine.state().programme_named(&named).is_some()).await?;
    if !exists {
        return Err(Problem::unknown(Rejection::ProgrammeUnknown));
    }
    let sheet = api.factsheets.of(&api.layout, &programme, api.clock.now(), api.desk.durable()).await?;
    let pace = sheet.facts.cap.pace;
    let seen = api.desk.look(move |engine| {
        let state = engine.state();
        let member = state.directory.member(&member_no)?;
        let of = state.programme(state.programme_named(&programme)?)?;
        let capped = of.positions.of(member).filter(|open| open.left().is_some());
        let told = capped.map(|open| DistanceBody::of(open.id.0, &Distance::at_pace(open, of.price(), pace)));
        Some(told.collect())
    });
    let positions = seen.await?.ok_or(Problem::unknown(Rejection::MemberUnknown))?;
    Ok(Json(DistancesBody {
        positions,
        members: sheet.facts.cap.members,
        not_reached_bp: sheet.facts.cap.not_reached_bp.map(BasisPoints::get),
        pace_orders: pace.map(|pace| pace.orders),
        as_of: sheet.facts.as_of.milliseconds(),
    }))
}
