//! Old debts: claims of members, their conversion into coins, and what became of them.

use super::orders::DryRun;
use crate::http::{
    Api, Body, Caller, Id, IdempotencyKey, Page, Problem, Problems, ProgrammeQuery, Query, Receipt, default_programme,
    fen, limit, points_text, share_bp,
};
use crate::runtime::{Draft, Refusal};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratchet_core::debts::digest_of;
use ratchet_core::handle::Member;
use ratchet_core::operations::{ConvertClaim, ImportClaim};
use ratchet_core::view::{DebtView, EvidenceView, GrantView};
use ratchet_core::{Coins, Fen, Rejection, Time};
use ratchet_deployment::DeploymentError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A debt to a member, to be taken into the books.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaim {
    /// The programme that settles it.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// Who is owed.
    #[schema(example = "m-1001")]
    pub member_no: String,
    /// How much, in fen.
    #[schema(minimum = 1, example = 50000)]
    pub amount_fen: i64,
    /// SHA-256 of the document that shows it.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    pub evidence_sha256: String,
}

/// A debt that is in the books.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimBody {
    /// Who is owed.
    pub member_no: String,
    /// How much.
    pub amount_fen: i64,
    /// SHA-256 of the document that shows it.
    pub evidence_sha256: String,
}

/// A claim of which coins are to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConversion {
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// Whose claim.
    #[schema(example = "m-1001")]
    pub member_no: String,
    /// How much of it, in fen.
    #[schema(minimum = 1, example = 20000)]
    pub amount_fen: i64,
}

/// Coins that were made of a claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConversionBody {
    /// Whose claim.
    pub member_no: String,
    /// Where it stands in the journal; nothing of a dry run.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// How much of it became coins, one for one.
    pub amount_fen: i64,
}

/// What became of a member's old debt. Coins are counted by the fen that they settle.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DebtBody {
    /// The member's number.
    pub member_no: String,
    /// What was owed at first.
    pub claim_fen: i64,
    /// What goods have settled of it.
    pub settled_fen: i64,
    /// What is still owed. No reserve backs it.
    pub owed_fen: i64,
    /// Of that, what is not converted into coins.
    pub unconverted_fen: i64,
    /// Coins left to spend.
    pub coins_fen: i64,
    /// Coins of placed orders that are not booked yet.
    pub held_fen: i64,
    /// Points that came with coins and cannot be sold yet.
    pub points_locked: String,
    /// Points that came with coins and can be sold.
    pub points_free: String,
    /// What both are worth now, before the fee.
    pub worth_fen: i64,
    /// The documents that show the debt.
    pub evidence: Vec<EvidenceBody>,
    /// The positions of those points, oldest first.
    pub positions: Vec<GrantBody>,
}

/// A document that shows a debt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceBody {
    /// SHA-256 of it.
    pub sha256: String,
    /// What it shows.
    pub amount_fen: i64,
}

/// An open position of points that came with coins.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GrantBody {
    /// Its number in the programme.
    pub position: u32,
    /// The coins that it came from.
    pub coins_fen: i64,
    /// Points that cannot be sold yet.
    pub locked: String,
    /// Points that can.
    pub free: String,
    /// What both are worth now, before the fee.
    pub worth_fen: i64,
    /// What they have to be worth for the system to sell them.
    pub target_fen: i64,
    /// Tranches released so far.
    pub released: u32,
    /// Tranches in all.
    pub tranches: u32,
    /// When the next one is due, UTC milliseconds.
    pub next_at: Option<i64>,
    /// Points that the next one releases.
    pub next_points: String,
}

/// Old debts of a programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DebtsBody {
    /// What all members together were owed at first.
    pub claim_fen: i64,
    /// What goods have settled of it.
    pub settled_fen: i64,
    /// The same in basis points of what was owed at first, floored; none where nobody was ever owed anything.
    pub settled_bp: Option<u32>,
    /// What all members together are owed. No reserve backs it.
    pub owed_fen: i64,
    /// Members who were ever owed anything, in order of registration.
    #[serde(flatten)]
    pub members: Page<DebtBody>,
}

fn face(coins: Coins) -> i64 {
    fen(coins.face())
}

impl From<EvidenceView> for EvidenceBody {
    fn from(view: EvidenceView) -> Self {
        Self { sha256: view.sha256, amount_fen: face(view.amount) }
    }
}

impl From<GrantView> for GrantBody {
    fn from(view: GrantView) -> Self {
        Self {
            position: view.position,
            coins_fen: face(view.coins),
            locked: points_text(view.locked),
            free: points_text(view.free),
            worth_fen: fen(view.worth),
            target_fen: fen(view.target),
            released: view.released,
            tranches: view.tranches,
            next_at: view.next_at.map(Time::milliseconds),
            next_points: points_text(view.next),
        }
    }
}

impl From<DebtView> for DebtBody {
    fn from(view: DebtView) -> Self {
        Self {
            member_no: view.member,
            claim_fen: face(view.claim),
            settled_fen: face(view.settled),
            owed_fen: face(view.owed),
            unconverted_fen: face(view.unconverted),
            coins_fen: face(view.coins),
            held_fen: face(view.held),
            points_locked: points_text(view.points_locked),
            points_free: points_text(view.points_free),
            worth_fen: fen(view.worth),
            evidence: view.evidence.into_iter().map(EvidenceBody::from).collect(),
            positions: view.positions.into_iter().map(GrantBody::from).collect(),
        }
    }
}

/// Takes a debt to a member into the books
///
/// A liability that no reserve backs; no money moves. Member and document are the idempotency: the same claim again gives
/// the same answer again, another amount by the same document is `idempotency_conflict`.
#[utoipa::path(post, path = "/v1/claims", tag = "debts", request_body = NewClaim, params(DryRun),
    security(("key" = ["claims:write"]), ("session" = ["claims:write"])),
    responses((status = 200, description = "Only tried", body = ClaimBody), (status = 201, body = ClaimBody), Problems))]
pub async fn import(
    State(api): State<Api>,
    caller: Caller,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewClaim>,
) -> Result<Response, Problem> {
    let NewClaim { programme, member_no, amount_fen, evidence_sha256 } = new;
    let evidence = digest_of(&evidence_sha256).ok_or_else(|| {
        let detail = "the SHA-256 of a document is 64 hexadecimal digits";
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("evidence_sha256")
    })?;
    let operation = ImportClaim { member: member_no.clone(), amount: Fen::new(amount_fen), evidence };
    let draft = Draft::by(caller.actor(), &programme, operation);
    let body = Json(ClaimBody { member_no: member_no.clone(), amount_fen, evidence_sha256 });
    if dry_run {
        api.execute(draft, true).await?;
        return Ok((StatusCode::OK, body).into_response());
    }
    match api.desk.execute(draft).await {
        Ok(_) => Ok((StatusCode::CREATED, body).into_response()),
        Err(Refusal::Refused(DeploymentError::Rejected(Rejection::ClaimExists))) => {
            let before = api.desk.look(move |engine| {
                let state = engine.state();
                let of = state.programme(state.programme_named(&programme)?)?;
                let claim = of.debts.claim(state.directory.member(&member_no)?)?;
                claim.evidence.iter().find(|shown| shown.sha256 == evidence).map(|shown| face(shown.amount))
            });
            if before.await? != Some(amount_fen) {
                return Err(Problem::conflict("evidence_sha256"));
            }
            Ok((StatusCode::CREATED, [("idempotency-replayed", "true")], body).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Makes coins of a claim, one for one
///
/// Coins pay a part of orders, and nothing else. Under an `Idempotency-Key`, asking twice converts once.
#[utoipa::path(post, path = "/v1/conversions", tag = "debts", request_body = NewConversion,
    params(DryRun, ("idempotency-key" = Option<String>, Header)),
    security(("key" = ["claims:write"]), ("session" = ["claims:write", "member"])),
    responses((status = 200, description = "Only tried", body = ConversionBody), (status = 201, body = ConversionBody), Problems))]
pub async fn convert(
    State(api): State<Api>,
    caller: Caller,
    key: IdempotencyKey,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(new): Body<NewConversion>,
) -> Result<Response, Problem> {
    let NewConversion { programme, member_no, amount_fen } = new;
    caller.must_be_member(&member_no)?;
    let operation = ConvertClaim { member: member_no.clone(), amount: Fen::new(amount_fen) };
    let draft = Draft::by(caller.actor(), &programme, operation);
    let once = api.execute_once(&caller, &key, draft, dry_run).await?;
    let receipt = Receipt::tried(&once.tried);
    Ok(once.answer(Json(ConversionBody { member_no, receipt, amount_fen })))
}

/// What became of a member's old debt
#[utoipa::path(get, path = "/v1/members/{member_no}/debt", tag = "debts",
    params(("member_no" = String, Path), ProgrammeQuery),
    security(("key" = ["members:read"]), ("session" = ["members:read", "member"])),
    responses((status = 200, body = DebtBody), Problems))]
pub async fn of_member(
    State(api): State<Api>,
    caller: Caller,
    Id(member_no): Id,
    Query(query): Query<ProgrammeQuery>,
) -> Result<Json<DebtBody>, Problem> {
    caller.must_be_member(&member_no)?;
    let view = api.desk.look(move |engine| {
        let state = engine.state();
        let programme = state.programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let member = state.directory.member(&member_no).ok_or(Rejection::MemberUnknown)?;
        Ok::<_, Rejection>(DebtView::of(state, programme, member).unwrap_or_else(|| DebtView::nothing(&member_no)))
    });
    Ok(Json(view.await?.map_err(Problem::unknown)?.into()))
}

/// Which debts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DebtsQuery {
    /// The programme.
    #[serde(default = "default_programme")]
    #[param(default = "main")]
    pub programme: String,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// Old debts of a programme, member by member
#[utoipa::path(get, path = "/v1/debts", tag = "debts", params(DebtsQuery),
    security(("key" = ["claims:read"]), ("session" = ["claims:read"])),
    responses((status = 200, body = DebtsBody), Problems))]
pub async fn list(State(api): State<Api>, Query(query): Query<DebtsQuery>) -> Result<Json<DebtsBody>, Problem> {
    let limit = limit(query.limit)?;
    let after = query.after.as_deref().map(|after| after.parse().map(Member)).transpose();
    let after = after.map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "after is the next of a page").at("after")
    })?;
    let found = api.desk.look(move |engine| {
        let state = engine.state();
        let programme = state.programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let of = state.programme(programme).ok_or(Rejection::ProgrammeUnknown)?;
        let mut members: Vec<Member> =
            of.debts.claims_after(after).map(|(member, _)| member).take(limit as usize + 1).collect();
        let has_more = members.len() > limit as usize;
        members.truncate(limit as usize);
        let next = members.last().filter(|_| has_more).map(|member| member.0.to_string());
        let view = |member: Member| DebtView::of(state, programme, member).map(DebtBody::from);
        let items = members.into_iter().filter_map(view).collect();
        let (claimed, owed) = (of.debts.imported(), of.debts.owed());
        let settled = claimed - owed;
        Ok::<_, Rejection>(DebtsBody {
            claim_fen: face(claimed),
            settled_fen: face(settled),
            settled_bp: share_bp(settled.face(), claimed.face()),
            owed_fen: face(owed),
            members: Page { items, next },
        })
    });
    Ok(Json(found.await?.map_err(Problem::unknown)?))
}

/// Old debts of a programme as a table: one line a member, coins and money in CNY
#[utoipa::path(get, path = "/v1/debts.csv", tag = "debts", params(ProgrammeQuery),
    security(("key" = ["claims:read"]), ("session" = ["claims:read"])),
    responses((status = 200, body = String, content_type = "text/csv"), Problems))]
pub async fn table(State(api): State<Api>, Query(query): Query<ProgrammeQuery>) -> Result<Response, Problem> {
    // So many members at a time that nobody else waits long.
    const MEMBERS_AT_ONCE: usize = 1_000;
    let (mut text, mut after) = (DebtView::COLUMNS.join(",") + "\r\n", None);
    loop {
        let name = query.programme.clone();
        let part = api.desk.look(move |engine| {
            let state = engine.state();
            let programme = state.programme_named(&name).ok_or(Rejection::ProgrammeUnknown)?;
            let of = state.programme(programme).ok_or(Rejection::ProgrammeUnknown)?;
            let members = of.debts.claims_after(after).map(|(member, _)| member).take(MEMBERS_AT_ONCE);
            let rows = members.filter_map(|member| Some((member, DebtView::of(state, programme, member)?.cells())));
            Ok::<_, Rejection>(rows.map(|(member, cells)| (member, cells.join(",") + "\r\n")).collect::<Vec<_>>())
        });
        let part = part.await?.map_err(Problem::unknown)?;
        let Some((last, _)) = part.last() else { break };
        after = Some(*last);
        text.extend(part.into_iter().map(|(_, row)| row));
    }
    Ok(csv(text))
}

/// A table as it is downloaded.
pub(super) fn csv(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response()
}
