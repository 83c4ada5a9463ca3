//! What a member earned by awards, by kind.

use crate::http::{Api, Caller, Id, Problem, Problems, fen};
use axum::Json;
use axum::extract::State;
use ratchet_books::sql::EarnedKind;
use ratchet_core::Rejection;
use serde::Serialize;
use utoipa::ToSchema;

/// What awards of one kind came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EarningBody {
    /// What for.
    #[schema(example = "direct")]
    pub kind: String,
    /// How many awards there were.
    pub awards: u64,
    /// What they came to, less what was taken back.
    pub amount_fen: i64,
}

impl From<EarnedKind> for EarningBody {
    fn from(earned: EarnedKind) -> Self {
        Self { kind: earned.kind, awards: earned.awards, amount_fen: fen(earned.amount) }
    }
}

/// What a member earned by awards, by kind
#[utoipa::path(get, path = "/v1/members/{member_no}/earnings", tag = "members", params(("member_no" = String, Path)),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = Vec<EarningBody>), Problems))]
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
) -> Result<Json<Vec<EarningBody>>, Problem> {
    caller.must_be_member(&member_no)?;
    api.wait_for_all_books().await?;
    let earned = api.books.earned(&member_no).await?.ok_or(Problem::unknown(Rejection::MemberUnknown))?;
    Ok(Json(earned.into_iter().map(EarningBody::from).collect()))
}
