//! Returns: money of an order that is held and not booked yet. No pool ever saw it.

use super::orders::DryRun;
use super::refunds::NewRefund;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, Receipt, fen};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_core::operations::ReturnOrder;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Fen, Rejection};
use serde::Serialize;
use utoipa::ToSchema;

/// What a return did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReturnBody {
    /// The order's number.
    pub order_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// What the member receives.
    pub to_member_fen: i64,
    /// What of it went to the balance.
    pub to_balance_fen: i64,
    /// What of it the payment's provider has to give back.
    pub by_provider_fen: i64,
    /// What is left of the order.
    pub left_fen: i64,
}

/// Gives money of an order back that is not booked yet
#[utoipa::path(post, path = "/v1/orders/{order_no}/returns", tag = "orders", request_body = NewRefund,
    params(("order_no" = String, Path), DryRun),
    security(("key" = ["refunds:write"]), ("session" = ["refunds:write"])),
    responses((status = 200, description = "Only tried", body = ReturnBody), (status = 201, body = ReturnBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Id(order_no): Id,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewRefund>,
) -> Result<(StatusCode, Json<ReturnBody>), Problem> {
    let operation = ReturnOrder { order: order_no.clone(), amount: Fen::new(new.amount_fen) };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let tried =
        api.execute(draft, dry_run).await.map_err(|problem| problem.missing_in_path(Rejection::OrderUnknown))?;
    let receipt = Receipt { sequence: tried.sequence, recorded_at: tried.recorded_at.milliseconds() };
    let Outcome::Returned(returned) = tried.outcome else {
        return Err(Problem::internal(&"a return gave something else"));
    };
    let body = ReturnBody {
        order_no,
        receipt,
        to_member_fen: fen(returned.to_member),
        to_balance_fen: fen(returned.to_balance),
        by_provider_fen: fen(returned.by_provider),
        left_fen: fen(returned.left),
    };
    Ok((if dry_run { StatusCode::OK } else { StatusCode::CREATED }, Json(body)))
}
