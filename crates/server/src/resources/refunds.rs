//! Refunds: money of a booked order that the merchant gives back.

use super::order_lists::own_order;
use super::orders::{DryRun, ExitBody};
use crate::http::{
    Api, Body, Caller, Id, IdempotencyKey, Problem, Problems, Query, Receipt, default_programme, fen, points_text,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use ratchet_core::operations::Refund;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Fen, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Money to be given back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// The programme that the order is booked in.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// How much is given back, in fen.
    #[schema(minimum = 1, example = 500)]
    pub amount_fen: i64,
}

/// What a refund did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefundBody {
    /// The order's number.
    pub order_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// What the member received.
    pub to_member_fen: i64,
    /// Points taken back without payment.
    pub points: String,
    /// Positions that the system sold after it.
    pub exits: Vec<ExitBody>,
}

/// Gives money of an order back
///
/// Under an `Idempotency-Key`, asking twice gives back once: the same request again gives the first answer again.
#[utoipa::path(post, path = "/v1/orders/{order_no}/refunds", tag = "orders", request_body = NewRefund,
    params(("order_no" = String, Path), DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["refunds:write"]), ("session" = ["refunds:write", "merchant"])),
    responses((status = 200, description = "Only tried", body = RefundBody), (status = 201, body = RefundBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Id(order_no): Id,
    key: IdempotencyKey,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewRefund>,
) -> Result<Response, Problem> {
    if matches!(caller, Caller::Merchant(_)) {
        own_order(&api, &caller, &order_no).await?;
    }
    let operation = Refund { order: order_no.clone(), amount: Fen::new(new.amount_fen) };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let once = api.execute_once(&caller, &key, draft, dry_run).await;
    let once = once.map_err(|problem| problem.missing_in_path(Rejection::OrderUnknown))?;
    let Outcome::Refunded(refunded) = &once.tried.outcome else {
        return Err(Problem::internal(&"a refund gave something else"));
    };
    let body = RefundBody {
        order_no,
        receipt: Receipt::tried(&once.tried),
        to_member_fen: fen(refunded.to_member),
        points: points_text(refunded.burned),
        exits: refunded.exits.iter().cloned().map(ExitBody::from).collect(),
    };
    Ok(once.answer(Json(body)))
}
