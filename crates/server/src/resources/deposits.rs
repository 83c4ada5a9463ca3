//! Deposits: money that a merchant pays in, so that it can grant refunds.

use super::orders::DryRun;
use crate::http::{Api, Body, Caller, IdempotencyKey, Problem, Problems, Query, Receipt, default_programme};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use ratchet_core::Fen;
use ratchet_core::operations::TopUp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Money that a merchant paid in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeposit {
    /// Who paid in.
    #[schema(example = "shop-7")]
    pub merchant_no: String,
    /// How much, in fen.
    #[schema(minimum = 1, example = 50000)]
    pub amount_fen: i64,
    /// The number of the payment on the bank's statement.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub reference: Option<String>,
}

/// A deposit that was taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DepositBody {
    /// Who paid in.
    pub merchant_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// How much.
    pub amount_fen: i64,
    /// The number of the payment on the bank's statement.
    pub reference: Option<String>,
}

/// Takes a deposit of a merchant
///
/// Under an `Idempotency-Key`, asking twice takes it once: the same request again gives the first answer again.
#[utoipa::path(post, path = "/v1/deposits", tag = "withdrawals", request_body = NewDeposit,
    params(DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["deposits:write"]), ("session" = ["deposits:write"])),
    responses((status = 200, description = "Only tried", body = DepositBody), (status = 201, body = DepositBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    key: IdempotencyKey,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewDeposit>,
) -> Result<Response, Problem> {
    let NewDeposit { merchant_no, amount_fen, reference } = new;
    let operation = TopUp { merchant: merchant_no.clone(), amount: Fen::new(amount_fen), reference: reference.clone() };
    let draft = Draft::by(caller.actor(), &default_programme(), operation);
    let once = api.execute_once(&caller, &key, draft, dry_run).await?;
    let receipt = Receipt::tried(&once.tried);
    Ok(once.answer(Json(DepositBody { merchant_no, receipt, amount_fen, reference })))
}
