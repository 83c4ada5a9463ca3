//! Members: lists of them, whom they referred, the awards that they were paid, the points that were sold for them.

use crate::http::{Api, Caller, Id, Page, PageQuery, Problem, Problems, Query, fen, page_of, points_text};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ratchet_books::sql::{Award, MemberRow, Sale, SalesFilter};
use ratchet_core::Rejection;
use serde::Serialize;
use utoipa::ToSchema;

/// A member as registered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberLine {
    /// The member's number.
    pub member_no: String,
    /// Who referred them.
    pub referrer_no: Option<String>,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
}

impl From<MemberRow> for MemberLine {
    fn from(row: MemberRow) -> Self {
        Self { member_no: row.id, referrer_no: row.referrer, recorded_at: row.recorded_at.milliseconds() }
    }
}

/// An award of a member.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardLine {
    /// Sequence of its record.
    pub sequence: u64,
    /// What for.
    #[schema(example = "direct")]
    pub kind: String,
    /// How much; negative where it was taken back.
    pub amount_fen: i64,
    /// The programme.
    pub programme: String,
    /// The order that it was paid for.
    pub order_no: Option<String>,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
}

impl From<Award> for AwardLine {
    fn from(award: Award) -> Self {
        Self {
            sequence: award.sequence,
            kind: award.kind,
            amount_fen: fen(award.amount),
            programme: award.programme,
            order_no: award.order,
            recorded_at: award.recorded_at.milliseconds(),
        }
    }
}

/// Points of one position, sold.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaleLine {
    /// Sequence of its record.
    pub sequence: u64,
    /// By whom: the member (`redemption`), or the system at the cap (`forced_exit`).
    pub cause: String,
    /// The programme.
    pub programme: String,
    /// Whose they were.
    pub member_no: String,
    /// The position.
    pub position: u32,
    /// Points sold.
    pub points: String,
    /// What they were worth.
    pub gross_fen: i64,
    /// What stayed in the reserve of it.
    pub fee_fen: i64,
    /// What the member received.
    pub net_fen: i64,
    /// The order that raised the price to the cap, where one did.
    pub order_no: Option<String>,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
}

impl From<Sale> for SaleLine {
    fn from(sale: Sale) -> Self {
        Self {
            sequence: sale.sequence,
            cause: sale.cause,
            programme: sale.programme,
            member_no: sale.member,
            position: sale.position,
            points: points_text(sale.points),
            gross_fen: fen(sale.gross),
            fee_fen: fen(sale.fee),
            net_fen: fen(sale.net),
            order_no: sale.order,
            recorded_at: sale.recorded_at.milliseconds(),
        }
    }
}

/// Members, newest first
#[utoipa::path(get, path = "/v1/members", tag = "members", params(PageQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read"])),
    responses((status = 200, body = Page<MemberLine>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, MemberLine>(api.books.members(None, page).await?, Rejection::MemberUnknown, built, &headers)
}

/// Whom a member referred, newest first
#[utoipa::path(get, path = "/v1/members/{member_no}/referrals", tag = "members",
    params(("member_no" = String, Path), PageQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = Page<MemberLine>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn referrals(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    caller.must_be_member(&member_no)?;
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, MemberLine>(
        api.books.members(Some(&member_no), page).await?,
        Rejection::MemberUnknown,
        built,
        &headers,
    )
}

/// Awards of a member, newest first
#[utoipa::path(get, path = "/v1/members/{member_no}/awards", tag = "members",
    params(("member_no" = String, Path), PageQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = Page<AwardLine>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn awards(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    caller.must_be_member(&member_no)?;
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, AwardLine>(api.books.awards(&member_no, page).await?, Rejection::MemberUnknown, built, &headers)
}

/// Points of a member that were sold, newest first
#[utoipa::path(get, path = "/v1/members/{member_no}/sales", tag = "members",
    params(("member_no" = String, Path), PageQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = Page<SaleLine>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn sales(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    caller.must_be_member(&member_no)?;
    let page = query.of_books(&api).await?;
    let built = api.built();
    let filter = SalesFilter { member: Some(&member_no), ..SalesFilter::default() };
    page_of::<_, SaleLine>(api.books.sales(&filter, page).await?, Rejection::MemberUnknown, built, &headers)
}
