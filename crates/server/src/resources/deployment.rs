//! The deployment itself: what every page shows before anybody signs in.

use crate::http::{Api, Problem, Problems};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A deployment at a glance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeploymentBody {
    /// `sandbox` or `live`. Nothing in a sandbox is real, and every page says so.
    pub mode: String,
    /// The time zone of its days and months, an IANA name.
    #[schema(example = "Asia/Shanghai")]
    pub zone: String,
    /// The names of its programmes, in the order in which they were opened.
    pub programmes: Vec<String>,
}

/// Which deployment this is
#[utoipa::path(get, path = "/v1/deployment", tag = "operations", security(()),
    responses((status = 200, body = DeploymentBody), Problems))]
pub async fn read(State(api): State<Api>) -> Result<Json<DeploymentBody>, Problem> {
    let mode = if api.is_live { "live" } else { "sandbox" }.to_owned();
    let seen = api.desk.look(|engine| {
        let state = engine.state();
        let zone = state.terms.as_ref().map_or_else(|| "Asia/Shanghai".to_owned(), |terms| terms.zone.clone());
        (zone, state.programmes.iter().map(|programme| programme.name.clone()).collect())
    });
    let (zone, programmes) = seen.await?;
    Ok(Json(DeploymentBody { mode, zone, programmes }))
}
