//! What waits for a second person. Whoever approves confirms the hash of exactly what was asked, and the effect must then
//! lie within the bounds that were shown.

use super::orders::ExitBody;
use crate::http::{Api, Body, Caller, Id, Problem, Problems, Query, Receipt, fen};
use crate::runtime::{Draft, Refusal};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::operations::{ApproveRequest, CancelRequest, Operation, RejectRequest, RequestApproval};
use ratchet_core::outcome::Outcome;
use ratchet_core::requests::Bounds;
use ratchet_core::view::{PriceView, RequestView};
use ratchet_core::{Engine, Fen, Rejection};
use ratchet_deployment::DeploymentError;
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
    /// What exactly is asked.
    pub details: String,
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
    /// What it would do now, where it was only just filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<PreviewBody>,
}

impl From<RequestView> for RequestBody {
    fn from(view: RequestView) -> Self {
        Self {
            request_no: view.request,
            state: view.state.to_owned(),
            programme: view.programme,
            operation: view.operation.to_owned(),
            details: view.details,
            bounds: view.bounds.map(BoundsBody::from),
            payload_hash: view.payload,
            requester: view.requester,
            requested_at: view.requested_at.milliseconds(),
            expires_at: view.expires_at.milliseconds(),
            ended_by: view.ended_by,
            preview: None,
        }
    }
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

/// Files a request: 202 with what it would do now. The same again gives the same answer again.
pub async fn file(api: &Api, caller: &Caller, filing: Filing) -> Result<Response, Problem> {
    let Filing { request_no, programme, operation, bounds } = filing;
    let preview = preview(api, caller.actor(), programme.clone(), operation.clone()).await?;
    let bounds = bounds.map_or_else(|| shown(&preview), Bounds::from);
    let request = RequestApproval::new(&request_no, &operation, Some(bounds));
    let payload = request.operation.clone();
    let replayed = match api.desk.execute(Draft::by(caller.actor(), &programme, request)).await {
        Ok(_) => false,
        Err(Refusal::Refused(DeploymentError::Rejected(Rejection::RequestExists))) => true,
        Err(refusal) => return Err(refusal.into()),
    };
    let number = request_no.clone();
    let found = api.desk.look(move |engine| {
        let row = engine.state().requests.get(&number)?;
        let is_same = row.operation == payload && row.programme == programme;
        RequestView::of(engine.state(), &number).map(|view| (view, is_same))
    });
    let (view, is_same) = found.await?.ok_or(Problem::unknown(Rejection::RequestUnknown))?;
    if !is_same {
        return Err(Problem::conflict("request_no"));
    }
    let body = Json(RequestBody { preview: Some(preview), ..view.into() });
    let accepted = StatusCode::ACCEPTED;
    Ok(if replayed {
        (accepted, [("idempotency-replayed", "true")], body).into_response()
    } else {
        (accepted, body).into_response()
    })
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
            let price = of.map(|of| PriceView::of(of).price).unwrap_or_default();
            (price, Outcome::of(state, events))
        })
    };
    let (price, outcome) = api.desk.look(look).await??;
    Ok(PreviewBody { price, effect: outcome.into() })
}

/// Which requests.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestsQuery {
    /// Only those that wait.
    #[serde(default)]
    pub open: bool,
}

/// Requests of the last days
#[utoipa::path(get, path = "/v1/approvals", tag = "operator", params(RequestsQuery),
    security(("session" = ["approvals:read"])),
    responses((status = 200, body = Vec<RequestBody>), Problems))]
pub async fn list(
    State(api): State<Api>,
    Query(RequestsQuery { open }): Query<RequestsQuery>,
) -> Result<Json<Vec<RequestBody>>, Problem> {
    let all = api.desk.look(move |engine| RequestView::all(engine.state(), open).collect::<Vec<_>>()).await?;
    Ok(Json(all.into_iter().map(RequestBody::from).collect()))
}

/// One request
#[utoipa::path(get, path = "/v1/approvals/{request_no}", tag = "operator", params(("request_no" = String, Path)),
    security(("session" = ["approvals:read"])),
    responses((status = 200, body = RequestBody), Problems))]
pub async fn read(State(api): State<Api>, Id(request_no): Id) -> Result<Json<RequestBody>, Problem> {
    Ok(Json(view(&api, request_no).await?))
}

async fn view(api: &Api, request_no: String) -> Result<RequestBody, Problem> {
    let view = api.desk.look(move |engine| RequestView::of(engine.state(), &request_no)).await?;
    view.map(RequestBody::from).ok_or(Problem::unknown(Rejection::RequestUnknown))
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
    params(("request_no" = String, Path)), security(("session" = ["approvals:write"])),
    responses((status = 200, body = ApprovedBody), Problems))]
pub async fn approve(
    State(api): State<Api>,
    caller: Caller,
    Id(request_no): Id,
    Body(approval): Body<Approval>,
) -> Result<Json<ApprovedBody>, Problem> {
    let malformed = || {
        let detail = "the hash is 64 hexadecimal digits";
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("payload_hash")
    };
    let hash = blake3::Hash::from_hex(&approval.payload_hash).map_err(|_| malformed())?;
    let programme = view(&api, request_no.clone()).await?.programme;
    let operation = ApproveRequest { id: request_no.clone(), payload: *hash.as_bytes() };
    let done = api.desk.execute(Draft::by(caller.actor(), &programme, operation)).await?;
    let receipt = Receipt::of(&done);
    Ok(Json(ApprovedBody { request: view(&api, request_no).await?, receipt, effect: done.outcome.into() }))
}

/// Refuses a request
#[utoipa::path(post, path = "/v1/approvals/{request_no}/reject", tag = "operator",
    params(("request_no" = String, Path)), security(("session" = ["approvals:write"])),
    responses((status = 200, body = RequestBody), Problems))]
pub async fn reject(State(api): State<Api>, caller: Caller, Id(request_no): Id) -> Result<Json<RequestBody>, Problem> {
    end(&api, &caller, request_no.clone(), RejectRequest { id: request_no }.into()).await
}

/// Takes an own request back
#[utoipa::path(post, path = "/v1/approvals/{request_no}/cancel", tag = "operator",
    params(("request_no" = String, Path)), security(("session" = ["approvals:write"])),
    responses((status = 200, body = RequestBody), Problems))]
pub async fn cancel(State(api): State<Api>, caller: Caller, Id(request_no): Id) -> Result<Json<RequestBody>, Problem> {
    end(&api, &caller, request_no.clone(), CancelRequest { id: request_no }.into()).await
}

async fn end(
    api: &Api,
    caller: &Caller,
    request_no: String,
    operation: Operation,
) -> Result<Json<RequestBody>, Problem> {
    let programme = view(api, request_no.clone()).await?.programme;
    api.desk.execute(Draft::by(caller.actor(), &programme, operation)).await?;
    Ok(Json(view(api, request_no).await?))
}
