//! What became of old debts: what is still owed, what was settled in goods, what came as points.

use crate::figures::{count, drawn, money, points};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::DebtRow;

const ID: &str = "debts";

pub(super) fn section(results: &Results, words: Words) -> Option<Section> {
    let rows: Vec<&DebtRow> = results.debts.iter().filter(|row| row.point == 0).collect();
    if rows.is_empty() {
        return None;
    }
    let amount = |of: fn(&DebtRow) -> i64| rows.iter().map(|row| of(row)).sum::<i64>();
    let number = |of: fn(&DebtRow) -> u64| rows.iter().map(|row| of(row)).sum::<u64>();
    let (claimed, owed, goods) =
        (amount(|row| row.claimed_fen), amount(|row| row.owed_fen), amount(|row| row.goods_fen));
    let (received, worth) = (amount(|row| row.points_received_fen), amount(|row| row.points_worth_fen));
    let (claimed_text, owed_text, goods_text, received_text) =
        (money(claimed), money(owed), money(goods), money(received));
    let figures = [
        ("claimed", claimed_text.as_str()),
        ("owed", owed_text.as_str()),
        ("goods", goods_text.as_str()),
        ("received", received_text.as_str()),
    ];
    let sentence = words.text("debts.sentence", &figures);
    let lines = [
        ("claimants", count(number(|row| row.claimants))),
        ("claimed", claimed_text.clone()),
        ("owed", owed_text.clone()),
        ("unconverted", money(amount(|row| row.unconverted_fen))),
        ("coins", money(amount(|row| row.coins_fen))),
        ("goods", goods_text.clone()),
        ("to_merchants", money(amount(|row| row.to_merchants_fen))),
        ("coin_orders", count(number(|row| row.coin_orders))),
        ("unpaid_orders", count(number(|row| row.unpaid_orders))),
        ("received", received_text.clone()),
        ("worth", money(worth)),
        ("locked", points(amount(|row| row.points_locked_units))),
        ("free", points(amount(|row| row.points_free_units))),
    ];
    let row = |(name, figure): (&str, String)| vec![words.say(&format!("debts.{name}")), figure];
    let headings = words.each("columns", &["figure", "value"]);
    let numbers = Numbers { tables: &["debts"], headings, rows: lines.into_iter().map(row).collect() };
    let bar = |name: &str, amount: i64, colour| Bar {
        name: words.say(&format!("debts.{name}")),
        value: drawn(amount),
        figure: money(amount),
        colour,
    };
    let bars = vec![
        bar("owed", owed, Colour::Vermilion),
        bar("goods", goods, Colour::Green),
        bar("received", received, Colour::Blue),
        bar("worth", worth, Colour::Purple),
    ];
    let panel = BarPanel { heading: words.say("debts.heading"), bars };
    let chart = BarChart { title: words.say("debts.title"), panels: vec![panel] }.draw();
    let notes = [Some(words.say("debts.note")), together(results, words)];
    let note = Some(notes.into_iter().flatten().collect::<Vec<_>>().join(" "));
    Some(Section::shown(ID, words, vec![Exhibit { sentence, note, chart, numbers }]))
}
