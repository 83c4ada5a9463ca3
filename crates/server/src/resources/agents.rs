//! Agents of regions, as they are appointed now.

use crate::http::{Api, Problem, Problems, ProgrammeQuery, Query};
use axum::Json;
use axum::extract::State;
use ratchet_core::handle::Region;
use ratchet_core::{Engine, Rejection};
use serde::Serialize;
use utoipa::ToSchema;

/// A region that is known, and its agent where it has one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegionBody {
    /// Its path, from the largest part to the smallest.
    #[schema(example = "33/3301/330106")]
    pub region: String,
    /// The member who is its agent.
    pub agent_no: Option<String>,
    /// Merchants in it, those of the regions within it too.
    pub merchants: u64,
}

/// Regions of a programme with their agents
///
/// Every region that a merchant lies in or that an agent was appointed for, by path.
#[utoipa::path(get, path = "/v1/agents", tag = "operator", params(ProgrammeQuery),
    security(("session" = ["programmes:read"])),
    responses((status = 200, body = Vec<RegionBody>), Problems))]
pub async fn list(
    State(api): State<Api>,
    Query(ProgrammeQuery { programme }): Query<ProgrammeQuery>,
) -> Result<Json<Vec<RegionBody>>, Problem> {
    let seen = api.desk.look(move |engine| regions(engine, &programme)).await?;
    seen.map(Json).map_err(Problem::unknown)
}

fn regions(engine: &Engine, programme: &str) -> Result<Vec<RegionBody>, Rejection> {
    let state = engine.state();
    let handle = state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let of = state.programme(handle).ok_or(Rejection::ProgrammeUnknown)?;
    let directory = &state.directory;
    let mut merchants = vec![0; directory.region_names.len()];
    for (_, _, row) in directory.merchants().filter(|(_, _, row)| row.programme == handle) {
        for region in row.regions.into_iter().flatten() {
            if let Some(count) = merchants.get_mut(region.0 as usize) {
                *count += 1;
            }
        }
    }
    let known = (0..).map(Region).zip(merchants).map(|(region, merchants)| RegionBody {
        region: directory.region_names.name(region.0).to_owned(),
        agent_no: of.agents.get(region).map(|member| directory.member_names.name(member.0).to_owned()),
        merchants,
    });
    let mut known: Vec<_> = known.filter(|region| region.merchants > 0 || region.agent_no.is_some()).collect();
    known.sort_by(|one, other| one.region.cmp(&other.region));
    Ok(known)
}
