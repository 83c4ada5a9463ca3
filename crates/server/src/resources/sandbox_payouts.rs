//! What the payout provider of a sandbox does, so that every end of a withdrawal can be tried.

use crate::http::{Api, Body, Id, Problem, Problems};
use crate::payouts::Behaviour;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What to do with a withdrawal.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxPayout {
    /// What the provider does.
    pub then: Behaviour,
}

/// Tells the payout provider of a sandbox what to do with a withdrawal
///
/// Before it is approved: what happens then. Where the provider holds it already and has not ended it: how it ends. Where
/// nothing is told, the last three digits of what the payee receives decide: 901 fails, 902 is never answered, 903 is answered
/// twice, 904 is taken and not ended, all others are paid.
#[utoipa::path(post, path = "/v1/sandbox/payouts/{withdrawal_no}", tag = "sandbox", request_body = SandboxPayout,
    params(("withdrawal_no" = String, Path)),
    security(("key" = ["payouts:write"]), ("session" = ["payouts:write"])),
    responses((status = 200, body = SandboxPayout), Problems))]
pub async fn tell(
    State(api): State<Api>,
    Id(withdrawal_no): Id,
    Body(told): Body<SandboxPayout>,
) -> Result<Json<SandboxPayout>, Problem> {
    let provider = api.payouts.sandbox().ok_or(Problem::of(StatusCode::FORBIDDEN, "sandbox_only"))?;
    provider.tell(&withdrawal_no, told.then);
    Ok(Json(told))
}
