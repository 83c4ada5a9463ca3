//! Statements: what moved on somebody's account, with the balance after each movement.

use crate::http::{Api, Caller, Id, Page, PageQuery, Problem, Problems, Query, fen, tagged};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ratchet_books::sql::{AsOf, Statement, StatementLine, StatementOf};
use ratchet_core::{Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page of a statement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatementBody {
    /// The kind of account.
    #[schema(example = "balance")]
    pub account: String,
    /// What it held at the moment asked for, or holds now.
    pub balance_fen: i64,
    /// What moved, newest first.
    #[serde(flatten)]
    pub lines: Page<StatementLineBody>,
}

/// One movement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatementLineBody {
    /// Sequence of its record.
    pub sequence: u64,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
    /// What happened.
    #[schema(example = "award")]
    pub kind: String,
    /// The kind of award, where it is one.
    pub award: Option<String>,
    /// What came; negative where it went.
    pub amount_fen: i64,
    /// What the account held after it.
    pub balance_fen: i64,
    /// The programme.
    pub programme: Option<String>,
    /// The order.
    pub order_no: Option<String>,
    /// What else it is about.
    pub reference: Option<String>,
}

impl From<StatementLine> for StatementLineBody {
    fn from(line: StatementLine) -> Self {
        Self {
            sequence: line.sequence,
            recorded_at: line.recorded_at.milliseconds(),
            kind: line.kind,
            award: line.award,
            amount_fen: fen(line.amount),
            balance_fen: fen(line.balance),
            programme: line.programme,
            order_no: line.order,
            reference: line.reference,
        }
    }
}

/// Which part of a statement.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatementQuery {
    /// As it was after everything recorded until this moment, UTC milliseconds; as it is now, where nothing is said.
    pub as_of: Option<i64>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Wait until the record of this sequence is in the books.
    pub min_sequence: Option<u64>,
}

/// What moved on a member's balance
#[utoipa::path(get, path = "/v1/members/{member_no}/statement", tag = "members",
    params(("member_no" = String, Path), StatementQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = StatementBody), (status = 304, description = "Nothing is new"), Problems))]
pub async fn of_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    headers: HeaderMap,
    Query(query): Query<StatementQuery>,
) -> Result<Response, Problem> {
    caller.must_be_member(&member_no)?;
    let (built, statement) = statement(&api, StatementOf::Balance(&member_no), query).await?;
    let statement = statement.ok_or(Problem::unknown(Rejection::MemberUnknown))?;
    Ok(tagged(built, &headers, &statement))
}

/// What moved on what a merchant is owed
#[utoipa::path(get, path = "/v1/merchants/{merchant_no}/statement", tag = "merchants",
    params(("merchant_no" = String, Path), StatementQuery),
    security(("key" = ["merchants:read"]), ("session" = ["merchants:read", "merchant"])),
    responses((status = 200, body = StatementBody), (status = 304, description = "Nothing is new"), Problems))]
pub async fn of_merchant(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
    headers: HeaderMap,
    Query(query): Query<StatementQuery>,
) -> Result<Response, Problem> {
    caller.must_be_merchant(&merchant_no)?;
    let (built, statement) = statement(&api, StatementOf::Payable(&merchant_no), query).await?;
    let statement = statement.ok_or(Problem::unknown(Rejection::MerchantUnknown))?;
    Ok(tagged(built, &headers, &statement))
}

/// The statement, and how far the books were before it was read.
async fn statement(
    api: &Api,
    of: StatementOf<'_>,
    query: StatementQuery,
) -> Result<(u64, Option<StatementBody>), Problem> {
    let as_of = query.as_of.map(|time| AsOf::Time(Time::from_milliseconds(time)));
    let page = PageQuery { limit: query.limit, after: query.after, min_sequence: query.min_sequence };
    let page = page.of_books(api).await?;
    let mut built = api.built();
    let mut found = api.books.statement(of, as_of, page).await?;
    if found.is_none() {
        // Somebody registered just now may not be in the books yet.
        api.wait_for_all_books().await?;
        built = api.built();
        found = api.books.statement(of, as_of, page).await?;
    }
    let statement = found.map(|Statement { account, balance, lines }| StatementBody {
        account: account.to_owned(),
        balance_fen: fen(balance),
        lines: Page::of(lines),
    });
    Ok((built, statement))
}
