//! What came of a simulation, as it is shown: the summary of `ratchet simulate`, and what charts are drawn from.

use crate::http::fen;
use ratchet_core::{Fen, Points};
use ratchet_sim::Results;
use ratchet_sim::results::{QueueRow, ReturnRow, Summary, TimeRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Quantiles over the runs, each the value of a run.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[allow(dead_code)] // of the document
pub struct QuantilesBody {
    /// 5 %.
    pub p5: f64,
    /// 25 %.
    pub p25: f64,
    /// Half of the runs.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
}

/// Where results come from: enough to make them again, byte by byte.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[allow(dead_code)] // of the document
pub struct AboutBody {
    /// What the scenario is called.
    pub scenario_file: String,
    /// BLAKE3 of the scenario with its rules, in hexadecimal.
    pub scenario: String,
    /// BLAKE3 of the rules, in hexadecimal.
    pub rules: String,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Version of the engine's decisions.
    pub model_version: u32,
    /// Days of a run.
    pub days: u32,
    /// Runs asked for.
    pub runs_asked: u64,
    /// Runs finished.
    pub runs_finished: u64,
}

/// As `summary.json` of `ratchet simulate` says it. Amounts are statistics over the runs, in CNY.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[allow(dead_code)] // of the document
pub struct SummaryBody {
    /// The most that all members together can ever receive from the reserve per 100.00 spent.
    pub most_back_per_100: Option<QuantilesBody>,
    /// What all members together received per 100.00 spent.
    pub back_per_100: Option<QuantilesBody>,
    /// What half of the members received at most, per 100.00 of their own.
    pub median_back_per_100: Option<QuantilesBody>,
    /// Members who reached the cap, in per cent.
    pub capped_percent: Option<QuantilesBody>,
    /// Members who once could have what they spent, in per cent.
    pub broke_even_percent: Option<QuantilesBody>,
    /// What the last one out receives per 100.00 spent, if orders stop and everybody sells.
    pub last_out_per_100: Option<QuantilesBody>,
    /// Where the results come from.
    pub about: AboutBody,
    /// Every measure, by name.
    pub measures: BTreeMap<String, QuantilesBody>,
    /// What the engine refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// Lines of a trace that were passed over, by code: there is none here.
    pub trace_skipped: BTreeMap<String, u64>,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

/// The accounts of the first run when so many days have passed. Sums are since the beginning.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SimulatedDay {
    /// Days passed.
    pub day: u32,
    /// Orders booked.
    pub orders: u64,
    /// Members who joined.
    pub members: u64,
    /// CNY per point, floored to eight decimals.
    #[schema(example = "1.00297914")]
    pub price: String,
    /// Money behind the points.
    pub reserve_fen: i64,
    /// Points in circulation.
    #[schema(example = "1000.00000000")]
    pub supply: String,
    /// Orders less refunds.
    pub spent_fen: i64,
    /// What of it entered the reserve.
    pub pool_fen: i64,
    /// Received by members who sold, or whose position reached its cap.
    pub received_fen: i64,
    /// Positions that the system sold at their cap.
    pub exits: u64,
}

/// How many members got how much back for points per 100.00 spent, in all runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReturnsBin {
    /// At least this, in fen; 0 to 0 are those who got nothing.
    pub from_fen: i64,
    /// Less than this; nothing for the highest.
    pub to_fen: Option<i64>,
    /// Members.
    pub members: u64,
}

/// If orders stop at the end of the first run and everybody sells: what a place in the queue receives.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PlaceInQueue {
    /// `1` to `10`: tenths of the queue; `first` and `last`: one member.
    pub place: String,
    /// Members there.
    pub members: u64,
    /// Received per 100.00 spent, in fen; nothing where nothing was spent.
    pub net_per_100_fen: Option<i64>,
}

/// What came of a simulation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SimulationResult {
    /// The summary, the uncomfortable truth first.
    #[schema(value_type = SummaryBody)]
    pub summary: Summary,
    /// The first run over time.
    pub course: Vec<SimulatedDay>,
    /// What members got back.
    pub returns: Vec<ReturnsBin>,
    /// What places in the queue would get.
    pub queue: Vec<PlaceInQueue>,
}

impl From<&Results> for SimulationResult {
    fn from(results: &Results) -> Self {
        let of_first = |point, run| (point, run) == (0, 0);
        let time = results.time.iter().filter(|row| of_first(row.point, row.run));
        let queue = results.queue.iter().filter(|row| of_first(row.point, row.run) && row.cause == "end");
        Self {
            summary: results.summary.clone(),
            course: time.map(SimulatedDay::from).collect(),
            returns: returns(&results.returns),
            queue: queue.map(PlaceInQueue::from).collect(),
        }
    }
}

impl From<&TimeRow> for SimulatedDay {
    fn from(row: &TimeRow) -> Self {
        Self {
            day: row.day,
            orders: row.orders,
            members: row.members,
            price: format!("{}.{:08}", row.price_e8 / 100_000_000, row.price_e8 % 100_000_000),
            reserve_fen: row.reserve_fen,
            supply: Points::new(row.supply_units).to_string(),
            spent_fen: fen(Fen::new(row.ordered_fen) - Fen::new(row.refunded_fen)),
            pool_fen: row.pool_fen,
            received_fen: fen(Fen::new(row.sold_fen) + Fen::new(row.exited_fen)),
            exits: row.exits,
        }
    }
}

impl From<&QueueRow> for PlaceInQueue {
    fn from(row: &QueueRow) -> Self {
        Self { place: row.place.clone(), members: row.members, net_per_100_fen: row.net_per_100_fen }
    }
}

/// Bins of all members, those of all runs together, in order.
fn returns(rows: &[ReturnRow]) -> Vec<ReturnsBin> {
    let mut bins: Vec<ReturnsBin> = Vec::new();
    for row in rows.iter().filter(|row| (row.point, row.decile, row.counted) == (0, 0, "points")) {
        match bins.iter_mut().find(|bin| (bin.from_fen, bin.to_fen) == (row.from_fen, row.to_fen)) {
            Some(bin) => bin.members += row.members,
            None => bins.push(ReturnsBin { from_fen: row.from_fen, to_fen: row.to_fen, members: row.members }),
        }
    }
    bins
}
