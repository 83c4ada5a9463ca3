//! The rules of money out: minimum, fees, withholding, limits of a day, verified identity.

use super::approvals::{Filing, RequestBody, file};
use super::orders::DryRun;
use crate::http::{Api, Body, Caller, Problem, Problems, Query, default_programme};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use ratchet_core::operations::PublishMoneyTerms;
use ratchet_core::payouts::MoneyTerms;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rules of money out to be published.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMoneyTerms {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The rules, as in a file of them.
    #[schema(value_type = Object)]
    pub terms: MoneyTerms,
}

/// The rules that hold now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoneyTermsBody {
    /// The rules; none where none were published: a sandbox then takes nothing, a live deployment pays nothing out.
    #[schema(value_type = Option<Object>)]
    pub terms: Option<MoneyTerms>,
}

/// The rules of money out that hold now
#[utoipa::path(get, path = "/v1/money-terms", tag = "withdrawals",
    security(("key" = ["withdrawals:read"]), ("session" = ["withdrawals:read", "member", "merchant"])),
    responses((status = 200, body = MoneyTermsBody), Problems))]
pub async fn read(State(api): State<Api>) -> Result<Json<MoneyTermsBody>, Problem> {
    let terms = api.desk.look(|engine| engine.state().money_terms.clone()).await?;
    Ok(Json(MoneyTermsBody { terms }))
}

/// Asks for new rules of money out
///
/// Filed for a second person; they hold for every withdrawal asked for once that one has approved.
#[utoipa::path(post, path = "/v1/money-terms", tag = "withdrawals", request_body = NewMoneyTerms, params(DryRun),
    security(("session" = ["programmes:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn publish(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(NewMoneyTerms { request_no, terms }): Body<NewMoneyTerms>,
) -> Result<Response, Problem> {
    let operation = PublishMoneyTerms { terms: Box::new(terms) }.into();
    file(&api, &caller, Filing { request_no, programme: default_programme(), operation, bounds: None }, dry_run).await
}
