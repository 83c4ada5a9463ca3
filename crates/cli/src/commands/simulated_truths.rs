//! What a simulation says in a few sentences: the uncomfortable truth first, then that of each part of the mechanism which
//! the scenario uses.

use crate::failure::Failure;
use crate::output::{count, line};
use ratchet_sim::results::{ClosingSummary, DebtSummary, FundSummary, LevelSummary, Quantiles, Summary};
use rust_i18n::t;

/// What could be known beforehand, and is seldom said.
pub(super) fn truths(summary: &Summary) -> Result<(), Failure> {
    everybody(summary)?;
    summary.fund.as_ref().map_or(Ok(()), |fund| of_fund(fund, summary.about.runs_finished))?;
    summary.levels.as_ref().map_or(Ok(()), of_levels)?;
    if let Some(shared) = summary.dividends_shared {
        line(t!("simulate.dividends", shared = money(shared)))?;
    }
    summary.debts.as_ref().map_or(Ok(()), of_debts)?;
    summary.closing.as_ref().map_or(Ok(()), of_closing)
}

fn everybody(summary: &Summary) -> Result<(), Failure> {
    let figures = (summary.most_back_per_100, summary.back_per_100, summary.capped_percent, summary.broke_even_percent);
    let (Some(most), Some(back), Some(capped), Some(even)) = figures else { return Ok(()) };
    line(t!("simulate.most_back", most = money(most)))?;
    line(t!("simulate.back", back = money(back)))?;
    if let Some(median) = summary.median_back_per_100 {
        line(t!("simulate.median", median = money(median)))?;
    }
    line(t!("simulate.capped", capped = percent(capped), not = percent(capped.rest_of_hundred())))?;
    line(t!("simulate.even", not = percent(even.rest_of_hundred())))?;
    if let Some(last) = summary.last_out_per_100 {
        line(t!("simulate.last_out", last = money(last)))?;
    }
    Ok(())
}

fn of_fund(fund: &FundSummary, runs: u64) -> Result<(), Failure> {
    if let (Some(of_fund), Some(without)) = (fund.of_fund_per_100, fund.most_back_without_per_100) {
        line(t!("simulate.fund", of_fund = money(of_fund), without = money(without)))?;
    }
    match fund.ran_out_day {
        Some(day) => {
            let (ran_out, day) = (count(fund.ran_out_runs), spread(day, |day| format!("{day:.0}")));
            line(t!("simulate.fund_ran_out", ran_out = ran_out, runs = count(runs), day = day))
        }
        None => Ok(()),
    }
}

fn of_levels(levels: &LevelSummary) -> Result<(), Failure> {
    let (Some(reported), Some(paid)) = (levels.reported, levels.paid) else { return Ok(()) };
    line(t!("simulate.levels", reported = money(reported), paid = money(paid)))?;
    let (Some(without), Some(top)) = (levels.without_percent, levels.top_percent) else { return Ok(()) };
    line(t!("simulate.level_shares", without = percent(without), top = percent(top)))
}

fn of_debts(debts: &DebtSummary) -> Result<(), Failure> {
    let (Some(claimed), Some(goods), Some(owed)) = (debts.claimed, debts.goods, debts.owed) else { return Ok(()) };
    line(t!("simulate.debts", claimed = money(claimed), goods = money(goods), owed = money(owed)))
}

fn of_closing(closing: &ClosingSummary) -> Result<(), Failure> {
    if let Some(held) = closing.held_per_100 {
        line(t!("simulate.closing_held", held = money(held)))?;
    }
    match closing.sold_per_100 {
        Some(sold) => line(t!("simulate.closing_sold", sold = money(sold))),
        None => Ok(()),
    }
}

/// The median, with 5 % and 95 % where runs differ.
fn spread(of: Quantiles, show: impl Fn(f64) -> String) -> String {
    let (low, middle, high) = (show(of.p5), show(of.p50), show(of.p95));
    if low == high { middle } else { format!("{middle} ({low} – {high})") }
}

fn money(of: Quantiles) -> String {
    spread(of, |value| format!("¥{value:.2}"))
}

fn percent(of: Quantiles) -> String {
    spread(of, |value| format!("{value:.2} %"))
}
