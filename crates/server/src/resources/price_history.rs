//! The course of a price at any zoom.

use crate::http::{Api, Id, Problem, Problems, Query, fen, points_text};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ratchet_core::{Rejection, Time};
use ratchet_deployment::{PriceBucket, TimeRange};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Points of a course at most, and where nothing is said.
const POINTS: std::ops::RangeInclusive<usize> = 1..=2_000;
const POINTS_USUAL: usize = 200;

/// Which part, and how fine.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CourseQuery {
    /// From this moment, UTC milliseconds; from the beginning, where nothing is said.
    pub from: Option<i64>,
    /// Until this moment, UTC milliseconds; until now, where nothing is said.
    pub to: Option<i64>,
    /// Points at most.
    #[param(minimum = 1, maximum = 2000, default = 200)]
    pub points: Option<usize>,
}

/// What the price did in a stretch of time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoursePoint {
    /// When something first happened in it, UTC milliseconds.
    pub from: i64,
    /// When something last happened in it, UTC milliseconds.
    pub at: i64,
    /// CNY per point at its end.
    pub price: String,
    /// The highest price in it.
    pub highest: String,
    /// Money behind the points at its end.
    pub reserve_fen: i64,
    /// Points in circulation at its end.
    pub supply: String,
    /// Orders booked in it.
    pub orders: u64,
    /// Positions sold by the system in it.
    pub forced_exits: u64,
    /// Injections in it.
    pub injections: u64,
    /// Refunds in it.
    pub refunds: u64,
}

impl From<PriceBucket> for CoursePoint {
    fn from(bucket: PriceBucket) -> Self {
        Self {
            from: bucket.first_at.milliseconds(),
            at: bucket.last_at.milliseconds(),
            price: bucket.price.last.to_text(),
            highest: bucket.price.most.to_text(),
            reserve_fen: fen(bucket.reserve.last),
            supply: points_text(bucket.supply.last),
            orders: bucket.flow.orders,
            forced_exits: bucket.flow.forced_exits.count,
            injections: bucket.flow.injections.count,
            refunds: bucket.flow.refunds.count,
        }
    }
}

/// The course of the price
///
/// At any zoom from a bounded number of rows: each point is a stretch of time in which something happened.
#[utoipa::path(get, path = "/v1/programmes/{programme}/price-history", tag = "programmes",
    params(("programme" = String, Path), CourseQuery), security(()),
    responses((status = 200, body = Vec<CoursePoint>), Problems))]
pub async fn read(
    State(api): State<Api>,
    Id(programme): Id,
    Query(query): Query<CourseQuery>,
) -> Result<Json<Vec<CoursePoint>>, Problem> {
    let points = query.points.unwrap_or(POINTS_USUAL);
    if !POINTS.contains(&points) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "query_invalid", "points is 1 to 2000").at("points"));
    }
    let moment = |time: Option<i64>| time.map(Time::from_milliseconds);
    let range = TimeRange { from: moment(query.from), to: moment(query.to) };
    let course = api.books.price_series(&programme, range, points).await?;
    let course = course.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
    Ok(Json(course.into_iter().map(CoursePoint::from).collect()))
}
