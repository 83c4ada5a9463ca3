//! The clock of a sandbox: it can stand still and be moved on.

use crate::http::{Api, Body, Problem, Problems};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the clock shows.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ClockBody {
    /// Now, UTC milliseconds.
    pub now: i64,
    /// Whether it stands still.
    pub frozen: bool,
}

/// How to set it.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockSetting {
    /// Whether it stands still from now on; as it is, where nothing is said.
    pub frozen: Option<bool>,
    /// Milliseconds to move on; it never goes back.
    #[serde(default)]
    #[schema(maximum = 315_360_000_000_u64)]
    pub advance_ms: u64,
}

/// Ten years: further than that in one step is a mistake.
const ADVANCE_MAX: u64 = 315_360_000_000;

fn shown(api: &Api) -> Json<ClockBody> {
    let reading = api.clock.reading();
    Json(ClockBody { now: reading.now.milliseconds(), frozen: reading.frozen })
}

/// What the clock shows
#[utoipa::path(get, path = "/v1/sandbox/clock", tag = "sandbox",
    security(("key" = ["clock:write"]), ("session" = ["clock:write"])),
    responses((status = 200, body = ClockBody), Problems))]
pub async fn read(State(api): State<Api>) -> Json<ClockBody> {
    shown(&api)
}

/// Sets the clock
#[utoipa::path(post, path = "/v1/sandbox/clock", tag = "sandbox", request_body = ClockSetting,
    security(("key" = ["clock:write"]), ("session" = ["clock:write"])),
    responses((status = 200, body = ClockBody), Problems))]
pub async fn set(State(api): State<Api>, Body(setting): Body<ClockSetting>) -> Result<Json<ClockBody>, Problem> {
    if api.is_live {
        return Err(Problem::of(StatusCode::FORBIDDEN, "sandbox_only"));
    }
    if setting.advance_ms > ADVANCE_MAX {
        let detail = format!("at most {ADVANCE_MAX} milliseconds in one step");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "body_invalid", detail).at("advance_ms"));
    }
    match setting.frozen {
        Some(true) => api.clock.freeze(),
        Some(false) => api.clock.run(),
        None => {}
    }
    api.clock.advance(setting.advance_ms);
    Ok(shown(&api))
}
