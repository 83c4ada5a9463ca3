//! Which positions the system sells next: those that need the least rise of the price.

use crate::http::{Api, Id, Problem, Problems, fen, points_text};
use axum::Json;
use axum::extract::State;
use ratchet_core::positions::OpenPosition;
use ratchet_core::price::exit_key;
use ratchet_core::{Engine, Rejection};
use serde::Serialize;
use std::collections::BinaryHeap;
use utoipa::ToSchema;

/// How many are told.
const NEXT: usize = 10;

/// A position, and how far it is from its cap.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NextExit {
    /// The position.
    pub position: u32,
    /// Whose it is.
    pub member_no: String,
    /// Its points.
    pub points: String,
    /// What they are worth now.
    pub worth_fen: i64,
    /// What they must be worth for the system to sell them.
    pub left_fen: i64,
    /// The part of the way that it has come, in basis points, floored. No forecast: each order moves the price less than the
    /// one before.
    pub reached_bp: u32,
}

/// The positions that are sold next
///
/// By how little the price has to rise for them, the nearest first. Every position is looked at: ask for it now and then,
/// not every second.
#[utoipa::path(get, path = "/v1/programmes/{programme}/next-exits", tag = "programmes",
    params(("programme" = String, Path)),
    security(("key" = ["reports:read"]), ("session" = ["reports:read"])),
    responses((status = 200, body = Vec<NextExit>), Problems))]
pub async fn list(State(api): State<Api>, Id(programme): Id) -> Result<Json<Vec<NextExit>>, Problem> {
    let seen = api.desk.look(move |engine| nearest(engine, &programme)).await?;
    seen.map(Json).map_err(Problem::unknown)
}

fn nearest(engine: &Engine, programme: &str) -> Result<Vec<NextExit>, Rejection> {
    let state = engine.state();
    let of = state.programme_named(programme).and_then(|handle| state.programme(handle));
    let of = of.ok_or(Rejection::ProgrammeUnknown)?;
    // The farthest of those that are kept is on top, and leaves for a nearer one.
    let mut kept = BinaryHeap::with_capacity(NEXT + 1);
    for open in of.positions.iter() {
        let Some(key) = key(open) else { continue };
        kept.push((key, open.id));
        if kept.len() > NEXT {
            kept.pop();
        }
    }
    let price = of.price();
    let told = kept.into_sorted_vec().into_iter().filter_map(|(_, id)| {
        let open = of.positions.get(id)?;
        let (left, worth) = (open.left()?, price.value_of(open.holding.points));
        let reached = fen(worth).saturating_mul(10_000).checked_div(fen(left)).unwrap_or(10_000);
        Some(NextExit {
            position: open.id.0,
            member_no: state.directory.member_names.name(open.member.0).to_owned(),
            points: points_text(open.holding.points),
            worth_fen: fen(worth),
            left_fen: fen(left),
            reached_bp: u32::try_from(reached.clamp(0, 10_000)).unwrap_or(10_000),
        })
    });
    Ok(told.collect())
}

fn key(open: &OpenPosition) -> Option<u128> {
    let left = open.left()?;
    open.holding.points.is_positive().then(|| exit_key(left, open.holding.points))
}
