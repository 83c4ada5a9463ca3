//! Everything that a simulation says, as data: the files and the report are made of this.
//!
//! Amounts are integer fen, points integer units, prices integers of 10⁻⁸ CNY per point; floats are statistics over runs.

mod about;
mod cohorts;
mod measure;
mod part_summaries;
mod parts;
mod queue;
mod runs;
mod sensitivity;
mod summary;
pub mod table;
mod time;

pub use about::About;
pub use cohorts::{CohortRow, ReturnRow, SellerRow, WaitRow};
pub use measure::Measure;
pub(crate) use part_summaries::dividends_shared;
pub use part_summaries::{ClosingSummary, DebtSummary, FundSummary, LevelSummary};
pub use parts::{ClosingRow, ConcentrationRow, DebtRow, DividendRow, FundRow, LevelRow};
pub use queue::QueueRow;
pub use runs::{PointRow, RunRow};
pub use sensitivity::{SobolRow, TornadoRow};
pub use summary::{Quantiles, Summary};
pub use time::{FanRow, TimeRow};

use serde::Serialize;

/// The results of a simulation. Rows are in order of point, run and what follows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// The summary, the uncomfortable truth first.
    pub summary: Summary,
    /// The points of the sweep; none without one.
    pub points: Vec<PointRow>,
    /// One row a run.
    pub runs: Vec<RunRow>,
    /// One row a run × time.
    pub time: Vec<TimeRow>,
    /// One row a point × measure × time.
    pub fan: Vec<FanRow>,
    /// One row a run × cohort.
    pub cohorts: Vec<CohortRow>,
    /// One row a run × behaviour.
    pub sellers: Vec<SellerRow>,
    /// One row a run × cohort × bin.
    pub returns: Vec<ReturnRow>,
    /// One row a run × bin.
    pub waits: Vec<WaitRow>,
    /// One row a run × place in the queue.
    pub queue: Vec<QueueRow>,
    /// One row a run of a scenario with a fund.
    pub fund: Vec<FundRow>,
    /// One row a run × level, where the rules have levels.
    pub levels: Vec<LevelRow>,
    /// One row a run, where the rules have levels.
    pub concentration: Vec<ConcentrationRow>,
    /// One row a run, where the rules have dividends.
    pub dividends: Vec<DividendRow>,
    /// One row a run of a scenario with old debts.
    pub debts: Vec<DebtRow>,
    /// One row a run × group of a scenario with a closing.
    pub closing: Vec<ClosingRow>,
    /// One row a measure × key, the longest bar of each measure first.
    pub tornado: Vec<TornadoRow>,
    /// One row a measure × key.
    pub sobol: Vec<SobolRow>,
}
