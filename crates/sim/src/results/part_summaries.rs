//! What the summary says of the parts of the mechanism that a scenario uses: quantiles over the runs of point 0.

use super::parts::{ClosingRow, ConcentrationRow, DebtRow, FundRow};
use super::summary::Quantiles;
use serde::Serialize;

/// Quantiles of a figure of each row, where the row has it.
fn of<R>(rows: &[&R], figure: impl Fn(&R) -> Option<f64>) -> Option<Quantiles> {
    Quantiles::of_values(rows.iter().filter_map(|row| figure(row)).collect())
}

#[allow(clippy::cast_precision_loss)] // a statistic
fn cny(fen: i64) -> f64 {
    fen as f64 / 100.0
}

#[allow(clippy::cast_precision_loss)] // a statistic
fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// What money of the fund did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FundSummary {
    /// What members received for points that came from the fund, per 100.00 spent, in CNY.
    pub of_fund_per_100: Option<Quantiles>,
    /// The most that they could ever receive without it, per 100.00 spent, in CNY.
    pub most_back_without_per_100: Option<Quantiles>,
    /// What never reached the reserve, in CNY.
    pub left: Option<Quantiles>,
    /// In how many runs nothing was left of it on some day.
    pub ran_out_runs: u64,
    /// The first such day, of those runs.
    pub ran_out_day: Option<Quantiles>,
}

impl FundSummary {
    pub(crate) fn of(rows: &[&FundRow]) -> Option<Self> {
        (!rows.is_empty()).then(|| Self {
            of_fund_per_100: of(rows, |row| row.of_fund_per_100_fen.map(cny)),
            most_back_without_per_100: of(rows, |row| row.most_back_without_per_100_fen.map(cny)),
            left: of(rows, |row| Some(cny(row.left_fen))),
            ran_out_runs: rows.iter().filter(|row| row.ran_out_day.is_some()).count() as u64,
            ran_out_day: of(rows, |row| row.ran_out_day.map(f64::from)),
        })
    }
}

/// What levels brought, or would have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelSummary {
    /// What would have been paid for them, in CNY.
    pub reported: Option<Quantiles>,
    /// What was paid for them, in CNY.
    pub paid: Option<Quantiles>,
    /// Members who got nothing by them, in per cent.
    pub without_percent: Option<Quantiles>,
    /// What the hundredth of the members gets who get most, of all of it, in per cent.
    pub top_percent: Option<Quantiles>,
}

impl LevelSummary {
    pub(crate) fn of(rows: &[&ConcentrationRow]) -> Option<Self> {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        (!rows.is_empty()).then(|| Self {
            reported: of(rows, |row| Some(cny(row.reported_fen))),
            paid: of(rows, |row| Some(cny(row.paid_fen))),
            without_percent: of(rows, |row| percent(count(row.members - row.earners), count(row.members))),
            top_percent: of(rows, |row| percent(row.top_fen, row.reported_fen + row.paid_fen)),
        })
    }
}

/// What became of old debts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DebtSummary {
    /// What was owed at first, in CNY.
    pub claimed: Option<Quantiles>,
    /// What is still owed at the end, backed by no reserve, in CNY.
    pub owed: Option<Quantiles>,
    /// What was settled in goods, in CNY.
    pub goods: Option<Quantiles>,
    /// What was received for points that came with coins, in CNY.
    pub points_received: Option<Quantiles>,
    /// What the rest of these points is worth before the fee, in CNY.
    pub points_worth: Option<Quantiles>,
}

impl DebtSummary {
    pub(crate) fn of(rows: &[&DebtRow]) -> Option<Self> {
        (!rows.is_empty()).then(|| Self {
            claimed: of(rows, |row| Some(cny(row.claimed_fen))),
            owed: of(rows, |row| Some(cny(row.owed_fen))),
            goods: of(rows, |row| Some(cny(row.goods_fen))),
            points_received: of(rows, |row| Some(cny(row.points_received_fen))),
            points_worth: of(rows, |row| Some(cny(row.points_worth_fen))),
        })
    }
}

/// What a closing brought, per 100.00 spent, with all that was received before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClosingSummary {
    /// Those who held points on that day, in CNY.
    pub held_per_100: Option<Quantiles>,
    /// Those who had sold all of theirs before, in CNY.
    pub sold_per_100: Option<Quantiles>,
}

impl ClosingSummary {
    pub(crate) fn of(rows: &[&ClosingRow]) -> Option<Self> {
        let group = |group| of(rows, |row| row.back_per_100_fen.filter(|_| row.group == group).map(cny));
        (!rows.is_empty()).then(|| Self { held_per_100: group("held"), sold_per_100: group("sold") })
    }
}

/// What shareholders got in all, in CNY.
pub(crate) fn dividends_shared(rows: &[&super::parts::DividendRow]) -> Option<Quantiles> {
    of(rows, |row| Some(cny(row.shared_fen)))
}
