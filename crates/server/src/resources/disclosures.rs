//! What is disclosed of a programme: the findings of the policy profile, and the factsheet.

use crate::http::{Api, Id, Problem, Problems};
use axum::Json;
use axum::extract::State;
use ratchet_core::Rejection;
use serde_json::Value;

/// What the policy profile finds in the rules in force
///
/// As `ratchet check --json` reports it.
#[utoipa::path(get, path = "/v1/programmes/{programme}/findings", tag = "programmes",
    params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read", "member", "merchant"])),
    responses((status = 200, body = Object), Problems))]
pub async fn findings(State(api): State<Api>, Id(programme): Id) -> Result<Json<Value>, Problem> {
    let rules = api.desk.look(move |engine| {
        let state = engine.state();
        let of = state.programme(state.programme_named(&programme)?)?;
        of.rules(of.version_at(state.clock)).cloned()
    });
    let rules = rules.await?.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
    let report = api.policy.check(&rules, api.clock.now());
    serde_json::to_value(report).map(Json).map_err(|error| Problem::internal(&error))
}

/// What members are told of a programme
///
/// As `ratchet factsheet --json` reports it, every figure from the journal, with the journal's hash. It may be some minutes
/// old: it says of when it is.
#[utoipa::path(get, path = "/v1/programmes/{programme}/factsheet", tag = "programmes",
    params(("programme" = String, Path)), security(()),
    responses((status = 200, body = Object), Problems))]
pub async fn factsheet(State(api): State<Api>, Id(programme): Id) -> Result<Json<Value>, Problem> {
    let known = programme.clone();
    let exists = api.desk.look(move |engine| engine.state().programme_named(&known).is_some()).await?;
    if !exists {
        return Err(Problem::unknown(Rejection::ProgrammeUnknown));
    }
    let sheet = api.factsheets.of(&api.layout, &programme, api.clock.now(), api.desk.durable()).await?;
    Ok(Json(sheet.json.clone()))
}
