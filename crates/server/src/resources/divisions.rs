//! The table of administrative divisions, for pickers of regions.

use crate::http::{Problem, Problems, Query};
use axum::Json;
use axum::http::StatusCode;
use ratchet_core::Rejection;
use ratchet_core::divisions::{Division, DivisionLevel};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Divisions of one answer at most: those that a picker can show.
const DIVISIONS_MAX: usize = 1_000;

/// Which divisions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DivisionsQuery {
    /// Those directly within the division of this code; all provinces, where nothing is said.
    #[param(pattern = "^[0-9]{6}$", example = "330100")]
    pub within: Option<String>,
    /// Those whose full name has this text in it, at any level.
    pub name: Option<String>,
}

/// An administrative division.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DivisionBody {
    /// Its code.
    #[schema(example = "330106")]
    pub division: String,
    /// Its name.
    #[schema(example = "西湖区")]
    pub name: String,
    /// Its name behind those of what it is part of.
    #[schema(example = "浙江省杭州市西湖区")]
    pub full_name: String,
    /// `province`, `city` or `district`.
    pub level: String,
}

impl From<Division> for DivisionBody {
    fn from(division: Division) -> Self {
        Self {
            division: division.to_string(),
            name: division.name().unwrap_or_default().to_owned(),
            full_name: division.full_name(),
            level: level_name(division.level()).to_owned(),
        }
    }
}

/// The name of a level.
pub const fn level_name(level: DivisionLevel) -> &'static str {
    match level {
        DivisionLevel::Province => "province",
        DivisionLevel::City => "city",
        DivisionLevel::District => "district",
    }
}

/// What a division lies directly within, as far as the table has it: a county that a province administers itself lies in
/// the province.
fn parent(division: Division) -> Option<Division> {
    let mut around: Vec<Division> = division.path().collect();
    around.pop();
    around.into_iter().rev().find(|part| part.name().is_some())
}

/// Administrative divisions
///
/// By level: the provinces, then those within one, as a picker asks for them; or by name.
#[utoipa::path(get, path = "/v1/divisions", tag = "programmes", params(DivisionsQuery), security(()),
    responses((status = 200, body = Vec<DivisionBody>), Problems))]
pub async fn list(Query(query): Query<DivisionsQuery>) -> Result<Json<Vec<DivisionBody>>, Problem> {
    let within = query.within.as_deref().map(str::parse::<Division>).transpose();
    let within = within.map_err(|unknown: Rejection| Problem::from(unknown).at("within"))?;
    if within.is_some() && query.name.is_some() {
        let detail = "give either within or name";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "query_invalid", detail).at("name"));
    }
    let found = Division::all().filter(|division| match &query.name {
        Some(name) => division.full_name().contains(name.as_str()),
        None => parent(*division) == within,
    });
    Ok(Json(found.take(DIVISIONS_MAX).map(DivisionBody::from).collect()))
}
