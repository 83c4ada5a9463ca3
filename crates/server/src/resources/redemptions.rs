//! Sales of points by members, and what they would bring.

use super::orders::{DryRun, ExitBody};
use crate::http::{
    Api, Body, Caller, IdempotencyKey, Once, Problem, Problems, Query, Receipt, default_programme, fen, share_bp,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ratchet_core::operations::Redeem;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Fen, Points, Rejection};
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

/// What a sale would bring, beside what was spent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuotedSale {
    /// The sale.
    #[serde(flatten)]
    pub sale: RedemptionBody,
    /// The part of what the points are worth that stays in the reserve, in basis points.
    pub fee_bp: u32,
    /// What the member spent in the open positions.
    pub spend_fen: i64,
    /// The net in basis points of that, floored; none where nothing was spent.
    pub net_of_spend_bp: Option<u32>,
}

/// What a sale would bring now
///
/// The same path as the sale, taken back: at the same sequence of the journal both give the same figures.
#[utoipa::path(post, path = "/v1/quotes", tag = "sales", request_body = NewRedemption,
    security(("key" = ["quotes:read"]), ("session" = ["quotes:read", "member"])),
    responses((status = 200, body = QuotedSale), Problems))]
pub async fn quote(
    State(api): State<Api>,
    caller: Caller,
    Body(new): Body<NewRedemption>,
) -> Result<Json<QuotedSale>, Problem> {
    let (programme, member) = (new.programme.clone(), new.member_no.clone());
    let (_, sale) = sell(&api, &caller, &IdempotencyKey(None), new, true).await?;
    let seen = api.desk.look(move |engine| {
        let state = engine.state();
        let of = state.programme(state.programme_named(&programme)?)?;
        let open = of.positions.of(state.directory.member(&member)?);
        let fee = of.rules(of.version_at(state.clock))?.redemption_fee_bp;
        Some((fee.get(), open.map(|open| open.holding.spend).sum::<Fen>()))
    });
    let (fee_bp, spend) = seen.await?.ok_or(Problem::unknown(Rejection::MemberUnknown))?;
    let net_of_spend_bp = share_bp(Fen::new(sale.net_fen), spend);
    Ok(Json(QuotedSale { sale, fee_bp, spend_fen: fen(spend), net_of_spend_bp }))
}

/// Sells points
///
/// Under an `Idempotency-Key`, asking twice sells once: the same request again gives the first answer again.
#[utoipa::path(post, path = "/v1/redemptions", tag = "sales", request_body = NewRedemption,
    params(DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["redemptions:write"]), ("session" = ["redemptions:write", "member"])),
    responses((status = 200, description = "Only tried", body = RedemptionBody), (status = 201, body = RedemptionBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    key: IdempotencyKey,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewRedemption>,
) -> Result<Response, Problem> {
    let (once, body) = sell(&api, &caller, &key, new, dry_run).await?;
    Ok(once.answer(Json(body)))
}

async fn sell(
    api: &Api,
    caller: &Caller,
    key: &IdempotencyKey,
    new: NewRedemption,
    dry_run: bool,
) -> Result<(Once, RedemptionBody), Problem> {
    caller.must_be_member(&new.member_no)?;
    let units: Points = new.points.parse().map_err(|malformed| {
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", format!("{malformed}")).at("points")
    })?;
    let operation = Redeem { member: new.member_no.clone(), units };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let once = api.execute_once(caller, key, draft, dry_run).await?;
    let Outcome::Redeemed(redeemed) = &once.tried.outcome else {
        return Err(Problem::internal(&"a sale gave something else"));
    };
    let body = RedemptionBody {
        member_no: new.member_no,
        receipt: Receipt::tried(&once.tried),
        gross_fen: fen(redeemed.gross),
        fee_fen: fen(redeemed.fee),
        net_fen: fen(redeemed.net),
        exits: redeemed.exits.iter().cloned().map(ExitBody::from).collect(),
    };
    Ok((once, body))
}
