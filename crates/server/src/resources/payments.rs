//! Payments through a provider: created, then paid, failed or expired, and refunded where money went back. When one is
//! paid, its order is taken in the same command.

use super::orders::NewOrder;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, fen};
use crate::payments::{SANDBOX, SandboxAnswer, answer};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::event::Conclusion;
use ratchet_core::operations::{ConcludePayment, ConcludeRefund, OpenPayment};
use ratchet_core::payments::PaymentRow;
use ratchet_core::{DEFAULT_PROGRAMME, Fen, Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a payment is open, where nothing is said, and at most.
const EXPIRES_IN_USUAL: u32 = 900;
const EXPIRES_IN_MAX: u32 = 30 * 86_400;

/// A payment to be collected.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPayment {
    /// The payment's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "pay-1")]
    pub payment_no: String,
    /// Who collects it; the embedded one of a sandbox, where nothing is said.
    #[serde(default = "sandbox")]
    #[schema(default = "sandbox")]
    pub provider: String,
    /// The order that is taken when it is paid.
    pub order: NewOrder,
    /// Seconds after which it can no longer be paid.
    #[schema(minimum = 1, maximum = 2_592_000)]
    pub expires_in_s: Option<u32>,
    /// What the embedded provider is to do.
    pub sandbox: Option<SandboxAnswer>,
}

fn sandbox() -> String {
    SANDBOX.to_owned()
}

/// A payment as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaymentBody {
    /// Its number.
    pub payment_no: String,
    /// `created`, `paid`, `failed`, `expired` or `refunded`.
    pub state: String,
    /// Who collects it.
    pub provider: String,
    /// The order that it pays.
    pub order_no: String,
    /// What the provider collects.
    pub amount_fen: i64,
    /// What it has still to give back.
    pub refund_due_fen: i64,
    /// The provider's own reference.
    pub reference: Option<String>,
    /// Until when it can be paid, UTC milliseconds.
    pub expires_at: i64,
    /// When something last happened to it, UTC milliseconds.
    pub changed_at: i64,
}

impl From<&PaymentRow> for PaymentBody {
    fn from(row: &PaymentRow) -> Self {
        Self {
            payment_no: row.id.clone(),
            state: row.state().to_owned(),
            provider: row.provider.clone(),
            order_no: row.order.id.clone(),
            amount_fen: fen(row.amount),
            refund_due_fen: fen(row.refund_due()),
            reference: row.reference.clone(),
            expires_at: row.expires_at.milliseconds(),
            changed_at: row.changed_at.milliseconds(),
        }
    }
}

async fn view(api: &Api, payment_no: String) -> Result<PaymentBody, Problem> {
    let row = api.desk.look(move |engine| engine.state().payment(&payment_no)?.1.map(PaymentBody::from)).await?;
    row.ok_or(Problem::unknown(Rejection::PaymentUnknown))
}

/// Begins a payment through a provider
#[utoipa::path(post, path = "/v1/payments", tag = "orders", request_body = NewPayment,
    security(("key" = ["payments:write"]), ("session" = ["payments:write"])),
    responses((status = 201, body = PaymentBody), Problems))]
pub async fn open(State(api): State<Api>, caller: Caller, Body(new): Body<NewPayment>) -> Result<Response, Problem> {
    if api.is_live && new.provider == SANDBOX {
        return Err(Problem::of(StatusCode::FORBIDDEN, "sandbox_only").at("provider"));
    }
    let seconds = new.expires_in_s.unwrap_or(EXPIRES_IN_USUAL);
    if !(1..=EXPIRES_IN_MAX).contains(&seconds) {
        let detail = format!("expires_in_s is 1 to {EXPIRES_IN_MAX}");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("expires_in_s"));
    }
    let expires_at = Time::from_milliseconds(api.clock.now().milliseconds() + i64::from(seconds) * 1_000);
    let order = new.order.place();
    let operation =
        OpenPayment { id: new.payment_no.clone(), provider: new.provider, order: order.clone(), expires_at };
    let draft = Draft::by(caller.actor(), &new.order.programme, operation);
    match api.desk.execute(draft).await.map_err(Problem::from) {
        Ok(_) => {
            if let Some(told) = new.sandbox {
                answer(api.clone(), new.payment_no.clone(), told);
            }
            Ok((StatusCode::CREATED, Json(view(&api, new.payment_no).await?)).into_response())
        }
        Err(problem) if problem.code == Rejection::PaymentExists.code() => {
            let number = new.payment_no.clone();
            let is_same = api.desk.look(move |engine| {
                engine.state().payment(&number).and_then(|found| found.1).is_none_or(|row| row.order == order)
            });
            if !is_same.await? {
                return Err(Problem::conflict("payment_no"));
            }
            let body = Json(view(&api, new.payment_no).await?);
            Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], body).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// A payment as it stands
#[utoipa::path(get, path = "/v1/payments/{payment_no}", tag = "orders", params(("payment_no" = String, Path)),
    security(("key" = ["payments:read"]), ("session" = ["payments:read"])),
    responses((status = 200, body = PaymentBody), Problems))]
pub async fn read(State(api): State<Api>, Id(payment_no): Id) -> Result<Json<PaymentBody>, Problem> {
    Ok(Json(view(&api, payment_no).await?))
}

/// What a provider says of a payment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Conclude {
    /// What became of it.
    pub conclusion: ConclusionName,
    /// The provider's own reference.
    pub reference: Option<String>,
    /// What the provider received, in fen, where it says so.
    pub received_fen: Option<i64>,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConclusionName {
    /// The provider has the money.
    Paid,
    /// It has none and will not get any.
    Failed,
    /// Its time was up.
    Expired,
}

impl From<ConclusionName> for Conclusion {
    fn from(name: ConclusionName) -> Self {
        match name {
            ConclusionName::Paid => Self::Paid,
            ConclusionName::Failed => Self::Failed,
            ConclusionName::Expired => Self::Expired,
        }
    }
}

/// Says what became of a payment
///
/// A provider's call-back, as often as it likes: saying the same again changes nothing.
#[utoipa::path(post, path = "/v1/payments/{payment_no}/conclude", tag = "orders", request_body = Conclude,
    params(("payment_no" = String, Path)),
    security(("key" = ["payments:write"]), ("session" = ["payments:write"])),
    responses((status = 200, body = PaymentBody), Problems))]
pub async fn conclude(
    State(api): State<Api>,
    caller: Caller,
    Id(payment_no): Id,
    Body(said): Body<Conclude>,
) -> Result<Json<PaymentBody>, Problem> {
    let operation = ConcludePayment {
        payment: payment_no.clone(),
        conclusion: said.conclusion.into(),
        reference: said.reference,
        received: said.received_fen.map(Fen::new),
    };
    repeatable(&api, Draft::by(caller.actor(), DEFAULT_PROGRAMME, operation), Rejection::PaymentConcluded).await?;
    Ok(Json(view(&api, payment_no).await?))
}

/// Money that a provider gave back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundDone {
    /// The number of the refund, from 1.
    #[schema(minimum = 1)]
    pub refund: u32,
    /// The provider's own reference.
    pub reference: Option<String>,
}

/// Says that a provider gave money back
#[utoipa::path(post, path = "/v1/payments/{payment_no}/refunds", tag = "orders", request_body = RefundDone,
    params(("payment_no" = String, Path)),
    security(("key" = ["payments:write"]), ("session" = ["payments:write"])),
    responses((status = 200, body = PaymentBody), Problems))]
pub async fn conclude_refund(
    State(api): State<Api>,
    caller: Caller,
    Id(payment_no): Id,
    Body(done): Body<RefundDone>,
) -> Result<Json<PaymentBody>, Problem> {
    let operation = ConcludeRefund { payment: payment_no.clone(), refund: done.refund, reference: done.reference };
    repeatable(&api, Draft::by(caller.actor(), DEFAULT_PROGRAMME, operation), Rejection::RefundConcluded).await?;
    Ok(Json(view(&api, payment_no).await?))
}

/// Executes what may be said again: `said_before` is no error.
async fn repeatable(api: &Api, draft: Draft, said_before: Rejection) -> Result<(), Problem> {
    match api.desk.execute(draft).await.map_err(Problem::from) {
        Err(problem) if problem.code != said_before.code() => Err(problem.missing_in_path(Rejection::PaymentUnknown)),
        _ => Ok(()),
    }
}
