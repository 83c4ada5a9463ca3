//! Simulations: a scenario is played in the background, and comes back with what its members would pay and get.

use super::files;
use super::rule_drafts;
use crate::background::{Filed, JobState};
use crate::http::{Api, Body, Caller, Id, Problem, Problems, default_programme};
use crate::simulations::{Asked, PlayedScenario, SimulationJob, SimulationResult, WhatIf};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ratchet_core::identifier::check_identifier;
use ratchet_core::{Rejection, Rules};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A scenario to be played.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSimulation {
    /// The simulation's own number.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,64}$", example = "slow-start-1")]
    pub simulation_no: String,
    /// The scenario, as `ratchet simulate` takes it without `rules` and `trace`: TOML, or JSON where it begins with a brace.
    #[schema(
        example = "days = 365\n[arrivals]\nkind = \"constant\"\norders_per_day = 20\n[members]\nnew_bp = 3000\n[spend]\nkind = \"fixed\"\namount_fen = 6000\n[[merchants]]\nplan = \"store\"\n"
    )]
    pub scenario: String,
    /// The rules, as a rules file: TOML, or JSON where it begins with a brace; those in force of the programme, where nothing
    /// is said.
    pub rules: Option<String>,
    /// The programme whose rules are taken.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
}

/// A simulation as far as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SimulationBody {
    /// Its number.
    pub simulation_no: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// Who asked, by an identifier of the office.
    pub asked_by: String,
    /// When, UTC milliseconds.
    pub asked_at: i64,
    /// The scenario as it was asked for.
    pub scenario: String,
    /// Whether its rules were sent along; else they are those that were in force.
    pub own_rules: bool,
    /// The programme whose rules are taken, where none were sent along.
    pub programme: String,
    /// Orders that were played.
    pub orders_done: u64,
    /// Of how many, as expected; 0 before it runs.
    pub orders: u64,
    /// When it ended, UTC milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<i64>,
    /// What came of it; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SimulationResult>)]
    pub result: Option<Value>,
    /// Names of its files: the report in both languages, every table, and the summary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The code of why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The words of why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl From<SimulationJob> for SimulationBody {
    fn from(job: SimulationJob) -> Self {
        let (state, files) = (job.state.name().to_owned(), job.state.file_names());
        let (mut result, mut code, mut detail) = (None, None, None);
        match job.state {
            JobState::Done { found, .. } => result = Some(found),
            JobState::Failed { code: of, detail: words } => (code, detail) = (Some(of.to_owned()), Some(words)),
            JobState::Waiting | JobState::Running => {}
        }
        let (orders_done, orders) = job.progress;
        let Asked { scenario, rules, programme } = job.kind.asked;
        Self {
            simulation_no: job.number,
            state,
            asked_by: job.asked_by,
            asked_at: job.asked_at,
            scenario,
            own_rules: rules.is_some(),
            programme,
            orders_done,
            orders,
            ended_at: job.ended_at,
            result,
            files,
            code,
            detail,
        }
    }
}

/// Asks for a simulation
///
/// It is played in the background through the engine itself, on a thread that gives way. What is wrong with the scenario is
/// said at once. One is played and one may wait; at most 300,000 orders in at most 20 runs of at most 3,650 days. The number is
/// the idempotency, for as long as the service runs and the simulation is kept: the last 16 are.
#[utoipa::path(post, path = "/v1/simulations", tag = "simulations", request_body = NewSimulation,
    security(("key" = ["simulations:write"]), ("session" = ["simulations:write"])),
    responses((status = 202, body = SimulationBody), Problems))]
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Body(new): Body<NewSimulation>,
) -> Result<Response, Problem> {
    let NewSimulation { simulation_no, scenario, rules, programme } = new;
    check_identifier(&simulation_no).map_err(|rejection| Problem::from(rejection).at("simulation_no"))?;
    let asked = Asked { scenario, rules, programme };
    // Before anything is looked up: rules in force may be others by now.
    if let Some(known) = api.simulations.find(&simulation_no) {
        return if known.kind.asked == asked { Ok(replayed(known)) } else { Err(Problem::conflict("simulation_no")) };
    }
    let rules = rules_of(&api, asked.rules.as_deref(), &asked.programme).await?;
    let played = PlayedScenario::plan(asked, &rules)?;
    match api.simulations.file(simulation_no, played, caller.actor(), api.clock.now().milliseconds()) {
        Filed::Taken(job) => Ok((StatusCode::ACCEPTED, Json(SimulationBody::from(job))).into_response()),
        Filed::Replayed(known) => Ok(replayed(known)),
        Filed::Conflict => Err(Problem::conflict("simulation_no")),
        Filed::Full => {
            Err(Problem { retry_after: Some(10), ..Problem::of(StatusCode::TOO_MANY_REQUESTS, "simulations_waiting") })
        }
    }
}

fn replayed(known: SimulationJob) -> Response {
    let first = SimulationBody::from(known.as_asked());
    (StatusCode::ACCEPTED, [("idempotency-replayed", "true")], Json(first)).into_response()
}

/// Rules that were sent along, else those in force.
async fn rules_of(api: &Api, sent: Option<&str>, programme: &str) -> Result<Rules, Problem> {
    let Some(text) = sent else { return in_force(api, programme.to_owned()).await };
    let rules = rule_drafts::read(text);
    rules.map_err(|fault| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, fault.code, fault.message).at("rules"))
}

async fn in_force(api: &Api, programme: String) -> Result<Rules, Problem> {
    let now = api.clock.now();
    let seen = api.desk.look(move |engine| {
        let state = engine.state();
        let of = state.programme_named(&programme).and_then(|handle| state.programme(handle));
        let of = of.ok_or(Rejection::ProgrammeUnknown)?;
        of.rules(of.version_at(now)).cloned().ok_or(Rejection::ProgrammeUnknown)
    });
    seen.await?.map_err(Problem::from)
}

/// Simulations that are kept, newest first
///
/// Without what came of them.
#[utoipa::path(get, path = "/v1/simulations", tag = "simulations",
    security(("key" = ["simulations:read"]), ("session" = ["simulations:read"])),
    responses((status = 200, body = Vec<SimulationBody>), Problems))]
pub async fn list(State(api): State<Api>) -> Json<Vec<SimulationBody>> {
    let short = |job: SimulationJob| SimulationBody { result: None, ..job.into() };
    Json(api.simulations.all().into_iter().map(short).collect())
}

/// A simulation as far as it is
#[utoipa::path(get, path = "/v1/simulations/{simulation_no}", tag = "simulations",
    params(("simulation_no" = String, Path)),
    security(("key" = ["simulations:read"]), ("session" = ["simulations:read"])),
    responses((status = 200, body = SimulationBody), Problems))]
pub async fn one(State(api): State<Api>, Id(simulation_no): Id) -> Result<Json<SimulationBody>, Problem> {
    Ok(Json(found(&api, &simulation_no)?.into()))
}

fn found(api: &Api, simulation_no: &str) -> Result<SimulationJob, Problem> {
    api.simulations.find(simulation_no).ok_or_else(|| Problem::of(StatusCode::NOT_FOUND, "simulation_unknown"))
}

/// A file of a simulation
#[utoipa::path(get, path = "/v1/simulations/{simulation_no}/files/{file}", tag = "simulations",
    params(("simulation_no" = String, Path), ("file" = String, Path)),
    security(("key" = ["simulations:read"]), ("session" = ["simulations:read"])),
    responses((status = 200, body = String, content_type = "application/octet-stream"), Problems))]
pub async fn download(
    State(api): State<Api>,
    Path((simulation_no, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let unknown = || Problem::of(StatusCode::NOT_FOUND, "simulation_unknown").at("file");
    let path = found(&api, &simulation_no)?.file(&file).ok_or_else(unknown)?;
    files::download(&path, &file).await
}

/// Rules to be tried.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWhatIf {
    /// The rules, as a rules file: TOML, or JSON where it begins with a brace; those in force of the programme, where nothing
    /// is said.
    pub rules: Option<String>,
    /// The programme whose rules are taken.
    #[serde(default = "default_programme")]
    #[schema(default = "main")]
    pub programme: String,
}

/// What rules would do in a small town
///
/// A year of 2,000 members, 20 orders a day, the same under all rules: two members in ten sell by chance, three once they are
/// even, the rest never. Played at once, one after the other; whoever goes away stops theirs. Nothing is kept.
#[utoipa::path(post, path = "/v1/rules/what-if", tag = "simulations", request_body = NewWhatIf,
    security(("key" = ["simulations:write"]), ("session" = ["simulations:write"])),
    responses((status = 200, body = SimulationResult), Problems))]
pub async fn what_if(State(api): State<Api>, Body(new): Body<NewWhatIf>) -> Result<Json<SimulationResult>, Problem> {
    let rules = rules_of(&api, new.rules.as_deref(), &new.programme).await?;
    Ok(Json(api.what_if.play(WhatIf::of(&rules)?).await?))
}
