//! What a merchant sold in some days, what it gave up of that, and what became of it.

use crate::http::{Api, Caller, Id, Problem, Problems, Query, fen, points_text};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use ratchet_core::{Rejection, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Days that are added up at most.
const DAYS_MAX: u32 = 31;

/// Which days.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FlowQuery {
    /// How many days up to today, today included, in the time zone of the deployment.
    #[param(minimum = 1, maximum = 31, default = 1)]
    pub days: Option<u32>,
}

/// What was sold, and what was given up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FlowBody {
    /// From this moment, UTC milliseconds: a midnight.
    pub from: i64,
    /// Orders taken, without those that were wholly returned or taken back.
    pub orders: u64,
    /// What they came to, less what was returned before they were booked.
    pub amount_fen: i64,
    /// Of that, what is held because it can still be returned.
    pub held_fen: i64,
    /// What was given back of booked orders.
    pub refunded_fen: i64,
    /// What the merchant gave up.
    pub commission_fen: i64,
    /// Of that, what entered the reserve: the shoppers' points rest on it.
    pub pool_fen: i64,
    /// Of that, awards to those who referred and to agents.
    pub awards_fen: i64,
    /// Of that, the rest: the platform's.
    pub platform_fen: i64,
    /// Points that the shoppers received.
    pub points: String,
}

/// What a merchant sold in the last days, and what its commission became
#[utoipa::path(get, path = "/v1/merchants/{merchant_no}/flow", tag = "merchants",
    params(("merchant_no" = String, Path), FlowQuery),
    security(("key" = ["merchants:read"]), ("session" = ["merchants:read", "merchant"])),
    responses((status = 200, body = FlowBody), Problems))]
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Id(merchant_no): Id,
    Query(FlowQuery { days }): Query<FlowQuery>,
) -> Result<Json<FlowBody>, Problem> {
    caller.must_be_merchant(&merchant_no)?;
    let days = days.unwrap_or(1);
    if !(1..=DAYS_MAX).contains(&days) {
        let detail = format!("days is 1 to {DAYS_MAX}");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "query_invalid", detail).at("days"));
    }
    let zone = api.desk.look(|engine| engine.state().terms.as_ref().map(|terms| terms.zone.clone())).await?;
    let from = midnight(api.clock.now(), zone.as_deref().unwrap_or("UTC"), days)?;
    api.wait_for_all_books().await?;
    let flow = api.books.flow(&merchant_no, from).await?.ok_or(Problem::unknown(Rejection::MerchantUnknown))?;
    Ok(Json(FlowBody {
        from: from.milliseconds(),
        orders: flow.orders,
        amount_fen: fen(flow.amount),
        held_fen: fen(flow.held),
        refunded_fen: fen(flow.refunded),
        commission_fen: fen(flow.commission),
        pool_fen: fen(flow.pool),
        awards_fen: fen(flow.awards),
        platform_fen: fen(flow.commission - flow.pool - flow.awards),
        points: points_text(flow.minted),
    }))
}

/// The midnight at which the first of so many days up to today began.
fn midnight(now: Time, zone: &str, days: u32) -> Result<Time, Problem> {
    let begun = || -> Result<Time, jiff::Error> {
        let today = Timestamp::from_millisecond(now.milliseconds())?.to_zoned(TimeZone::get(zone)?).start_of_day()?;
        let first = today.checked_sub(i64::from(days.saturating_sub(1)).days())?;
        Ok(Time::from_milliseconds(first.timestamp().as_millisecond()))
    };
    begun().map_err(|error| Problem::internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_where_the_deployment_is() {
        let at = |text: &str| Time::from_milliseconds(text.parse::<Timestamp>().unwrap().as_millisecond());
        let late = at("2026-11-28T16:30:00Z");
        assert_eq!(midnight(late, "Asia/Shanghai", 1).unwrap(), at("2026-11-28T16:00:00Z"));
        assert_eq!(midnight(late, "Asia/Shanghai", 7).unwrap(), at("2026-11-22T16:00:00Z"));
        assert_eq!(midnight(late, "UTC", 1).unwrap(), at("2026-11-28T00:00:00Z"));
    }
}
