//! Runs a plan, on as many threads as asked, and gathers what came of it.

use crate::error::SimError;
use crate::plan::{Job, Plan};
use crate::results::{
    About, ClosingSummary, DebtSummary, FanRow, FundSummary, LevelSummary, Measure, Quantiles, Results, RunRow,
    SobolRow, Summary, TimeRow, TornadoRow, dividends_shared,
};
use crate::run::{Watch, play};
use crate::scenario::{Scenario, Source};
use crate::statistics::quantile::nearest_rank_by;
use crate::statistics::sobol;
use crate::tally::Tally;
use ratchet_core::MODEL_VERSION;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// A scenario, ready to be run.
#[derive(Debug)]
pub struct Simulation {
    source: Source,
    plan: Plan,
}

impl Simulation {
    /// Plans every run of a scenario: whatever is wrong with any of them is said before the first one begins.
    pub fn plan(source: Source) -> Result<Self, SimError> {
        let plan = Plan::of(&source)?;
        Ok(Self { source, plan })
    }

    /// The same without keeping what each member paid and received: only the accounts of the programme are in the results.
    /// For measuring the engine under the simulator.
    #[must_use]
    pub fn uncounted(mut self) -> Self {
        self.plan.scenarios.iter_mut().for_each(|scenario| scenario.is_counted = false);
        self
    }

    /// Orders of all runs, as expected: what progress is measured by.
    #[must_use]
    pub fn orders(&self) -> u64 {
        self.plan.orders()
    }

    /// Runs all of it on `threads` threads; 0 is one for each core. `progress` is told how many orders more are done. Once
    /// `is_stopped`, runs that are not finished are left out.
    pub fn run(
        &self,
        threads: usize,
        progress: &(dyn Fn(u64) + Sync),
        is_stopped: &AtomicBool,
    ) -> Result<Results, SimError> {
        let watch = Watch { progress, is_stopped };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| self.source.fault("scenario_value_invalid", "threads", &error.to_string()))?;
        let run = |(place, job): (usize, &Job)| -> Result<Option<Tally>, SimError> {
            let Some(scenario) = self.plan.scenarios.get(job.scenario) else { return Ok(None) };
            let tally = play(&self.source, scenario, job.tag, watch)?;
            Ok(tally.map(|tally| if place < self.plan.kept { tally } else { tally.outcome_alone() }))
        };
        // Collected in the order of the jobs, whoever finished first.
        let tallies = pool.install(|| self.plan.jobs.par_iter().enumerate().map(run).collect::<Result<Vec<_>, _>>())?;
        Ok(self.gather(tallies))
    }

    fn gather(&self, mut tallies: Vec<Option<Tally>>) -> Results {
        let outcome = |tally: &Option<Tally>| tally.as_ref().map(|tally| tally.run.clone());
        let outcomes: Vec<Option<RunRow>> = tallies.iter().map(outcome).collect();
        let interrupted = tallies.iter().any(Option::is_none);
        tallies.truncate(self.plan.kept);
        let finished: Vec<Tally> = tallies.into_iter().flatten().collect();
        let mut results = Results {
            summary: self.summary(&finished, interrupted),
            points: self.plan.points.clone(),
            runs: Vec::new(),
            time: Vec::new(),
            fan: Vec::new(),
            cohorts: Vec::new(),
            sellers: Vec::new(),
            returns: Vec::new(),
            waits: Vec::new(),
            queue: Vec::new(),
            fund: Vec::new(),
            levels: Vec::new(),
            concentration: Vec::new(),
            dividends: Vec::new(),
            debts: Vec::new(),
            closing: Vec::new(),
            tornado: self.tornado(&outcomes).unwrap_or_default(),
            sobol: self.sobol(&outcomes).unwrap_or_default(),
        };
        for tally in finished {
            results.runs.push(tally.run);
            results.time.extend(tally.time);
            results.cohorts.extend(tally.cohorts);
            results.sellers.extend(tally.sellers);
            results.returns.extend(tally.returns);
            results.waits.extend(tally.waits);
            results.queue.extend(tally.queue);
            results.fund.extend(tally.fund);
            results.levels.extend(tally.levels);
            results.concentration.extend(tally.concentration);
            results.dividends.extend(tally.dividends);
            results.debts.extend(tally.debts);
            results.closing.extend(tally.closing);
        }
        results.fan = fan(&results.time);
        results
    }

    fn base(&self) -> Option<&Scenario> {
        self.plan.scenarios.first()
    }

    fn about(&self, finished: usize) -> About {
        let rules = self.base().and_then(|base| serde_json::to_vec(&base.rules).ok()).unwrap_or_default();
        About {
            scenario_file: self.source.name(),
            scenario: self.source.hash(),
            rules: blake3::hash(&rules).to_hex().to_string(),
            seed: self.base().map_or(0, |base| base.seed),
            model_version: MODEL_VERSION,
            days: self.base().map_or(0, |base| base.days),
            runs_asked: self.plan.kept as u64,
            runs_finished: finished as u64,
        }
    }

    fn summary(&self, finished: &[Tally], interrupted: bool) -> Summary {
        let of_base: Vec<&Tally> = finished.iter().filter(|tally| tally.run.point == 0).collect();
        let base: Vec<&RunRow> = of_base.iter().map(|tally| &tally.run).collect();
        let quantiles = |measure| Quantiles::of(measure, &base);
        let mut refused: BTreeMap<String, u64> = BTreeMap::new();
        for (code, count) in finished.iter().flat_map(|tally| &tally.refused) {
            *refused.entry((*code).to_owned()).or_default() += count;
        }
        Summary {
            most_back_per_100: quantiles(Measure::MostBackPer100),
            back_per_100: quantiles(Measure::BackPer100),
            median_back_per_100: quantiles(Measure::MedianBackPer100),
            capped_percent: quantiles(Measure::CappedPercent),
            broke_even_percent: quantiles(Measure::BrokeEvenPercent),
            last_out_per_100: quantiles(Measure::LastOutPer100),
            fund: FundSummary::of(&rows(&of_base, |tally| tally.fund.as_slice())),
            levels: LevelSummary::of(&rows(&of_base, |tally| tally.concentration.as_slice())),
            debts: DebtSummary::of(&rows(&of_base, |tally| tally.debts.as_slice())),
            closing: ClosingSummary::of(&rows(&of_base, |tally| tally.closing.as_slice())),
            dividends_shared: dividends_shared(&rows(&of_base, |tally| tally.dividends.as_slice())),
            about: self.about(finished.len()),
            measures: Measure::ALL.into_iter().filter_map(|of| Some((of.name(), quantiles(of)?))).collect(),
            refused,
            trace_skipped: self.source.trace.as_ref().map(|trace| trace.skipped.clone()).unwrap_or_default(),
            interrupted,
        }
    }

    /// The bars of the tornado; nothing unless every run of it finished.
    fn tornado(&self, outcomes: &[Option<RunRow>]) -> Option<Vec<TornadoRow>> {
        let base = self.base()?;
        let tornado = base.studies.tornado.as_ref()?;
        let runs = tornado.runs as usize;
        let all: Option<Vec<&RunRow>> = outcomes.get(self.plan.tornado.clone())?.iter().map(Option::as_ref).collect();
        let ends: Vec<&[&RunRow]> = all.as_ref()?.chunks(runs.max(1)).collect();
        // The same draws at the base as at the ends.
        let at_base: Option<Vec<&RunRow>> =
            outcomes.get(..runs.min(base.runs as usize))?.iter().map(Option::as_ref).collect();
        let at_base = at_base?;
        let mut rows = Vec::new();
        for measure in &tornado.measures {
            let mut bars = Vec::new();
            for (range, ends) in tornado.ranges.iter().zip(ends.chunks(2)) {
                let (at_low, at_high) = (mean(*measure, ends.first()?), mean(*measure, ends.get(1)?));
                bars.push(TornadoRow {
                    measure: measure.name(),
                    key: range.key.clone(),
                    low: range.low,
                    high: range.high,
                    at_base: mean(*measure, &at_base),
                    at_low,
                    at_high,
                    swing: (at_high - at_low).abs(),
                });
            }
            bars.sort_by(|one, other| other.swing.total_cmp(&one.swing));
            rows.extend(bars);
        }
        Some(rows)
    }

    /// The Sobol indices; nothing unless every run of them finished.
    fn sobol(&self, outcomes: &[Option<RunRow>]) -> Option<Vec<SobolRow>> {
        let study = self.base()?.studies.sobol.as_ref()?;
        let all: Option<Vec<&RunRow>> = outcomes.get(self.plan.sobol.clone())?.iter().map(Option::as_ref).collect();
        let all = all?;
        let mut rows = Vec::new();
        for measure in &study.measures {
            let values: Vec<f64> = all.iter().map(|run| measure.of(run)).collect();
            let indices = sobol::indices(&values, study.ranges.len());
            for (place, range) in study.ranges.iter().enumerate() {
                let indices = indices.as_ref().and_then(|indices| indices.get(place));
                rows.push(SobolRow {
                    measure: measure.name(),
                    key: range.key.clone(),
                    first: indices.map(|indices| indices.first),
                    total: indices.map(|indices| indices.total),
                    samples: study.samples,
                });
            }
        }
        Some(rows)
    }
}

/// The rows of some tallies.
fn rows<'a, R>(tallies: &[&'a Tally], of: impl Fn(&'a Tally) -> &'a [R]) -> Vec<&'a R> {
    tallies.iter().flat_map(|tally| of(tally)).collect()
}

#[allow(clippy::cast_precision_loss)] // a count of runs
fn mean(measure: Measure, runs: &[&RunRow]) -> f64 {
    runs.iter().map(|run| measure.of(run)).sum::<f64>() / runs.len().max(1) as f64
}

/// A figure in a row of time.
type Figure = fn(&TimeRow) -> i64;

/// What a fan is of.
const FANS: [(&str, Figure); 6] = [
    ("price_e8", |row| row.price_e8),
    ("reserve_fen", |row| row.reserve_fen),
    ("supply_units", |row| row.supply_units),
    ("members", |row| row.members.try_into().unwrap_or(i64::MAX)),
    ("orders", |row| row.orders.try_into().unwrap_or(i64::MAX)),
    ("back_per_100_fen", TimeRow::back_per_100_fen),
];

fn fan(time: &[TimeRow]) -> Vec<FanRow> {
    let mut days: BTreeMap<(u32, u32), Vec<&TimeRow>> = BTreeMap::new();
    for row in time {
        days.entry((row.point, row.day)).or_default().push(row);
    }
    let mut fan = Vec::new();
    for (measure, of) in FANS {
        for (&(point, day), rows) in &days {
            let mut values: Vec<i64> = rows.iter().map(|row| of(row)).collect();
            values.sort_unstable();
            let at = |percent| nearest_rank_by(&values, percent).copied().unwrap_or(0);
            fan.push(FanRow { point, measure, day, p5: at(5), p25: at(25), p50: at(50), p75: at(75), p95: at(95) });
        }
    }
    // By point, measure (as above) and day: the order in which charts are drawn.
    fan.sort_by_key(|row| row.point);
    fan
}
