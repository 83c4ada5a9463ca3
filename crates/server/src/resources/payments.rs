//! Payments through a provider: created, then paid, failed or expired, and refunded where money went back. When one is
//! paid, its order is taken in the same command.

use super::orders::{DryRun, NewOrder};
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, fen};
use crate::payments::{SANDBOX, SandboxAnswer, answer};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::event::Conclusion;
use ratchet_core::operations::{ConcludePayment, ConcludeRefund, OpenPayment, Place};
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
    let see = seen(&payment_no);
    api.desk.look(move |engine| see(engine.state())).await?.ok_or(Problem::unknown(Rejection::PaymentUnknown))
}

/// Sees a payment in a state.
fn seen(payment_no: &str) -> impl FnOnce(&ratchet_core::State) -> Option<PaymentBody> + Send + 'static {
    let payment_no = payment_no.to_owned();
    move |state| state.payment(&payment_no)?.1.map(PaymentBody::from)
}

/// Begins a payment through a provider
#[utoipa::path(post, path = "/v1/payments", tag = "orders", request_body = NewPayment, params(DryRun),
    security(("key" = ["payments:write"]), ("session" = ["payments:write", "member"])),
    responses((status = 200, description = "Only tried", body = PaymentBody), (status = 201, body = PaymentBody), Problems))]
pub async fn open(
    State(api): State<Api>,
    caller: Caller,
    Query(tried): Query<DryRun>,
    Body(new): Body<NewPayment>,
) -> Result<Response, Problem> {
    caller.must_be_member(&new.order.member_no)?;
    new.order.must_be_for(&caller)?;
    if matches!(caller, Caller::Member(_)) && new.provider != SANDBOX {
        // Whom a payment is handed to is the operator's to say.
        return Err(Problem::of(StatusCode::FORBIDDEN, "forbidden").at("provider"));
    }
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
    let provider = new.provider;
    let operation =
        OpenPayment { id: new.payment_no.clone(), provider: provider.clone(), order: order.clone(), expires_at };
    let programme = new.order.programme.clone();
    let draft = Draft::by(caller.actor(), &new.order.programme, operation);
    match api.execute_seen(draft, tried.dry_run, seen(&new.payment_no)).await {
        Ok((_, opened)) => {
            if let Some(told) = new.sandbox.filter(|_| !tried.dry_run) {
                answer(api.clone(), new.payment_no.clone(), told);
            }
            let opened = opened.ok_or(Problem::unknown(Rejection::PaymentUnknown))?;
            Ok((tried.status(), Json(opened)).into_response())
        }
        Err(problem) if problem.code == Rejection::PaymentExists.code() && !tried.dry_run => {
            let first = first_answer(&api, new.payment_no, order, (programme, provider)).await?;
            Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], Json(first)).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// What the same payment was answered with when it was opened, whatever became of it since; a conflict where another one
/// has its number. For how long it was open is a matter of when it was asked for, and not compared.
async fn first_answer(
    api: &Api,
    payment_no: String,
    order: Place,
    at: (String, String),
) -> Result<PaymentBody, Problem> {
    let number = payment_no.clone();
    let (order_no, amount) = (order.id.clone(), order.amount - order.from_balance.unwrap_or_default());
    let is_same = api.desk.look(move |engine| {
        // A payment that nothing can happen to any more has left the engine: its books know the rest.
        engine.state().payment(&number).and_then(|found| found.1).is_none_or(|row| row.order == order)
    });
    let is_same = is_same.await?;
    api.wait_for_all_books().await?;
    let conflict = || Problem::conflict("payment_no");
    let first = api.books.opened_payment(&payment_no).await?.filter(|_| is_same).ok_or_else(conflict)?;
    if (first.programme, first.provider.clone()) != at || (&first.order, first.amount) != (&order_no, amount) {
        return Err(conflict());
    }
    Ok(PaymentBody {
        payment_no,
        state: "created".to_owned(),
        provider: first.provider,
        order_no: first.order,
        amount_fen: fen(first.amount),
        refund_due_fen: 0,
        reference: None,
        expires_at: first.expires_at.milliseconds(),
        changed_at: first.recorded_at.milliseconds(),
    })
}

/// A payment as it stands
#[utoipa::path(get, path = "/v1/payments/{payment_no}", tag = "orders", params(("payment_no" = String, Path)),
    security(("key" = ["payments:read"]), ("session" = ["payments:read", "member"])),
    responses((status = 200, body = PaymentBody), Problems))]
pub async fn read(State(api): State<Api>, caller: Caller, Id(payment_no): Id) -> Result<Json<PaymentBody>, Problem> {
    let body = view(&api, payment_no.clone()).await?;
    if let Caller::Member(own) = caller {
        let row = api.desk.look(move |engine| Some(engine.state().payment(&payment_no)?.1?.order.member.clone()));
        // Another one's payment is as unknown as one that does not exist.
        row.await?.filter(|member| *member == own).ok_or(Problem::unknown(Rejection::PaymentUnknown))?;
    }
    Ok(Json(body))
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
    params(("payment_no" = String, Path), DryRun),
    security(("key" = ["payments:write"]), ("session" = ["payments:write"])),
    responses((status = 200, body = PaymentBody), Problems))]
pub async fn conclude(
    State(api): State<Api>,
    caller: Caller,
    Id(payment_no): Id,
    Query(tried): Query<DryRun>,
    Body(said): Body<Conclude>,
) -> Result<Json<PaymentBody>, Problem> {
    let operation = ConcludePayment {
        payment: payment_no.clone(),
        conclusion: said.conclusion.into(),
        reference: said.reference,
        received: said.received_fen.map(Fen::new),
    };
    let draft = Draft::by(caller.actor(), DEFAULT_PROGRAMME, operation);
    repeatable(&api, payment_no, draft, tried, Rejection::PaymentConcluded).await
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
    params(("payment_no" = String, Path), DryRun),
    security(("key" = ["payments:write"]), ("session" = ["payments:write"])),
    responses((status = 200, body = PaymentBody), Problems))]
pub async fn conclude_refund(
    State(api): State<Api>,
    caller: Caller,
    Id(payment_no): Id,
    Query(tried): Query<DryRun>,
    Body(done): Body<RefundDone>,
) -> Result<Json<PaymentBody>, Problem> {
    let operation = ConcludeRefund { payment: payment_no.clone(), refund: done.refund, reference: done.reference };
    let draft = Draft::by(caller.actor(), DEFAULT_PROGRAMME, operation);
    repeatable(&api, payment_no, draft, tried, Rejection::RefundConcluded).await
}

/// Executes what may be said again: `said_before` is no error. The payment as it stands then.
async fn repeatable(
    api: &Api,
    payment_no: String,
    draft: Draft,
    tried: DryRun,
    said_before: Rejection,
) -> Result<Json<PaymentBody>, Problem> {
    match api.execute_seen(draft, tried.dry_run, seen(&payment_no)).await {
        Ok((_, Some(payment))) => Ok(Json(payment)),
        Err(problem) if problem.code != said_before.code() => Err(problem.missing_in_path(Rejection::PaymentUnknown)),
        _ => Ok(Json(view(api, payment_no).await?)),
    }
}
