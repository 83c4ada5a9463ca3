//! Contracts of region agents (区代, 市代, 省代), each asked for by one person and approved by another.

use super::approvals::{Filing, RequestBody, file};
use super::divisions::level_name;
use super::orders::DryRun;
use crate::http::{
    Api, Body, Caller, Found, Id, Page, Problem, Problems, ProgrammeQuery, Query, default_programme, fen, limit,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ratchet_core::contracts::CutShort;
use ratchet_core::operations::{EndContract, SignContract};
use ratchet_core::policy::Sha256;
use ratchet_core::view::ContractView;
use ratchet_core::{Day, Fen, Rejection};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A contract to be signed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContract {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The contract's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "agent-2027-330106")]
    pub contract_no: String,
    /// The region: the code of a province, city or district.
    #[schema(pattern = "^[0-9]{6}$", example = "330106")]
    pub division: String,
    /// The agent.
    pub member_no: String,
    /// The first day, today at the earliest.
    #[schema(example = "2027-01-01")]
    pub from: String,
    /// The last day.
    #[schema(example = "2027-12-31")]
    pub to: String,
    /// SHA-256 of the signed document.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    pub document_sha256: String,
    /// What the agent pays for holding the region, in all, in fen; nothing but what the rules allow, and a finding then.
    #[schema(minimum = 0)]
    pub fee_fen: Option<i64>,
}

/// A contract to be ended before its last day.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractEnd {
    /// The request's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$")]
    pub request_no: String,
    /// The programme.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
    /// The last day on which it is in force.
    #[schema(example = "2027-06-30")]
    pub last_day: String,
}

/// A contract of a region agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContractBody {
    /// Its number.
    pub contract_no: String,
    /// The programme.
    pub programme: String,
    /// The code of the region.
    pub division: String,
    /// Its full name.
    pub name: Option<String>,
    /// `province`, `city` or `district`.
    pub level: String,
    /// The agent.
    pub member_no: String,
    /// `coming`, `in_force` or `over`.
    pub state: String,
    /// The first day.
    pub from: String,
    /// The last day on which it is in force; none of one that ended before it began.
    pub to: Option<String>,
    /// `replaced` or `terminated`, where it ends earlier than it was signed for.
    pub cut_short: Option<String>,
    /// SHA-256 of the signed document.
    pub document_sha256: String,
    /// What the agent paid.
    pub fee_fen: i64,
    /// What of it is the operator's by now.
    pub earned_fen: i64,
    /// What of it was given back.
    pub given_back_fen: i64,
    /// What of it is for days that are not over yet.
    pub deferred_fen: i64,
}

impl From<ContractView> for ContractBody {
    fn from(view: ContractView) -> Self {
        let cut_short = view.cut_short.map(|why| match why {
            CutShort::Replaced => "replaced",
            CutShort::Terminated => "terminated",
        });
        Self {
            contract_no: view.contract,
            programme: view.programme,
            division: view.division.to_string(),
            name: view.name,
            level: level_name(view.level).to_owned(),
            member_no: view.member,
            state: view.state.to_owned(),
            from: view.from,
            to: view.to,
            cut_short: cut_short.map(str::to_owned),
            document_sha256: blake3::Hash::from_bytes(view.document.0).to_hex().to_string(),
            fee_fen: fen(view.fee),
            earned_fen: fen(view.earned),
            given_back_fen: fen(view.given_back),
            deferred_fen: fen(view.deferred),
        }
    }
}

fn day(param: &'static str, text: &str) -> Result<Day, Problem> {
    let malformed = |error: ratchet_core::day::DayMalformed| {
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", error.to_string()).at(param)
    };
    text.parse().map_err(malformed)
}

/// Asks for a contract of a region agent
///
/// It ends the contract that is in force for the same region on its first day; otherwise contracts of a region do not
/// overlap. Only contracts in force on the business day of an order earn on it.
#[utoipa::path(post, path = "/v1/contracts", tag = "operator", request_body = NewContract, params(DryRun),
    security(("session" = ["agents:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn sign(
    State(api): State<Api>,
    caller: Caller,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<NewContract>,
) -> Result<Response, Problem> {
    let digest = Sha256::from_hexadecimal(&new.document_sha256).ok_or_else(|| {
        let detail = "a digest is 64 hexadecimal digits";
        Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("document_sha256")
    })?;
    let operation = SignContract {
        id: new.contract_no,
        division: new.division,
        member: new.member_no,
        from: day("from", &new.from)?,
        to: day("to", &new.to)?,
        document: digest,
        fee: new.fee_fen.map(Fen::new),
    };
    let (request_no, programme) = (new.request_no, new.programme);
    file(&api, &caller, Filing { request_no, programme, operation: operation.into(), bounds: None }, dry_run).await
}

/// Asks for the end of a contract before its last day
///
/// What its fee is worth for the days not held goes back to the balance of its agent.
#[utoipa::path(post, path = "/v1/contracts/{contract_no}/end", tag = "operator", request_body = ContractEnd,
    params(("contract_no" = String, Path), DryRun), security(("session" = ["agents:write"])),
    responses((status = 200, description = "Only tried", body = RequestBody), (status = 202, body = RequestBody), Problems))]
pub async fn end(
    State(api): State<Api>,
    caller: Caller,
    Id(contract): Id,
    Query(dry_run): Query<DryRun>,
    Body(new): Body<ContractEnd>,
) -> Result<Response, Problem> {
    let ContractEnd { request_no, programme, last_day } = new;
    let operation = EndContract { contract, last_day: day("last_day", &last_day)? }.into();
    let filed = file(&api, &caller, Filing { request_no, programme, operation, bounds: None }, dry_run).await;
    filed.map_err(|problem| problem.missing_in_path(Rejection::ContractUnknown))
}

/// Which contracts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContractsQuery {
    /// Of this programme.
    #[serde(default = "default_programme")]
    #[param(default = "main")]
    pub programme: String,
    /// For this region.
    #[param(pattern = "^[0-9]{6}$")]
    pub division: Option<String>,
    /// Of this agent.
    pub member_no: Option<String>,
    /// Items of a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<u32>,
}

/// Contracts of region agents, newest first
#[utoipa::path(get, path = "/v1/contracts", tag = "operator", params(ContractsQuery),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = Page<ContractBody>), Problems))]
pub async fn list(
    State(api): State<Api>,
    Query(query): Query<ContractsQuery>,
) -> Result<Json<Page<ContractBody>>, Problem> {
    let count = limit(query.limit)? as usize;
    let found = api.desk.look(move |engine| {
        let state = engine.state();
        let programme = state.programme_named(&query.programme).ok_or(Rejection::ProgrammeUnknown)?;
        let all = ContractView::all(state, programme).filter(|(contract, view)| {
            query.after.is_none_or(|after| contract.0 < after)
                && query.division.as_ref().is_none_or(|division| *division == view.division.to_string())
                && query.member_no.as_ref().is_none_or(|member| *member == view.member)
        });
        Ok::<_, Rejection>(Found::first_of(all, count))
    });
    let found = found.await?.map_err(|refused| Problem::from(refused).at("programme"))?;
    Ok(Json(found.page(|(contract, _)| contract.0.to_string(), |(_, view)| view.into())))
}

/// One contract
#[utoipa::path(get, path = "/v1/contracts/{contract_no}", tag = "operator",
    params(("contract_no" = String, Path), ProgrammeQuery),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read"])),
    responses((status = 200, body = ContractBody), Problems))]
pub async fn read(
    State(api): State<Api>,
    Id(contract): Id,
    Query(ProgrammeQuery { programme }): Query<ProgrammeQuery>,
) -> Result<Json<ContractBody>, Problem> {
    let view = api.desk.look(move |engine| {
        let state = engine.state();
        ContractView::of(state, state.programme_named(&programme)?, &contract)
    });
    view.await?.map(|view| Json(view.into())).ok_or(Problem::unknown(Rejection::ContractUnknown))
}
