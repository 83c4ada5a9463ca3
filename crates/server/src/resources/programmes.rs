//! Programmes: their accounts, rules and price.

use crate::http::{Api, Id, Problem, Problems, fen, points_text};
use axum::Json;
use axum::extract::State;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::view::{PriceView, StatusView};
use ratchet_core::{Engine, Rejection};
use serde::Serialize;
use utoipa::ToSchema;

/// A programme at a glance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgrammeBody {
    /// Its name.
    pub programme: String,
    /// `sandbox` or `live`.
    pub mode: String,
    /// CNY per point, eight decimals, floored.
    #[schema(example = "1.03571428")]
    pub price: String,
    /// Money behind the points.
    pub reserve_fen: i64,
    /// Points in circulation.
    pub supply: String,
    /// Money left when the last point left.
    pub unallocated_fen: i64,
    /// Money meant for the reserve and not in it yet.
    pub fund_fen: i64,
    /// How far a published closing has come; none where none is published.
    pub closing: Option<String>,
    /// From when on a closing programme takes no orders, UTC milliseconds.
    pub closing_from: Option<i64>,
    /// Orders booked.
    pub orders: u64,
    /// Positions open now.
    pub open_positions: u64,
    /// Positions ever opened.
    pub opened_positions: u64,
    /// Positions that the system sold because they had reached their cap.
    pub exits: u64,
    /// Versions of the rules.
    pub versions: u64,
    /// The most that all members together can ever receive from the reserve per 100.00 spent.
    pub most_back_per_hundred_fen: Option<i64>,
}

/// The price and the two accounts that it is the quotient of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PriceBody {
    /// CNY per point, eight decimals, floored.
    #[schema(example = "1.03571428")]
    pub price: String,
    /// Whether it only stands in, because there are no points.
    pub is_reference: bool,
    /// Money behind the points.
    pub reserve_fen: i64,
    /// Points in circulation.
    pub supply: String,
}

/// A version of a programme's rules.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulesVersion {
    /// Counted from 0.
    pub version: u64,
    /// From when, by business time, UTC milliseconds.
    pub effective_at: i64,
    /// The rules, as in a rules file.
    #[schema(value_type = Object)]
    pub rules: serde_json::Value,
}

impl From<PriceView> for PriceBody {
    fn from(view: PriceView) -> Self {
        Self {
            price: view.price,
            is_reference: view.is_reference,
            reserve_fen: fen(view.reserve),
            supply: points_text(view.supply),
        }
    }
}

impl From<StatusView> for ProgrammeBody {
    fn from(view: StatusView) -> Self {
        Self {
            programme: view.programme,
            mode: view.mode.to_owned(),
            price: view.state.price,
            reserve_fen: fen(view.state.reserve),
            supply: points_text(view.state.supply),
            unallocated_fen: fen(view.state.unallocated),
            fund_fen: fen(view.state.fund),
            closing: view.closing.map(str::to_owned),
            closing_from: view.closing_from.map(ratchet_core::Time::milliseconds),
            orders: view.orders,
            open_positions: view.open_positions,
            opened_positions: view.opened_positions,
            exits: view.state.exits,
            versions: view.versions,
            most_back_per_hundred_fen: view.most_back_per_hundred.map(fen),
        }
    }
}

/// All programmes of the deployment
#[utoipa::path(get, path = "/v1/programmes", tag = "programmes",
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read", "member", "merchant"])),
    responses((status = 200, body = Vec<ProgrammeBody>), Problems))]
pub async fn list(State(api): State<Api>) -> Result<Json<Vec<ProgrammeBody>>, Problem> {
    let all = |engine: &mut Engine| {
        let names: Vec<String> = engine.state().programmes.iter().map(|of| of.name.clone()).collect();
        names.iter().filter_map(|name| status(engine, name).ok()).collect::<Vec<_>>()
    };
    Ok(Json(api.desk.look(all).await?))
}

/// A programme at a glance
#[utoipa::path(get, path = "/v1/programmes/{programme}", tag = "programmes", params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read", "member", "merchant"])),
    responses((status = 200, body = ProgrammeBody), Problems))]
pub async fn read(State(api): State<Api>, Id(programme): Id) -> Result<Json<ProgrammeBody>, Problem> {
    let seen = api.desk.look(move |engine| status(engine, &programme)).await?;
    seen.map(Json).map_err(Problem::unknown)
}

/// The price of this moment
#[utoipa::path(get, path = "/v1/programmes/{programme}/price", tag = "programmes", params(("programme" = String, Path)),
    security(()),
    responses((status = 200, body = PriceBody), Problems))]
pub async fn price(State(api): State<Api>, Id(programme): Id) -> Result<Json<PriceBody>, Problem> {
    let seen = api.desk.look(move |engine| of(engine, &programme).map(|of| PriceView::of(of).into())).await?;
    seen.map(Json).map_err(Problem::unknown)
}

/// All versions of a programme's rules
#[utoipa::path(get, path = "/v1/programmes/{programme}/rules", tag = "programmes", params(("programme" = String, Path)),
    security(("key" = ["programmes:read"]), ("session" = ["programmes:read", "member", "merchant"])),
    responses((status = 200, body = Vec<RulesVersion>), Problems))]
pub async fn rules(State(api): State<Api>, Id(programme): Id) -> Result<Json<Vec<RulesVersion>>, Problem> {
    let seen = api.desk.look(move |engine| of(engine, &programme).map(|of| of.versions.clone()));
    let versions = seen.await?.map_err(Problem::unknown)?;
    let body = (0..).zip(versions).map(|(version, published)| RulesVersion {
        version,
        effective_at: published.effective_at.milliseconds(),
        rules: serde_json::to_value(&published.rules).unwrap_or_default(),
    });
    Ok(Json(body.collect()))
}

fn of<'a>(engine: &'a Engine, programme: &str) -> Result<&'a ProgrammeState, Rejection> {
    let state = engine.state();
    let handle = state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    state.programme(handle).ok_or(Rejection::ProgrammeUnknown)
}

fn status(engine: &Engine, programme: &str) -> Result<ProgrammeBody, Rejection> {
    let state = engine.state();
    let handle = state.programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    StatusView::of(state, handle, false).map(ProgrammeBody::from).ok_or(Rejection::ProgrammeUnknown)
}
