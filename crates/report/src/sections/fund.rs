//! Money of a financing round: what it changed, and that it ends.

use crate::figures::{count, drawn, money, money_or_none, per_hundred, price};
use crate::section::{Exhibit, Numbers, Section, runs, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::FundRow;

const ID: &str = "fund";

/// Sums over runs.
#[derive(Default)]
struct Fund {
    funded: i64,
    left: i64,
    received: i64,
    from_it: i64,
    spent: i64,
    /// What can ever be received, with the fund and without it.
    most: i64,
    without: i64,
    ran_out: u64,
}

pub(super) fn section(results: &Results, words: Words) -> Option<Section> {
    let rows: Vec<&FundRow> = results.fund.iter().filter(|row| row.point == 0).collect();
    let first = rows.first()?;
    let exhibit = exhibit(results, &rows, first, words);
    Some(Section::shown(ID, words, vec![exhibit]))
}

fn exhibit(results: &Results, rows: &[&FundRow], first: &FundRow, words: Words) -> Exhibit {
    let fund = summed(results, rows);
    let per_100 = |amount: i64| money_or_none(per_hundred(amount, fund.spent));
    let (most, without) = (per_100(fund.most), per_100(fund.without));
    let of_fund = per_100(fund.from_it);
    let sentence = words.text("fund.sentence", &[("of_fund", &of_fund), ("most", &most), ("without", &without)]);
    let mut lines = vec![
        ("funded", money(fund.funded)),
        ("left", money(fund.left)),
        ("received", money(fund.received)),
        ("of_fund", money(fund.from_it)),
        ("of_fund_per_100", of_fund.clone()),
        ("most", most.clone()),
        ("without", without.clone()),
        ("ran_out_runs", count(fund.ran_out)),
    ];
    // Days and prices are those of a run: of several there is no sum.
    if runs(results) == 1 {
        let day = |day: Option<u32>| day.map_or_else(|| words.say("fund.never"), |day| day.to_string());
        lines.push(("ran_out_day", day(first.ran_out_day)));
        lines.push(("last_day", day(first.last_day)));
        lines.push(("price_then", first.price_then_e8.map_or_else(|| crate::figures::NONE.to_owned(), price)));
        let last = results.runs.iter().find(|run| run.point == 0).map_or(0, |run| run.price_e8);
        lines.push(("price_end", price(last)));
    }
    let row = |(name, figure): (&str, String)| vec![words.say(&format!("fund.{name}")), figure];
    let headings = words.each("columns", &["figure", "value"]);
    let numbers = Numbers { tables: &["fund", "runs"], headings, rows: lines.into_iter().map(row).collect() };
    let bar = |name: &str, amount: i64, colour| Bar {
        name: words.say(&format!("fund.{name}")),
        value: drawn(per_hundred(amount, fund.spent).unwrap_or(0)),
        figure: per_100(amount),
        colour,
    };
    let bars = vec![
        bar("most", fund.most, Colour::Blue),
        bar("without", fund.without, Colour::Vermilion),
        bar("of_fund_per_100", fund.from_it, Colour::Ochre),
    ];
    let panel = BarPanel { heading: words.say("fund.heading"), bars };
    let chart = BarChart { title: words.say("fund.title"), panels: vec![panel] }.draw();
    let notes = [Some(words.say("fund.note")), together(results, words)];
    let note = Some(notes.into_iter().flatten().collect::<Vec<_>>().join(" "));
    Exhibit { sentence, note, chart, numbers }
}

fn summed(results: &Results, rows: &[&FundRow]) -> Fund {
    let mut fund = Fund::default();
    for row in rows {
        let entered = row.subsidy_fen + row.drip_fen + row.granted_fen;
        fund.funded += row.funded_fen;
        fund.left += row.left_fen;
        fund.received += row.received_fen;
        fund.from_it += row.of_fund_fen;
        fund.most += row.most_back_fen;
        fund.without += row.most_back_fen - entered;
        fund.ran_out += u64::from(row.ran_out_day.is_some());
    }
    fund.spent = results.runs.iter().filter(|run| run.point == 0).map(|run| run.spent_fen).sum();
    fund
}
