//! What waits for a second person. Whoever approves confirms the hash of exactly what was asked, and the effect must then
//! lie within the bounds that were shown.

use super::orders::{DryRun, ExitBody};
use crate::http::{Api, Body, Caller, Found, Id, Page, Problem, Problems, Query, Receipt, fen, limit, points_text};
use crate::runtime::Draft;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::operations::{ApproveRequest, CancelRequest, Operation, RejectRequest, RequestApproval};
use ratchet_core::outcome::Outcome;
use ratchet_core::requests::Bounds;
use ratchet_core::view::{PriceView, RequestView};
use ratchet_core::{Engine, Fen, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Whoever approves in a preview: nobody can have this name.
const NOBODY: &str = "preview";

/// Bounds of an effect; what is absent is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BoundsBody {
    /// The price afterwards, at least: in 10⁻⁸ CNY per point.
    pub price_at_least: Option<u64>,
    /// The same, at most.
    pub price_at_most: Option<u64>,
    /// Positions that the system sells because of it, at most.
    pub exits_at_most: Option<u64>,
    /// What the reserve pays of a correction, at most.
    pub from_reserve_at_most_fen: Option<i64>,
    /// What the platform bears of a correction, at most.
    pub from_platform_at_most_fen: Option<i64>,
}

impl From<BoundsBody> for Bounds {
    fn from(body: BoundsBody) -> Self {
        Self {
            price_at_least: body.price_at_least,
            price_at_most: body.price_at_most,
            exits_at_most: body.exits_at_most,
            from_reserve_at_most: body.from_reserve_at_most_fen.map(Fen::new),
            from_platform_at_most: body.from_platform_at_most_fen.map(Fen::new),
        }
    }
}

impl From<Bounds> for BoundsBody {
    fn from(bounds: Bounds) -> Self {
        Self {
            price_at_least: bounds.price_at_least,
            price_at_most: bounds.price_at_most,
            exits_at_most: bounds.exits_at_most,
            from_reserve_at_most_fen: bounds.from_reserve_at_most.map(fen),
            from_platform_at_most_fen: bounds.from_platform_at_most.map(fen),
        }
    }
}

/// What something does.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EffectBody {
    /// Positions that the system sells.
    pub exits: Vec<ExitBody>,
    /// What the reserve pays of a correction.
    pub from_reserve_fen: i64,
    /// What the platform bears of a correction.
    pub from_platform_fen: i64,
    /// What the member receives in cash of a correction.
    pub to_member_fen: i64,
}

impl From<Outcome> for EffectBody {
    fn from(outcome: Outcome) -> Self {
        let (exits, from_reserve, from_platform, to_member) = match outcome {
            Outcome::Injected(done) | Outcome::Released(done) => (done.exits, Fen::ZERO, Fen::ZERO, Fen::ZERO),
            Outcome::Corrected(done) => (done.exits, done.from_reserve, done.from_platform, done.to_member),
            _ => (Vec::new(), Fen::ZERO, Fen::ZERO, Fen::ZERO),
        };
        Self {
            exits: exits.into_iter().map(ExitBody::from).collect(),
            from_reserve_fen: fen(from_reserve),
            from_platform_fen: fen(from_platform),
            to_member_fen: fen(to_member),
        }
    }
}

/// What something would do if it were done now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviewBody {
    /// The price afterwards.
    pub price: String,
    /// Money behind the points afterwards.
    pub reserve_fen: i64,
    /// Points in circulation afterwards.
    pub supply: String,
    /// Its effect.
    #[serde(flatten)]
    pub effect: EffectBody,
}

/// A request, with everything that an approver must have seen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RequestBody {
    /// Its number.
    pub request_no: String,
    /// `open`, `expired`, `approved`, `rejected` or `cancelled`.
    pub state: String,
    /// The programme that it is for.
    pub programme: String,
    /// What would be done.
    #[schema(example = "inject")]
    pub operation: String,
    /// What exactly is asked: the arguments of the operation, with outside ids; money in fen, times as UTC milliseconds.
    #[schema(value_type = Object, example = json!({ "amount_fen": 10_000 }))]
    pub arguments: serde_json::Value,
    /// What its effect must lie within.
    pub bounds: Option<BoundsBody>,
    /// The hash that an approver confirms.
    pub payload_hash: String,
    /// Who asked, by an identifier of the office.
    pub requester: String,
    /// When it was recorded, UTC milliseconds.
    pub requested_at: i64,
    /// The last moment at which it can be approved, UTC milliseconds.
    pub expires_at: i64,
    /// Who approved, refused or took it back.
    pub ended_by: Option<String>,
    /// What it would do now, where it is open and looked at alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<PreviewBody>,
    /// The code of why it would be refused now, where it would.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "order_unknown")]
    pub refused: Option<String>,
}

impl From<RequestView> for RequestBody {
    fn from(view: RequestView) -> Self {
        Self {
            request_no: view.request,
            state: view.state.to_owned(),
            programme: view.programme,
            operation: view.operation.to_owned(),
            arguments: arguments(view.arguments.as_ref()),
            bounds: view.bounds.map(BoundsBody::from),
            payload_hash: view.payload,
            requester: view.requester,
            requested_at: view.requested_at.milliseconds(),
            expires_at: view.expires_at.milliseconds(),
            ended_by: view.ended_by,
            preview: None,
            refused: None,
        }
    }
}

/// No operation refuses to be written; one that only a newer version knows shows no arguments.
fn arguments(operation: Option<&Operation>) -> serde_json::Value {
    let written = operation.and_then(|operation| serde_json::to_value(operation).ok());
    written.unwrap_or_else(|| serde_json::Value::Object(serde_json::Map::new()))
}

/// Something that one person asks for and another one must approve.
pub struct Filing {
    /// The request's number.
    pub request_no: String,
    /// The programme.
    pub programme: String,
    /// What would be done.
    pub operation: Operation,
    /// Its bounds; what the preview shows, where nothing is said.
    pub bounds: Option<BoundsBody>,
}

/// Files a request: 202 with what it would do now. The same again gives the same answer again. Only tried, it is answered as
/// it would be, with 200.
pub async fn file(api: &Api, caller: &Caller, filing: Filing, DryRun { dry_run }: DryRun) -> Result<Response, Problem> {
    let Filing { request_no, programme, operation, bounds } = filing;
    let preview = preview(api, caller.actor(), programme.clone(), operation.clone()).await?;
    let bounds = bounds.map_or_else(|| shown(&preview), Bounds::from);
    let request = RequestApproval::new(&request_no, &operation, Some(bounds));
    let payload = request.operation.clone();
    let draft = Draft::by(caller.actor(), &programme, request);
    let unknown = || Problem::unknown(Rejection::RequestUnknown);
    let number = request_no.clone();
    match api.execute_seen(draft, dry_run, move |state| RequestView::of(state, &number)).await {
        Ok((_, view)) => {
            let body = Json(RequestBody { preview: Some(preview), ..view.ok_or_else(unknown)?.into() });
            let status = if dry_run { StatusCode::OK } else { StatusCode::ACCEPTED };
            return Ok((status, body).into_response());
        }
        Err(problem) if problem.code == Rejection::RequestExists.code() && !dry_run => {}
        Err(problem) => return Err(problem),
    }
    let found = api.desk.look(move |engine| {
        let row = engine.state().requests.get(&request_no)?;
        let is_same = row.operation == payload && row.programme == programme;
        RequestView::of(engine.state(), &request_no).map(|view| (view, is_same))
    });
    let (view, is_same) = found.await?.ok_or_else(unknown)?;
    if !is_same {
        return Err(Problem::conflict("request_no"));
    }
    let body = Json(RequestBody { preview: Some(preview), ..view.into() });
    Ok((StatusCode::ACCEPTED, [("idempotency-replayed", "true")], body).into_response())
}

/// The bounds of what was shown. A price per point cannot fall, so only how far it rises needs none.
fn shown(preview: &PreviewBody) -> Bounds {
    Bounds {
        exits_at_most: Some(preview.effect.exits.len() as u64),
        from_reserve_at_most: Some(Fen::new(preview.effect.from_reserve_fen)),
        from_platform_at_most: Some(Fen::new(preview.effect.from_platform_fen)),
        ..Bounds::default()
    }
}

async fn preview(api: &Api, actor: String, programme: String, operation: Operation) -> Result<PreviewBody, Problem> {
    let now = api.clock.now();
    let look = move |engine: &mut Engine| {
        let draft = Draft { approver: Some(NOBODY.to_owned()), ..Draft::by(actor, &programme, operation) };
        let command = draft.at(now.max(engine.state().clock));
        engine.dry_run(&command, |state, events| {
            let of = state.programme_named(&programme).and_then(|handle| state.programme(handle));
            (of.map(PriceView::of), Outcome::of(state, events))
        })
    };
    let (after, outcome) = api.desk.look(look).await??;
    let after = after.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
    Ok(PreviewBody {
        price: after.price,
        reserve_fen: fen(after.reserve),
        supply: points_text(after.supply),
        effect: outcome.into(),
    })
}

/// Which requests.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestsQuery {
    /// Only those that wait.
    #[serde(default)]
    pub open: bool,
    /// Only those that ask for this.
    #[param(example = "inject")]
    pub operation: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// Requests of the last days, newest first
#[utoipa::path(get, path = "/v1/approvals", tag = "operator", params(RequestsQuery),
    security(("session" = ["approvals:read"])),
    responses((status = 200, body = Page<RequestBody>), Problems))]
pub async fn list(
    State(api): State<Api>,
    Query(query): Query<RequestsQuery>,
) -> Result<Json<Page<RequestBody>>, Problem> {
    let count = limit(query.limit)? as usize;
    let found = api.desk.look(move |engine| {
        let all = RequestView::newest_first(engine.state(), query.after.as_deref());
        let asked = all.filter(|view| {
            (!query.open || view.state == "open")
                && query.operation.as_ref().is_none_or(|operation| operation == view.operation)
        });
        Found::first_of(asked, count)
    });
    Ok(Json(found.await?.page(|view| view.request.clone(), RequestBody::from)))
}

/// One request
#[utoipa::path(get, path = "/v1/approvals/{request_no}", tag = "operator", params(("request_no" = String, Path)),
    security(("session" = ["approvals:read"])),
    responses((status = 200, body = RequestBody), Problems))]
pub async fn read(State(api): State<Api>, Id(request_no): Id) -> Result<Json<RequestBody>, Problem> {
    let (found, operation) = found(&api, request_no).await?;
    let Some(operation) = operation.filter(|_| found.state == "open") else { return Ok(Json(found)) };
    let now = preview(&api, found.requester.clone(), found.programme.clone(), operation).await;
    Ok(Json(match now {
        Ok(preview) => RequestBody { preview: Some(preview), ..found },
        Err(problem) if problem.status.is_server_error() => return Err(problem),
        Err(problem) => RequestBody { refused: Some(problem.code.to_owned()), ..found },
    }))
}

async fn view(api: &Api, request_no: String) -> Result<RequestBody, Problem> {
    Ok(found(api, request_no).await?.0)
}

/// The request of this number, and what it is for.
async fn found(api: &Api, request_no: String) -> Result<(RequestBody, Option<Operation>), Problem> {
    let view = api.desk.look(move |engine| RequestView::of(engine.state(), &request_no)).await?;
    let view = view.ok_or(Problem::unknown(Rejection::RequestUnknown))?;
    let operation = view.arguments.clone();
    Ok((view.into(), operation))
}

/// What an approver confirms.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The hash of what the approver has seen.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub payload_hash: String,
}

/// A request that was approved and done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovedBody {
    /// The request.
    pub request: RequestBody,
    /// Where it stands in the journal.
    pub receipt: Receipt,
    /// What it did.
    pub effect: EffectBody,
}

/// Approves a request, and does it
#[utoipa::path(post, path = "/v1/approvals/{request_no}/approve", tag = "operator", request_body = Approval,
    params(("request_no" = String, Path), DryRun), security(("session" = ["approvals:write"])),
    responses((status = 200, body = ApprovedBody), Problems))]
pub async fn approve(
    State(api): State<Api>,
    caller: Caller,
    Id(request_no): Id,
    Query(DryRun { dry_run }): Query<DryRun>,
    Body(approval): Body<Approval>,
) -> Result<Json<ApprovedBody>, Problem> {
    let malformed = || {
        let detail = "the hash is 64 hexadecimal digits";
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("payload_hash")
    };
    let hash = blake3::Hash::from_hex(&approval.payload_hash).map_err(|_| malformed())?;
    let programme = view(&api, request_no.clone()).await?.programme;
    let operation = ApproveRequest { id: request_no.clone(), payload: *hash.as_bytes() };
    let draft = Draft::by(caller.actor(), &programme, operation);
    let (done, request) = api.execute_seen(draft, dry_run, move |state| RequestView::of(state, &request_no)).await?;
    let request = request.ok_or(Problem::unknown(Rejection::RequestUnknown))?.into();
    let receipt = Receipt::tried(&done);
    Ok(Json(ApprovedBody { request, receipt, effect: done.outcome.into() }))
}

/// Refuses a request
#[utoipa::path(post, path = "/v1/approvals/{request_no}/reject", tag = "operator",
    params(("request_no" = String, Path), DryRun), security(("session" = ["approvals:write"])),
    responses((status = 200, body = RequestBody), Problems))]
pub async fn reject(
    State(api): State<Api>,
    caller: Caller,
    Id(request_no): Id,
    Query(dry_run): Query<DryRun>,
) -> Result<Json<RequestBody>, Problem> {
    end(&api, &caller, dry_run, request_no.clone(), RejectRequest { id: request_no }.into()).await
}

/// Takes an own request back
#[utoipa::path(post, path = "/v1/approvals/{request_no}/cancel", tag = "operator",
    params(("request_no" = String, Path), DryRun), security(("session" = ["approvals:write"])),
    responses((status = 200, body = RequestBody), Problems))]
pub async fn cancel(
    State(api): State<Api>,
    caller: Caller,
    Id(request_no): Id,
    Query(dry_run): Query<DryRun>,
) -> Result<Json<RequestBody>, Problem> {
    end(&api, &caller, dry_run, request_no.clone(), CancelRequest { id: request_no }.into()).await
}

async fn end(
    api: &Api,
    caller: &Caller,
    DryRun { dry_run }: DryRun,
    request_no: String,
    operation: Operation,
) -> Result<Json<RequestBody>, Problem> {
    let programme = view(api, request_no.clone()).await?.programme;
    let draft = Draft::by(caller.actor(), &programme, operation);
    let (_, request) = api.execute_seen(draft, dry_run, move |state| RequestView::of(state, &request_no)).await?;
    Ok(Json(request.ok_or(Problem::unknown(Rejection::RequestUnknown))?.into()))
}
