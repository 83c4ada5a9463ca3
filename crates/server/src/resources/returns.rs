//! Returns: money of an order that is held and not booked yet. No pool ever saw it.

use super::order_lists::own_order;
use super::orders::DryRun;
use super::refunds::NewRefund;
use crate::http::{Api, Body, Caller, Id, IdempotencyKey, Problem, Problems, Query, Receipt, fen};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
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
///
/// Under an `Idempotency-Key`, asking twice gives back once: the same request again gives the first answer again.
#[utoipa::path(post, path = "/v1/orders/{order_no}/returns", tag = "orders", request_body = NewRefund,
    params(("order_no" = String, Path), DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["refunds:write"]), ("session" = ["refunds:write", "merchant"])),
    responses((status = 200, description = "Only tried", body = ReturnBody), (status = 201, body = ReturnBody), Problems))]
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
    let operation = ReturnOrder { order: order_no.clone(), amount: Fen::new(new.amount_fen) };
    let draft = Draft::by(caller.actor(), &new.programme, operation);
    let once = api.execute_once(&caller, &key, draft, dry_run).await;
    let once = once.map_err(|problem| problem.missing_in_path(Rejection::OrderUnknown))?;
    let Outcome::Returned(returned) = &once.tried.outcome else {
        return Err(Problem::internal(&"a return gave something else"));
    };
    let body = ReturnBody {
        order_no,
        receipt: Receipt::tried(&once.tried),
        to_member_fen: fen(returned.to_member),
        to_balance_fen: fen(returned.to_balance),
        by_provider_fen: fen(returned.by_provider),
        left_fen: fen(returned.left),
    };
    Ok(once.answer(Json(body)))
}
