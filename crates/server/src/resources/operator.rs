//! What the operator does, each asked for by one person and approved by another: injections, corrections, agents, rules.

use super::approvals::{BoundsBody, Filing, RequestBody, file};
use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, default_programme};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ratchet_core::operations::{AppointAgent, Correct, Inject, Operation, PublishRules, ReleaseUnallocated};
use ratchet_core::{Fen, Rejection, Rules, Time};
use serde::Deserialize;
use utoipa::ToSchema;

/// Money to be put into a reserve.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInjection {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "inj-2026-01")]
    pub request_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// How much, in fen.
    #[schema(minimum = 1)]
    pub amount_fen: i64,
    /// What its effect must lie within; what the answer shows, where nothing is said.
    pub bounds: Option<BoundsBody>,
    /// Whether an injection may bring every position to its cap and so empty the programme; it is refused otherwise. Of a
    /// release it says nothing.
    #[serde(default)]
    #[schema(default = false)]
    pub may_empty: bool,
}

/// Asks for an injection
///
/// Filed for a second person; the answer shows what it would do now.
#[utoipa::path(post, path = "/v1/injections", tag = "operator", request_body = NewInjection, params(DryRun),
    security(("session" = ["injections:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn inject(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewInjection>,
) -> Result<Response, Problem> {
    let amount = Fen::new(new.amount_fen);
    let operation = if new.may_empty { Inject::new(amount) } else { Inject::sparing(amount) }.into();
    let NewInjection { request_no, programme, bounds, .. } = new;
    file(&api, &caller, Filing { request_no, programme, operation, bounds }, dry_run).await
}

/// Asks for the release of unallocated money into the reserve
#[utoipa::path(post, path = "/v1/releases", tag = "operator", request_body = NewInjection, params(DryRun),
    security(("session" = ["injections:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn release(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewInjection>,
) -> Result<Response, Problem> {
    let operation = ReleaseUnallocated { amount: Fen::new(new.amount_fen) }.into();
    let NewInjection { request_no, programme, bounds, .. } = new;
    file(&api, &caller, Filing { request_no, programme, operation, bounds }, dry_run).await
}

/// An order to be taken back, because it should not exist.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The order.
    pub order_no: String,
    /// What its effect must lie within; what the answer shows, where nothing is said.
    pub bounds: Option<BoundsBody>,
}

/// Asks for the correction of an order
#[utoipa::path(post, path = "/v1/corrections", tag = "operator", request_body = NewCorrection, params(DryRun),
    security(("session" = ["corrections:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn correct(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewCorrection>,
) -> Result<Response, Problem> {
    let NewCorrection { request_no, programme, order_no, bounds } = new;
    let operation = Correct { order: order_no }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds }, dry_run).await
}

/// An agent to be appointed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The region, from the largest part to the smallest.
    pub region: Vec<String>,
    /// Who is appointed.
    pub member_no: String,
}

/// Asks for the appointment of a region's agent
#[utoipa::path(post, path = "/v1/agents", tag = "operator", request_body = NewAgent, params(DryRun),
    security(("session" = ["agents:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn appoint(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewAgent>,
) -> Result<Response, Problem> {
    let NewAgent { request_no, programme, region, member_no } = new;
    let operation = AppointAgent { region, member: member_no }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}

/// Rules to be published.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRules {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// From when they hold, by business time, UTC milliseconds.
    pub effective_at: i64,
    /// The rules, as in a rules file.
    #[schema(value_type = Object)]
    pub rules: Rules,
}

/// Asks for new rules of a programme
///
/// They are checked by the policy profile of the deployment: where money is real, rules that a finding blocks are not even
/// filed.
#[utoipa::path(post, path = "/v1/programmes/{programme}/rules", tag = "programmes", request_body = NewRules,
    params(("programme" = String, Path), DryRun), security(("session" = ["programmes:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn publish(
    State(api): State<Api>,
    caller: Caller,
    Id(programme): Id,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewRules>,
) -> Result<Response, Problem> {
    let NewRules { request_no, effective_at, rules } = new;
    if let Some(fault) = rules.faults().first() {
        let detail = format!("{}: {}", fault.place, fault.message);
        let code = Rejection::RulesInvalid.code();
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).at(fault.place.clone()));
    }
    let clearance = api.policy.clear(&rules, api.clock.now())?;
    let effective_at = Time::from_milliseconds(effective_at);
    let operation: Operation = PublishRules { rules, effective_at, clearance }.into();
    file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await
}
