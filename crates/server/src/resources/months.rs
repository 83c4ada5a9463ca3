//! Months: closing them, and what they say of members.

use super::debts::csv;
use super::orders::DryRun;
use crate::http::{
    Api, Body, Caller, Id, IdempotencyKey, Page, PageQuery, Problem, Problems, Query, Receipt, default_programme, fen,
    page_of,
};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ratchet_books::sql::{LIMIT_MAX, MonthMember, MonthRow, Page as BooksPage};
use ratchet_core::month::Month;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Rejection, Time};
use ratchet_deployment::{month_in_zone, month_of};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A month to be closed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMonthClosing {
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The month, of the deployment's zone.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$", example = "2027-01")]
    pub month: String,
}

/// What closing a month did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthClosingBody {
    /// The month.
    #[schema(example = "2027-01")]
    pub month: String,
    /// Where it stands in the journal; nothing of a trial.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Whether all of it is done; else the clock does the rest, and nothing of it is in force or shown before.
    pub done: bool,
    /// Orders of the month.
    pub orders: u32,
    /// What its orders brought into the pot of dividends.
    pub accrued_fen: i64,
    /// What of the pot went back to the platform for orders of months closed before.
    pub charged_fen: i64,
    /// What was shared.
    pub shared_fen: i64,
    /// What stays in the pot.
    pub kept_fen: i64,
}

/// Closes a month that is over
///
/// Levels are computed, their awards stated, the pot of dividends is shared. Months are closed in order, once: asking again
/// is refused with `period_closed` and does nothing, or, under the same `Idempotency-Key`, gives the first answer again.
#[utoipa::path(post, path = "/v1/months", tag = "months", request_body = NewMonthClosing,
    params(DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["months:write"]), ("session" = ["months:write"])),
    responses((status = 200, description = "Only tried", body = MonthClosingBody), (status = 201, body = MonthClosingBody), Problems))]
pub async fn close(
    State(api): State<Api>,
    caller: Caller,
    key: IdempotencyKey,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewMonthClosing>,
) -> Result<Response, Problem> {
    let month = read(&new.month)?;
    let terms = api.desk.look(|engine| engine.state().terms.clone()).await?;
    let period = terms.and_then(|terms| month_in_zone(month, &terms)).ok_or(Rejection::PeriodBoundsInvalid)?;
    let draft = Draft::by(caller.actor(), &new.programme, period);
    let once = api.execute_once(&caller, &key, draft, dry_run).await?;
    let Outcome::Closed(closed) = &once.tried.outcome else {
        return Err(Problem::internal(&"a closing gave something else"));
    };
    let body = MonthClosingBody {
        month: month.to_string(),
        receipt: Receipt::tried(&once.tried),
        done: closed.done,
        orders: closed.orders,
        accrued_fen: fen(closed.accrued),
        charged_fen: fen(closed.charged),
        shared_fen: fen(closed.shared),
        kept_fen: fen(closed.kept),
    };
    Ok(once.answer(Json(body)))
}

fn read(month: &str) -> Result<Month, Problem> {
    let invalid = |malformed| Problem::new(StatusCode::BAD_REQUEST, "body_invalid", format!("{malformed}")).at("month");
    month.parse().map_err(invalid)
}

/// A closed month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthBody {
    /// Which.
    #[schema(example = "2027-01")]
    pub month: String,
    /// Sequence of the record that ended its closing.
    pub sequence: u64,
    /// What its orders brought into the pot of dividends.
    pub accrued_fen: i64,
    /// What of the pot went back to the platform for orders of months closed before.
    pub charged_fen: i64,
    /// What was shared.
    pub shared_fen: i64,
    /// What stays in the pot.
    pub kept_fen: i64,
    /// When its closing ended, UTC milliseconds.
    pub recorded_at: i64,
}

impl From<MonthRow> for MonthBody {
    fn from(row: MonthRow) -> Self {
        Self {
            month: row.month,
            sequence: row.sequence,
            accrued_fen: fen(row.accrued),
            charged_fen: fen(row.charged),
            shared_fen: fen(row.shared),
            kept_fen: fen(row.kept),
            recorded_at: row.recorded_at.milliseconds(),
        }
    }
}

/// What a closed month says of a member.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthMemberBody {
    /// Who.
    pub member_no: String,
    /// The programme.
    pub programme: String,
    /// Which month.
    #[schema(example = "2027-01")]
    pub month: String,
    /// Own orders less what was given back.
    pub own_spend_fen: i64,
    /// The same of everybody below, to the depth of the team.
    pub team_turnover_fen: i64,
    /// Direct members at the level that the next one asks for.
    pub direct: u32,
    /// The level during the month; 0 for none.
    pub level: u32,
    /// The level from the next month on; 0 for none.
    pub next_level: u32,
    /// What orders under rules that only report would have brought, by differences. Not paid.
    pub reported_differential_fen: i64,
    /// What they would have brought by the same level. Not paid.
    pub reported_same_level_fen: i64,
    /// What orders under rules that pay brought, by differences.
    pub paid_differential_fen: i64,
    /// What they brought by the same level.
    pub paid_same_level_fen: i64,
    /// Shares held, where the month brought a dividend.
    pub shares: Option<i64>,
    /// The dividend.
    pub dividend_fen: i64,
}

impl From<MonthMember> for MonthMemberBody {
    fn from(row: MonthMember) -> Self {
        Self {
            member_no: row.member,
            programme: row.programme,
            month: row.month,
            own_spend_fen: fen(row.own_spend),
            team_turnover_fen: fen(row.team_turnover),
            direct: row.direct,
            level: row.level,
            next_level: row.next_level,
            reported_differential_fen: fen(row.reported_differential),
            reported_same_level_fen: fen(row.reported_same_level),
            paid_differential_fen: fen(row.paid_differential),
            paid_same_level_fen: fen(row.paid_same_level),
            shares: row.shares,
            dividend_fen: fen(row.dividend),
        }
    }
}

/// Closed months of a programme, newest first
#[utoipa::path(get, path = "/v1/programmes/{programme}/months", tag = "months",
    params(("programme" = String, Path), PageQuery),
    security(("key" = ["months:read"]), ("session" = ["months:read"])),
    responses((status = 200, body = Page<MonthBody>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn list(
    State(api): State<Api>,
    Id(programme): Id,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, MonthBody>(api.books.months(&programme, page).await?, Rejection::ProgrammeUnknown, built, &headers)
}

/// What a closed month says of members, by registration
///
/// A month that is not closed has none.
#[utoipa::path(get, path = "/v1/programmes/{programme}/months/{month}/members", tag = "months",
    params(("programme" = String, Path), ("month" = String, Path), PageQuery),
    security(("key" = ["months:read"]), ("session" = ["months:read"])),
    responses((status = 200, body = Page<MonthMemberBody>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn members(
    State(api): State<Api>,
    Path((programme, month)): Path<(String, String)>,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let month = read(&month)?.to_string();
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, MonthMemberBody>(
        api.books.month_members(&programme, &month, page).await?,
        Rejection::ProgrammeUnknown,
        built,
        &headers,
    )
}

/// What a closed month says of members as a table: one line a member, money in CNY
#[utoipa::path(get, path = "/v1/programmes/{programme}/months/{month}/members.csv", tag = "months",
    params(("programme" = String, Path), ("month" = String, Path)),
    security(("key" = ["months:read"]), ("session" = ["months:read"])),
    responses((status = 200, body = String, content_type = "text/csv"), Problems))]
pub async fn members_table(
    State(api): State<Api>,
    Path((programme, month)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let month = read(&month)?.to_string();
    let mut text = String::from(
        "month,member,own_spend,team_turnover,direct,level,next_level,reported_differential,reported_same_level,\
         paid_differential,paid_same_level,shares,dividend\r\n",
    );
    let mut page = BooksPage::first(LIMIT_MAX);
    loop {
        let part = api.books.month_members(&programme, &month, page).await?;
        let part = part.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
        text.extend(part.items.iter().map(row));
        if part.next.is_none() {
            return Ok(csv(text));
        }
        page.after = part.next;
    }
}

/// Numbers have no character that would need quotes.
fn row(of: &MonthMember) -> String {
    let shares = of.shares.map_or_else(String::new, |shares| shares.to_string());
    format!(
        "{},{},{},{},{},{},{},{},{},{},{},{shares},{}\r\n",
        of.month,
        of.member,
        of.own_spend,
        of.team_turnover,
        of.direct,
        of.level,
        of.next_level,
        of.reported_differential,
        of.reported_same_level,
        of.paid_differential,
        of.paid_same_level,
        of.dividend,
    )
}

/// The month that is closed next, and how far that is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NextMonthBody {
    /// Which; none before any order was booked under rules with levels or dividends.
    #[schema(example = "2027-01")]
    pub month: Option<String>,
    /// When it is over, UTC milliseconds.
    pub ends_at: Option<i64>,
    /// Whether it is over: it can be closed now, or is being closed.
    pub is_over: bool,
    /// Orders that no closing has taken yet, also of months behind it.
    pub orders: u64,
    /// How far its closing is; none while nobody has begun it.
    pub closing: Option<ClosingProgressBody>,
}

/// How far the closing of a month is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClosingProgressBody {
    /// Orders of the month.
    pub orders: u32,
    /// Members there were when it began.
    pub members: u32,
    /// Of them, those whose statement is written.
    pub stated: u32,
}

/// The month that is closed next
///
/// Months are closed in order: the one after the last, or that of the first order under rules with levels or dividends.
#[utoipa::path(get, path = "/v1/programmes/{programme}/months:next", tag = "months",
    params(("programme" = String, Path)),
    security(("key" = ["months:read"]), ("session" = ["months:read"])),
    responses((status = 200, body = NextMonthBody), Problems))]
pub async fn next(State(api): State<Api>, Id(programme): Id) -> Result<Json<NextMonthBody>, Problem> {
    let now = api.clock.now();
    let found = api.desk.look(move |engine| {
        let state = engine.state();
        let of = state.programme(state.programme_named(&programme)?)?;
        let terms = state.terms.as_ref()?;
        let first = || of.periods.orders.get(0).and_then(|order| month_of(order.recorded_at, terms));
        let month = of.periods.closed.map(|closed| closed.month.next()).or_else(first);
        let ends = month.and_then(|month| month_in_zone(month, terms)).map(|period| period.ends);
        Some(NextMonthBody {
            month: month.map(|month| month.to_string()),
            ends_at: ends.map(Time::milliseconds),
            is_over: ends.is_some_and(|ends| ends <= now.max(state.clock)),
            orders: of.periods.orders.len() as u64,
            closing: of.periods.closing.as_deref().map(|closing| ClosingProgressBody {
                orders: closing.orders,
                members: closing.members,
                stated: closing.stated.0,
            }),
        })
    });
    found.await?.map(Json).ok_or(Problem::unknown(Rejection::ProgrammeUnknown))
}

/// What closed months say of a member, newest first
#[utoipa::path(get, path = "/v1/members/{member_no}/months", tag = "months",
    params(("member_no" = String, Path), PageQuery),
    security(("key" = ["months:read"]), ("session" = ["months:read", "member"])),
    responses((status = 200, body = Page<MonthMemberBody>), (status = 304, description = "Nothing is new"), Problems))]
pub async fn of_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    caller.must_be_member(&member_no)?;
    let page = query.of_books(&api).await?;
    let built = api.built();
    page_of::<_, MonthMemberBody>(
        api.books.months_of(&member_no, page).await?,
        Rejection::MemberUnknown,
        built,
        &headers,
    )
}
