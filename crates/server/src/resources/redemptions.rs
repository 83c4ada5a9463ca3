//! Sales of points by members, and what they would bring.

use super::orders::{DryRun, ExitBody};
use crate::http::{Api, Body, Caller, Problem, Problems, Query, Receipt, default_programme, fen};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_core::Points;
use ratchet_core::operations::Redeem;
use ratchet_core::outcome::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Points to be sold.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRedemption {
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// Who sells.
    #[schema(example = "m-1001")]
    pub member_no: String,
    /// How many points, with at most eight decimals.
    #[schema(pattern = r"^[0-9]+(\.[0-9]{1,8})?$", example = "12.50000000")]
    pub points: String,
}

/// What a sale brings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RedemptionBody {
    /// Who sells.
    pub member_no: String,
    /// Where it stands in the journal; nothing of a quote.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// What the points are worth.
    pub gross_fen: i64,
    /// What stays in the reserve.
    pub fee_fen: i64,
    /// What the member receives.
    pub net_fen: i64,
    /// Positions that the system sells after it.
    pub exits: Vec<ExitBody>,
}

/// What a sale would bring now
///
/// The same path as the sale, taken back: at the same sequence of the journal both give the same figures.
#[utoipa::path(post, path = "/v1/quotes", tag = "sales", request_body = NewRedemption,
    security(("key" = ["quotes:read"]), ("session" = ["quotes:read", "member"])),
    responses((status = 200, body = RedemptionBody), Problems))]
pub async fn quote(
    State(api): State<Api>,
    caller: Caller,
    Body(new): Body<NewRedemption>,
) -> Result<Json<RedemptionBody>, Problem> {
    sell(&api, &caller, new, true).await.map(Json)
}

/// Sells points
#[utoipa::path(post, path = "/v1/redemptions", tag = "sales", request_body = NewRedemption, params(DryRun),
    security(("key" = ["redemptions:write"]), ("session" = ["redemptions:write", "member"])),
    responses((status = 200, description = "Only tried", body = RedemptionBody), (status = 201, body = RedemptionBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewRedemption>,
) -> Result<(StatusCode, Json<RedemptionBody>), Problem> {
    let body = sell(&api, &caller, new, dry_run).await?;
    Ok((if dry_run { StatusCode::OK } else { StatusCode::CREATED }, Json(body)))
}

async fn sell(api: &Api, caller: &Caller, new: NewRedemption, dry_run: bool) -> Result<RedemptionBody, Problem> {
    caller.must_be_member(&new.member_no)?;
    let units: Points = new.points.parse().map_err(|malformed| {
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", format!("{malformed}")).at("points")
    })?;
    let operation = Redeem { member: new.member_no.clone(), units };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let tried = api.execute(draft, dry_run).await?;
    let Outcome::Redeemed(redeemed) = tried.outcome else {
        return Err(Problem::internal(&"a sale gave something else"));
    };
    Ok(RedemptionBody {
        member_no: new.member_no,
        receipt: Receipt { sequence: tried.sequence, recorded_at: tried.recorded_at.milliseconds() },
        gross_fen: fen(redeemed.gross),
        fee_fen: fen(redeemed.fee),
        net_fen: fen(redeemed.net),
        exits: redeemed.exits.into_iter().map(ExitBody::from).collect(),
    })
}
