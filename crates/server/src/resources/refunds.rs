//! Refunds: money of a booked order that the merchant gives back.

use super::orders::{DryRun, ExitBody};
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, Receipt, default_programme, fen, points_text};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
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
#[utoipa::path(post, path = "/v1/orders/{order_no}/refunds", tag = "orders", request_body = NewRefund,
    params(("order_no" = String, Path), DryRun),
    security(("key" = ["refunds:write"]), ("session" = ["refunds:write"])),
    responses((status = 200, description = "Only tried", body = RefundBody), (status = 201, body = RefundBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Id(order_no): Id,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewRefund>,
) -> Result<(StatusCode, Json<RefundBody>), Problem> {
    let operation = Refund { order: order_no.clone(), amount: Fen::new(new.amount_fen) };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let tried =
        api.execute(draft, dry_run).await.map_err(|problem| problem.missing_in_path(Rejection::OrderUnknown))?;
    let receipt = Receipt { sequence: tried.sequence, recorded_at: tried.recorded_at.milliseconds() };
    let Outcome::Refunded(refunded) = tried.outcome else {
        return Err(Problem::internal(&"a refund gave something else"));
    };
    let body = RefundBody {
        order_no,
        receipt,
        to_member_fen: fen(refunded.to_member),
        points: points_text(refunded.burned),
        exits: refunded.exits.into_iter().map(ExitBody::from).collect(),
    };
    Ok((if dry_run { StatusCode::OK } else { StatusCode::CREATED }, Json(body)))
}
