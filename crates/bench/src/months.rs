//! Levels and the closing of a month: what they cost an order, and how long a closing takes, in all and at a time.

use crate::city::City;
use crate::engine::{Stopwatch, book};
use crate::{BenchError, Machine, Options};
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::month::Month;
use ratchet_core::operations::{ClosePeriod, Operation, Tick};
use ratchet_core::rules::{DirectMembers, LevelMode, LevelRules, LevelStep};
use ratchet_core::{BasisPoints, Command, Engine, Event, Fen, Rejection, Rules, Time};
use serde::Serialize;
use std::time::Instant;

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
    /// The same with levels in mode `report` to a depth of 10.
    pub orders_per_second: u64,
    /// How long closing the month took in all, in milliseconds.
    pub closing_ms: u64,
    /// In how many pieces.
    pub pieces: u64,
    /// The longest of them, in microseconds.
    pub longest_piece_us: u64,
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
        closing_ms: 0,
        pieces: 0,
        longest_piece_us: 0,
        stated: 0,
    };
    let (mut all_us, mut next) = (0, Operation::from(ClosePeriod { month, begins, ends }));
    loop {
        let command = Command::new(ends, "bench", next);
        let start = Instant::now();
        let events = engine.execute(&command)?;
        let took = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        all_us += took;
        report.pieces += 1;
        report.longest_piece_us = report.longest_piece_us.max(took);
        let mut is_done = false;
        for event in events {
            match event {
                Event::PeriodStated(stated) => report.stated += stated.rows.len() as u64,
                Event::PeriodClosed(_) => is_done = true,
                _ => {}
            }
        }
        if is_done {
            break;
        }
        next = Tick {}.into();
    }
    report.closing_ms = all_us / 1_000;
    Ok(report)
}

/// Orders a second of a city under `rules`, and where it ends.
fn played(city: &City, rules: Rules) -> Result<(u64, Engine), BenchError> {
    let mut draw = city.draw();
    let mut engine = Engine::new();
    for command in City::opening(90, rules) {
        engine.execute(&command)?;
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

/// The city's rules with five levels that are reported.
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
    Rules { levels: Some(levels), ..City::rules() }
}
