//! What becomes of a withdrawal after it was asked for: approved, refused, called off, concluded, sent back.

use super::approvals::{Filing, file};
use super::orders::DryRun;
use super::withdrawals::{WithdrawalBody, found};
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, default_programme};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::Rejection;
use ratchet_core::operations::{
    ApprovePayout, CancelPayout, ConcludePayout, Operation, PayoutResult, RejectPayout, ReturnPayout,
};
use ratchet_core::payouts::Evidence;
use ratchet_core::view::PayoutView;
use serde::Deserialize;
use utoipa::ToSchema;

/// Agrees to a withdrawal
///
/// By a person, and never by the one who asked for it. It is then handed to the payout provider.
#[utoipa::path(post, path = "/v1/withdrawals/{withdrawal_no}/approve", tag = "withdrawals",
    params(("withdrawal_no" = String, Path), DryRun), security(("session" = ["approvals:write"])),
    responses((status = 200, body = WithdrawalBody), Problems))]
pub async fn approve(
    State(api): State<Api>,
    caller: Caller,
    Id(withdrawal_no): Id,
    Query(dry_run): Query<DryRun>,
) -> Result<Json<WithdrawalBody>, Problem> {
    caller.must_be_person()?;
    if found(&api, &caller, &withdrawal_no).await?.requester == caller.actor() {
        return Err(Rejection::TwoPeopleNeeded.into());
    }
    let body = change(&api, &caller, dry_run, &withdrawal_no, ApprovePayout { id: withdrawal_no.clone() }).await?;
    if !dry_run.dry_run {
        api.payouts.wake();
    }
    Ok(body)
}

/// Why a withdrawal is refused.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalRefusal {
    /// A code of the operator's own, no text about a person.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "account-closed")]
    pub reason: Option<String>,
}

/// Refuses a withdrawal: the money goes back to where it came from
#[utoipa::path(post, path = "/v1/withdrawals/{withdrawal_no}/reject", tag = "withdrawals",
    request_body = WithdrawalRefusal, params(("withdrawal_no" = String, Path), DryRun),
    security(("session" = ["approvals:write"])),
    responses((status = 200, body = WithdrawalBody), Problems))]
pub async fn reject(
    State(api): State<Api>,
    caller: Caller,
    Id(withdrawal_no): Id,
    Query(dry_run): Query<DryRun>,
    Body(WithdrawalRefusal { reason }): Body<WithdrawalRefusal>,
) -> Result<Json<WithdrawalBody>, Problem> {
    caller.must_be_person()?;
    change(&api, &caller, dry_run, &withdrawal_no, RejectPayout { id: withdrawal_no.clone(), reason }).await
}

/// Calls a withdrawal off before anybody approved it: the money goes back to where it came from
#[utoipa::path(post, path = "/v1/withdrawals/{withdrawal_no}/cancel", tag = "withdrawals",
    params(("withdrawal_no" = String, Path), DryRun),
    security(("key" = ["withdrawals:write"]), ("session" = ["withdrawals:write", "member", "merchant"])),
    responses((status = 200, body = WithdrawalBody), Problems))]
pub async fn cancel(
    State(api): State<Api>,
    caller: Caller,
    Id(withdrawal_no): Id,
    Query(dry_run): Query<DryRun>,
) -> Result<Json<WithdrawalBody>, Problem> {
    found(&api, &caller, &withdrawal_no).await?;
    change(&api, &caller, dry_run, &withdrawal_no, CancelPayout { id: withdrawal_no.clone() }).await
}

/// What became of a withdrawal that was sent.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawalResult {
    /// The money has left.
    Paid,
    /// The money has not left and will not.
    Failed,
    /// Nobody knows.
    Unknown,
}

impl From<WithdrawalResult> for PayoutResult {
    fn from(result: WithdrawalResult) -> Self {
        match result {
            WithdrawalResult::Paid => Self::Paid,
            WithdrawalResult::Failed => Self::Failed,
            WithdrawalResult::Unknown => Self::Unknown,
        }
    }
}

/// How a withdrawal ended, and how that is known.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalEnd {
    /// What became of it.
    pub result: WithdrawalResult,
    /// The provider's own reference, the code of its reason, or the number of what a person saw.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub reference: Option<String>,
    /// The number of the request that a person files by this.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: Option<String>,
}

/// That a withdrawal came back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalReturn {
    /// The bank's or the provider's own reference.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub reference: Option<String>,
    /// The number of the request that a person files by this.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: Option<String>,
}

/// Tells what became of a withdrawal that was sent
///
/// The call-back of a payout provider, by its key: done at once, and harmless when it comes twice. An answer of the provider
/// does not end a withdrawal that is `unknown`: the provider is asked about it. What a person says, by other evidence, is
/// filed for a second person (202).
#[utoipa::path(post, path = "/v1/withdrawals/{withdrawal_no}/conclude", tag = "withdrawals", request_body = WithdrawalEnd,
    params(("withdrawal_no" = String, Path), DryRun),
    security(("key" = ["payouts:write"]), ("session" = ["payouts:write"])),
    responses((status = 200, body = WithdrawalBody), (status = 202, body = super::approvals::RequestBody), Problems))]
pub async fn conclude(
    State(api): State<Api>,
    caller: Caller,
    Id(withdrawal_no): Id,
    Query(dry_run): Query<DryRun>,
    Body(WithdrawalEnd { result, reference, request_no }): Body<WithdrawalEnd>,
) -> Result<Response, Problem> {
    let evidence = if is_person(&caller) { Evidence::Decision } else { Evidence::Answer };
    let operation = ConcludePayout { id: withdrawal_no.clone(), result: result.into(), evidence, reference };
    end(&api, &caller, dry_run, &withdrawal_no, operation.into(), request_no).await
}

/// Tells that the bank sent a paid withdrawal back
///
/// By the key of a payout provider at once, by a person through a second one (202), as for its end.
#[utoipa::path(post, path = "/v1/withdrawals/{withdrawal_no}/return", tag = "withdrawals", request_body = WithdrawalReturn,
    params(("withdrawal_no" = String, Path), DryRun),
    security(("key" = ["payouts:write"]), ("session" = ["payouts:write"])),
    responses((status = 200, body = WithdrawalBody), (status = 202, body = super::approvals::RequestBody), Problems))]
pub async fn give_back(
    State(api): State<Api>,
    caller: Caller,
    Id(withdrawal_no): Id,
    Query(dry_run): Query<DryRun>,
    Body(WithdrawalReturn { reference, request_no }): Body<WithdrawalReturn>,
) -> Result<Response, Problem> {
    let operation = ReturnPayout { id: withdrawal_no.clone(), reference };
    end(&api, &caller, dry_run, &withdrawal_no, operation.into(), request_no).await
}

fn is_person(caller: &Caller) -> bool {
    matches!(caller, Caller::Person { .. })
}

/// A person's word is filed for another one; a provider's is taken, once.
async fn end(
    api: &Api,
    caller: &Caller,
    dry_run: DryRun,
    withdrawal_no: &str,
    operation: Operation,
    request_no: Option<String>,
) -> Result<Response, Problem> {
    if is_person(caller) {
        let missing = || {
            let detail = "what a person says is filed for a second one: give the request a number";
            Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("request_no")
        };
        let request_no = request_no.ok_or_else(missing)?;
        let filing = Filing { request_no, programme: default_programme(), operation, bounds: None };
        return file(api, caller, filing, dry_run).await.map_err(in_path);
    }
    match change(api, caller, dry_run, withdrawal_no, operation).await {
        Err(problem) if problem.code == Rejection::PayoutUnchanged.code() => {
            let body = found(api, caller, withdrawal_no).await?;
            Ok(([("idempotency-replayed", "true")], Json(body)).into_response())
        }
        changed => changed.map(IntoResponse::into_response),
    }
}

/// The withdrawal as it stands after the change, or would stand.
async fn change(
    api: &Api,
    caller: &Caller,
    DryRun { dry_run }: DryRun,
    withdrawal_no: &str,
    operation: impl Into<Operation>,
) -> Result<Json<WithdrawalBody>, Problem> {
    let draft = Draft::by(caller.actor(), &default_programme(), operation);
    let number = withdrawal_no.to_owned();
    let changed = api.execute_seen(draft, dry_run, move |state| PayoutView::of(state, &number)).await;
    let (_, seen) = changed.map_err(in_path)?;
    let body = found(api, caller, withdrawal_no).await?;
    Ok(Json(match seen.filter(|_| dry_run) {
        Some(seen) => WithdrawalBody { state: seen.state.name().to_owned(), provider: seen.provider, ..body },
        None => body,
    }))
}

fn in_path(problem: Problem) -> Problem {
    problem.missing_in_path(Rejection::PayoutUnknown)
}
