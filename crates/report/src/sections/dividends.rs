//! Dividends of shareholders.

use crate::figures::{count, drawn, money};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::DividendRow;

const ID: &str = "dividends";

pub(super) fn section(results: &Results, words: Words) -> Option<Section> {
    let rows: Vec<&DividendRow> = results.dividends.iter().filter(|row| row.point == 0).collect();
    let first = rows.first()?;
    let amount = |of: fn(&DividendRow) -> i64| rows.iter().map(|row| of(row)).sum::<i64>();
    let (shared, pot) = (amount(|row| row.shared_fen), amount(|row| row.pot_fen));
    let (months, holders) = (count(first.months), count(first.holders));
    let (shared_text, pot_text) = (money(shared), money(pot));
    let figures = [("months", months.as_str()), ("holders", &holders), ("shared", &shared_text), ("pot", &pot_text)];
    let sentence = words.text("dividends.sentence", &figures);
    let lines = [
        ("months", months.clone()),
        ("holders", holders.clone()),
        ("accrued", money(amount(|row| row.accrued_fen))),
        ("shared", shared_text.clone()),
        ("pot", pot_text.clone()),
    ];
    let row = |(name, figure): (&str, String)| vec![words.say(&format!("dividends.{name}")), figure];
    let headings = words.each("columns", &["figure", "value"]);
    let numbers = Numbers { tables: &["dividends"], headings, rows: lines.into_iter().map(row).collect() };
    let bar = |name: &str, amount: i64, colour| Bar {
        name: words.say(&format!("dividends.{name}")),
        value: drawn(amount),
        figure: money(amount),
        colour,
    };
    let bars = vec![bar("shared", shared, Colour::Green), bar("pot", pot, Colour::Ochre)];
    let panel = BarPanel { heading: words.say("dividends.heading"), bars };
    let chart = BarChart { title: words.say("dividends.title"), panels: vec![panel] }.draw();
    Some(Section::shown(ID, words, vec![Exhibit { sentence, note: together(results, words), chart, numbers }]))
}
