//! The summary: the uncomfortable truth first.

use super::about::About;
use super::measure::Measure;
use super::part_summaries::{ClosingSummary, DebtSummary, FundSummary, LevelSummary};
use super::runs::RunRow;
use crate::statistics::quantile::nearest_rank_by;
use serde::Serialize;
use std::collections::BTreeMap;

/// Quantiles of a measure over runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantiles {
    /// 5 %.
    pub p5: f64,
    /// 25 %.
    pub p25: f64,
    /// 50 %.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
}

impl Quantiles {
    /// Of a measure over `runs`; none without runs.
    #[must_use]
    pub fn of(measure: Measure, runs: &[&RunRow]) -> Option<Self> {
        Self::of_values(runs.iter().map(|run| measure.of(run)).collect())
    }

    /// Of `values`; none without any.
    pub(super) fn of_values(mut values: Vec<f64>) -> Option<Self> {
        values.sort_unstable_by(f64::total_cmp);
        let at = |percent| nearest_rank_by(&values, percent).copied();
        Some(Self { p5: at(5)?, p25: at(25)?, p50: at(50)?, p75: at(75)?, p95: at(95)? })
    }

    /// Of a share in per cent: the same of all the others.
    #[must_use]
    pub fn rest_of_hundred(self) -> Self {
        let rest = |percent| 100.0 - percent;
        Self { p5: rest(self.p95), p25: rest(self.p75), p50: rest(self.p50), p75: rest(self.p25), p95: rest(self.p5) }
    }
}

/// What `summary.json` says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The most that all members together can ever receive from the reserve per 100.00 spent, in CNY: the pool's share
    /// with what was injected. Quantiles over the runs of point 0.
    pub most_back_per_100: Option<Quantiles>,
    /// What they received in the scenario, per 100.00 spent, in CNY.
    pub back_per_100: Option<Quantiles>,
    /// What half of the members received at most for points, per 100.00 of their own spend, in CNY.
    pub median_back_per_100: Option<Quantiles>,
    /// Share of members that reached the cap, in per cent.
    pub capped_percent: Option<Quantiles>,
    /// Share of members that once could have what they spent, in per cent.
    pub broke_even_percent: Option<Quantiles>,
    /// If orders stop at the end and everybody sells: what the last one out receives per 100.00 spent, in CNY.
    pub last_out_per_100: Option<Quantiles>,
    /// What money of the fund did, where the scenario has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund: Option<FundSummary>,
    /// What levels brought, or would have, where the rules have any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<LevelSummary>,
    /// What became of old debts, where the scenario has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debts: Option<DebtSummary>,
    /// What a closing brought, where the scenario has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosingSummary>,
    /// What shareholders got in all, in CNY, where the rules have dividends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dividends_shared: Option<Quantiles>,
    /// Where the results come from.
    pub about: About,
    /// Every measure, over the runs of point 0.
    pub measures: BTreeMap<&'static str, Quantiles>,
    /// What the engine refused in all finished runs, by code: an order that is too small, an injection without points.
    pub refused: BTreeMap<String, u64>,
    /// Lines of the trace that could not be used, and why that is: by code.
    pub trace_skipped: BTreeMap<String, u64>,
    /// Whether it was interrupted; what is there is of the finished runs.
    pub interrupted: bool,
}
