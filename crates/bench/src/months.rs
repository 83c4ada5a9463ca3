//! Levels and the closing of a month: what they cost an order, and how long a closing takes, in all and at a time.

use crate::city::{City, command};
use crate::engine::{Stopwatch, book};
use crate::pieces::{Pieces, in_pieces};
use crate::{BenchError, Machine, Options};
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::month::Month;
use ratchet_core::operations::{ClosePeriod, Fund};
use ratchet_core::rules::{DirectMembers, FundRules, LevelMode, LevelRules, LevelStep, Outflow};
use ratchet_core::{BasisPoints, Engine, Event, Fen, Rejection, Rules, Time};
use serde::Serialize;

/// How many uplines an order is walked up, and how many levels below are a team.
const DEPTH: u32 = 10;
/// 2023-11-01T00:00 and 2023-12-01T00:00 in UTC+08:00: the city's orders are of that month.
const NOVEMBER: [i64; 2] = [1_698_768_000_000, 1_701_360_000_000];

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct MonthsReport {
    /// On what.
    pub machine: Machine,
    /// With what.
    pub options: Options,
    /// Orders a second of the engine without levels.
    pub plain_orders_per_second: u64,
    /// The same with levels in mode `report` to a depth of 10, and a fund that drips.
    pub orders_per_second: u64,
    /// How closing the month went.
    pub closing: Pieces,
    /// Members of whom something was stated.
    pub stated: u64,
}

pub(crate) fn measure(
    machine: Machine,
    options: &Options,
    mut watch: impl FnMut(&'static str),
) -> Result<MonthsReport, BenchError> {
    let city = City::new(options);
    watch("engine");
    let (plain_orders_per_second, _) = played(&city, City::rules())?;
    watch("months");
    let (orders_per_second, mut engine) = played(&city, rules())?;
    let [begins, ends] = NOVEMBER.map(Time::from_milliseconds);
    let month = Month::new(2023, 11).ok_or(Rejection::PeriodBoundsInvalid)?;
    let mut report = MonthsReport {
        machine,
        options: options.clone(),
        plain_orders_per_second,
        orders_per_second,
        closing: Pieces::default(),
        stated: 0,
    };
    report.closing = in_pieces(&mut engine, ends, ClosePeriod { month, begins, ends }.into(), |events| {
        let stated = events.iter().map(|event| match event {
            Event::PeriodStated(stated) => stated.rows.len() as u64,
            _ => 0,
        });
        report.stated += stated.sum::<u64>();
        events.iter().any(|event| matches!(event, Event::PeriodClosed(_)))
    })?;
    Ok(report)
}

/// Orders a second of a city under `rules`, and where it ends.
fn played(city: &City, rules: Rules) -> Result<(u64, Engine), BenchError> {
    let mut draw = city.draw();
    let mut engine = Engine::new();
    let has_fund = rules.fund.is_some();
    for command in City::opening(90, rules) {
        engine.execute(&command)?;
    }
    if has_fund {
        engine.execute(&command(Fund { amount: FUND, source: "bench".to_owned(), document: None }))?;
    }
    for command in city.registrations(&mut draw) {
        engine.execute(&command)?;
    }
    let mut watch = Stopwatch::default();
    for group in city.orders(&mut draw, LOOK_AHEAD_MAX) {
        watch.time(group.len(), || book(&mut engine, &group, true))?;
    }
    Ok((watch.per_second(), engine))
}

/// What is in the fund: more than can leave it.
const FUND: Fen = Fen::new(100_000_000_000);

/// The city's rules with five levels that are reported, and a drip that never ends.
fn rules() -> Rules {
    let step = |rate: u32, own: i64, team: i64, direct| LevelStep {
        rate_bp: BasisPoints::new(rate),
        own_spend_fen: Fen::new(own),
        team_turnover_fen: Fen::new(team),
        direct,
    };
    let direct = |count, level| Some(DirectMembers { count, level });
    let steps = vec![
        step(100, 10_000, 0, None),
        step(200, 0, 100_000, None),
        step(300, 0, 300_000, direct(1, 1)),
        step(400, 0, 1_000_000, direct(2, 2)),
        step(500, 0, 3_000_000, direct(2, 3)),
    ];
    let peer_bp = BasisPoints::new(50);
    let levels = LevelRules { mode: LevelMode::Report, depth: DEPTH, team_depth: DEPTH, peer_bp, steps };
    let drip = Outflow {
        bp: BasisPoints::new(500),
        order_max_fen: Fen::new(10_000),
        day_max_fen: FUND,
        last_day: Time::from_milliseconds(NOVEMBER[1]).day(),
    };
    let fund = FundRules { drip: Some(drip), subsidy: None };
    Rules { levels: Some(levels), fund: Some(fund), ..City::rules() }
}
