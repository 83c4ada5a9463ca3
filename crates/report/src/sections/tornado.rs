//! Which assumption matters how much, one moved at a time.

use crate::figures::{assumed, measured};
use crate::section::{Exhibit, Numbers, Section};
use crate::words::Words;
use ratchet_charts::{TornadoBar, TornadoChart};
use ratchet_sim::Results;
use ratchet_sim::results::{Measure, TornadoRow};

const ID: &str = "tornado";

pub(super) fn section(results: &Results, words: Words) -> Section {
    let of = |measure: Measure| {
        let rows: Vec<&TornadoRow> = results.tornado.iter().filter(|row| row.measure == measure.name()).collect();
        exhibit(&rows, words)
    };
    Section::perhaps(ID, words, Measure::ALL.into_iter().filter_map(of).collect())
}

fn exhibit(rows: &[&TornadoRow], words: Words) -> Option<Exhibit> {
    let longest = rows.first()?;
    let name = words.say(&format!("measures.{}", longest.measure));
    let show = |value| measured(longest.measure, value);
    let figures = [
        ("measure", name.clone()),
        ("key", longest.key.clone()),
        ("low", assumed(longest.low)),
        ("high", assumed(longest.high)),
        ("at_low", show(longest.at_low)),
        ("at_high", show(longest.at_high)),
    ];
    let figures: Vec<(&str, &str)> = figures.iter().map(|(name, figure)| (*name, figure.as_str())).collect();
    let sentence = words.text(if longest.swing == 0.0 { "tornado.none" } else { "tornado.sentence" }, &figures);
    let row = |row: &&TornadoRow| {
        let ends = [assumed(row.low), assumed(row.high)];
        let values = [row.at_low, row.at_base, row.at_high, row.swing].map(show);
        [name.clone(), row.key.clone()].into_iter().chain(ends).chain(values).collect()
    };
    let columns = ["measure", "key", "low", "high", "at_low", "at_base", "at_high", "swing"];
    let headings = words.each("columns", &columns);
    let numbers = Numbers { tables: &["tornado"], headings, rows: rows.iter().map(row).collect() };
    let bar = |row: &&TornadoRow| TornadoBar {
        name: format!("{}: {} – {}", row.key, assumed(row.low), assumed(row.high)),
        at_low: row.at_low,
        at_high: row.at_high,
        low_figure: show(row.at_low),
        high_figure: show(row.at_high),
    };
    let base = words.text("tornado.base", &[("measure", &name), ("value", &show(longest.at_base))]);
    let low_and_high = ["low", "high"].map(|end| words.say(&format!("tornado.{end}")));
    let bars = rows.iter().map(bar).collect();
    let chart = TornadoChart { title: name.clone(), at_base: longest.at_base, base, low_and_high, bars }.draw();
    Some(Exhibit { sentence, note: None, chart, numbers })
}
