//! What is to be run: the points of a sweep, each some times, and the evaluations of the sensitivities.

use crate::draw::{Draw, Purpose};
use crate::error::SimError;
use crate::results::PointRow;
use crate::run::Tag;
use crate::scenario::limits::{ORDERS_OF_ALL_RUNS_MAX, ROWS_MAX, RUNS_MAX};
use crate::scenario::{Range, Scenario, Source};
use crate::statistics::sobol::saltelli;
use std::ops::Range as Span;

/// One run: of which scenario, and under which number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) scenario: usize,
    pub(crate) tag: Tag,
}

/// Everything to be run, in the order of the results.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) points: Vec<PointRow>,
    pub(crate) jobs: Vec<Job>,
    /// Where the runs end of which everything is kept; behind them only the outcome is.
    pub(crate) kept: usize,
    /// The jobs of the tornado: low and high of each range, each some runs.
    pub(crate) tornado: Span<usize>,
    /// The jobs of the Sobol indices, in the order of [`saltelli`].
    pub(crate) sobol: Span<usize>,
}

impl Plan {
    pub(crate) fn of(source: &Source) -> Result<Self, SimError> {
        let base = source.scenario(&[])?;
        check_counts(source, &base)?;
        let mut plan =
            Self { scenarios: Vec::new(), points: Vec::new(), jobs: Vec::new(), kept: 0, tornado: 0..0, sobol: 0..0 };
        plan.add_points(source, &base)?;
        plan.kept = plan.jobs.len();
        plan.add_tornado(source, &base)?;
        plan.add_sobol(source, &base)?;
        let orders = plan.orders();
        if orders > ORDERS_OF_ALL_RUNS_MAX {
            let message = format!("{orders} orders in all runs: at most {ORDERS_OF_ALL_RUNS_MAX} are allowed");
            return Err(source.fault("scenario_too_large", "runs", &message));
        }
        Ok(plan)
    }

    /// Orders of all runs, as expected.
    pub(crate) fn orders(&self) -> u64 {
        let orders: Vec<u64> = self.scenarios.iter().map(Scenario::orders).collect();
        let of_job = |job: &Job| orders.get(job.scenario).copied().unwrap_or(0);
        self.jobs.iter().map(of_job).fold(0, u64::saturating_add)
    }

    fn add(&mut self, scenario: Scenario, runs: u32) {
        let place = self.scenarios.len();
        let point = u32::try_from(place).unwrap_or(u32::MAX);
        self.jobs.extend((0..runs).map(|run| Job { scenario: place, tag: (point, run) }));
        self.scenarios.push(scenario);
    }

    /// The scenario as it stands, then every point of the grid.
    fn add_points(&mut self, source: &Source, base: &Scenario) -> Result<(), SimError> {
        self.add(base.clone(), base.runs);
        let sweep = &base.studies.sweep;
        let grid = sweep.iter().map(|sweep| sweep.values.len()).product::<usize>();
        for number in 0..if sweep.is_empty() { 0 } else { grid } {
            // The last key moves fastest.
            let mut rest = number;
            let mut values: Vec<(&str, f64)> = Vec::new();
            for sweep in sweep.iter().rev() {
                values.push((&sweep.key, sweep.values[rest % sweep.values.len()]));
                rest /= sweep.values.len();
            }
            values.reverse();
            let point = u32::try_from(self.scenarios.len()).unwrap_or(u32::MAX);
            let rows = values.iter().map(|(key, value)| PointRow { point, key: (*key).to_owned(), value: *value });
            self.points.extend(rows);
            self.add(source.scenario(&values)?, base.runs);
        }
        Ok(())
    }

    fn add_tornado(&mut self, source: &Source, base: &Scenario) -> Result<(), SimError> {
        let begin = self.jobs.len();
        if let Some(tornado) = &base.studies.tornado {
            for Range { key, low, high } in &tornado.ranges {
                for value in [*low, *high] {
                    self.add(source.scenario(&[(key, value)])?, tornado.runs);
                }
            }
        }
        self.tornado = begin..self.jobs.len();
        Ok(())
    }

    fn add_sobol(&mut self, source: &Source, base: &Scenario) -> Result<(), SimError> {
        let begin = self.jobs.len();
        if let Some(sobol) = &base.studies.sobol {
            let mut draw = Draw::of(base.seed, 0, Purpose::Study);
            for row in saltelli(sobol.ranges.len(), sobol.samples as usize, || draw.unit()) {
                let within = |(range, unit): (&Range, f64)| range.low + unit * (range.high - range.low);
                let values = sobol.ranges.iter().zip(row);
                let values: Vec<(&str, f64)> =
                    values.map(|(range, unit)| (range.key.as_str(), within((range, unit)))).collect();
                self.add(source.scenario(&values)?, 1);
            }
        }
        self.sobol = begin..self.jobs.len();
        Ok(())
    }
}

/// Refuses more runs or rows than allowed, before a scenario is made for each.
fn check_counts(source: &Source, base: &Scenario) -> Result<(), SimError> {
    let studies = &base.studies;
    let grid = studies.sweep.iter().map(|sweep| sweep.values.len() as u64).fold(1, u64::saturating_mul);
    let points = if studies.sweep.is_empty() { 1 } else { grid.saturating_add(1) };
    let kept = points.saturating_mul(u64::from(base.runs));
    let tornado =
        studies.tornado.as_ref().map_or(0, |tornado| tornado.ranges.len() as u64 * 2 * u64::from(tornado.runs));
    let sobol = studies.sobol.as_ref().map_or(0, |sobol| u64::from(sobol.samples) * (sobol.ranges.len() as u64 + 2));
    let runs = kept.saturating_add(tornado).saturating_add(sobol);
    if runs > RUNS_MAX {
        let message = format!("{runs} runs with sweep, sensitivity and sobol: at most {RUNS_MAX} are allowed");
        return Err(source.fault("scenario_too_large", "runs", &message));
    }
    let rows = kept.saturating_mul(u64::from(base.buckets + 1).max(crate::tally::RETURN_ROWS));
    if rows > ROWS_MAX {
        let message =
            format!("{rows} rows of a table over all runs: at most {ROWS_MAX} are allowed; fewer runs or buckets");
        return Err(source.fault("scenario_too_large", "runs", &message));
    }
    Ok(())
}
