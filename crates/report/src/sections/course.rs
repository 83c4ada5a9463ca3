//! Price, reserve and points over time.

use crate::figures::{count, drawn, money, points, price};
use crate::section::{Exhibit, Numbers, Section, runs};
use crate::thinning::thinned;
use crate::words::Words;
use ratchet_charts::{Colour, FanChart, FanPanel, FanPoint};
use ratchet_sim::Results;
use ratchet_sim::results::TimeRow;

const ID: &str = "course";
/// Times shown, at most; the table of the results has all.
const TIMES_MAX: usize = 61;

pub(super) fn section(results: &Results, words: Words) -> Section {
    let rows: Vec<&TimeRow> = results.time.iter().filter(|row| (row.point, row.run) == (0, 0)).collect();
    let rows = thinned(&rows, TIMES_MAX);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Section::left_out(ID, words) };
    let sentence = words.text(
        "course.sentence",
        &[
            ("from", &first.day.to_string()),
            ("to", &last.day.to_string()),
            ("price_from", &price(first.price_e8)),
            ("price_to", &price(last.price_e8)),
            ("reserve", &money(last.reserve_fen)),
            ("supply", &points(last.supply_units)),
        ],
    );
    let runs = runs(results);
    let note = (runs > 1).then(|| words.text("course.note", &[("runs", &count(runs))]));
    let exhibit = Exhibit { sentence, note, chart: chart(&rows, last, words).draw(), numbers: numbers(&rows, words) };
    Section::shown(ID, words, vec![exhibit])
}

fn chart(rows: &[&TimeRow], last: &TimeRow, words: Words) -> FanChart {
    let panel = |key: &str, figure: String, sign, colour, of: fn(&TimeRow) -> f64| FanPanel {
        heading: words.say(&format!("measures.{key}")),
        figure,
        sign,
        colour,
        height: 110.0,
        points: rows.iter().map(|row| FanPoint { day: f64::from(row.day), quantiles: [of(row); 5] }).collect(),
    };
    let panels = vec![
        panel("price", price(last.price_e8), "¥", Colour::Blue, |row| drawn(row.price_e8) / 1e8),
        panel("reserve", money(last.reserve_fen), "¥", Colour::Green, |row| drawn(row.reserve_fen) / 100.0),
        panel("supply", points(last.supply_units), "", Colour::Purple, |row| drawn(row.supply_units) / 1e8),
    ];
    let (title, unit) = (words.say("course.title"), words.say("day"));
    FanChart { title, bands: None, unit, panels, numerals: words.numerals() }
}

fn numbers(rows: &[&TimeRow], words: Words) -> Numbers {
    let row = |row: &&TimeRow| {
        vec![
            row.day.to_string(),
            count(row.orders),
            count(row.members),
            price(row.price_e8),
            money(row.reserve_fen),
            points(row.supply_units),
        ]
    };
    let names = ["day", "orders", "members", "price", "reserve", "supply"];
    Numbers { tables: &["time"], headings: words.each("columns", &names), rows: rows.iter().map(row).collect() }
}
