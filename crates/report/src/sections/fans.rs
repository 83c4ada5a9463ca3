//! How far runs lie apart.

use crate::figures::{count, drawn, money, points, price};
use crate::section::{Exhibit, Numbers, Section, runs};
use crate::thinning::thinned;
use crate::words::Words;
use ratchet_charts::{Colour, FanChart, FanPanel, FanPoint};
use ratchet_sim::Results;
use ratchet_sim::results::FanRow;

const ID: &str = "fans";
/// Times shown of each measure, at most; the table of the results has all.
const TIMES_MAX: usize = 16;

/// A measure: its name in the results, in the texts, its colour, what its integers are divided by, how they are written.
type Fan = (&'static str, &'static str, Colour, f64, fn(i64) -> String);
const FANS: [Fan; 4] = [
    ("back_per_100_fen", "back", Colour::Vermilion, 1e2, money),
    ("price_e8", "price", Colour::Blue, 1e8, price),
    ("reserve_fen", "reserve", Colour::Green, 1e2, money),
    ("supply_units", "supply", Colour::Purple, 1e8, points),
];

pub(super) fn section(results: &Results, words: Words) -> Section {
    let runs = runs(results);
    let fans = FANS.map(|fan| (fan, rows(results, fan.0)));
    let [(_, back), (_, prices), ..] = &fans;
    let (Some(back), Some(last), true) = (back.last(), prices.last(), runs > 1) else {
        return Section::left_out(ID, words);
    };
    let sentence = words.text(
        "fans.sentence",
        &[
            ("day", &last.day.to_string()),
            ("half", &money(back.p50)),
            ("most", &money(back.p95)),
            ("low", &price(last.p5)),
            ("high", &price(last.p95)),
        ],
    );
    let chart = chart(&fans, words).draw();
    let note = Some(words.text("fans.note", &[("runs", &count(runs))]));
    Section::shown(ID, words, vec![Exhibit { sentence, note, chart, numbers: numbers(&fans, words) }])
}

fn rows<'a>(results: &'a Results, measure: &str) -> Vec<&'a FanRow> {
    let rows: Vec<&FanRow> = results.fan.iter().filter(|row| row.point == 0 && row.measure == measure).collect();
    thinned(&rows, TIMES_MAX)
}

const fn quantiles(row: &FanRow) -> [i64; 5] {
    [row.p5, row.p25, row.p50, row.p75, row.p95]
}

fn chart(fans: &[(Fan, Vec<&FanRow>)], words: Words) -> FanChart {
    let panel = |((_, key, colour, unit, show), rows): &(Fan, Vec<&FanRow>)| FanPanel {
        heading: words.say(&format!("measures.{key}")),
        figure: rows.last().map(|row| show(row.p50)).unwrap_or_default(),
        sign: if *key == "supply" { "" } else { "¥" },
        colour: *colour,
        height: 110.0,
        points: rows
            .iter()
            .map(|row| FanPoint { day: f64::from(row.day), quantiles: quantiles(row).map(|value| drawn(value) / unit) })
            .collect(),
    };
    FanChart {
        title: words.say("fans.title"),
        bands: Some(["median", "half", "nine_tenths"].map(|band| words.say(&format!("fans.{band}")))),
        unit: words.say("day"),
        panels: fans.iter().map(panel).collect(),
        numerals: words.numerals(),
    }
}

fn numbers(fans: &[(Fan, Vec<&FanRow>)], words: Words) -> Numbers {
    let mut table = Vec::new();
    for ((_, key, _, _, show), rows) in fans {
        let measure = words.say(&format!("measures.{key}"));
        for row in rows {
            let values = quantiles(row).map(show);
            table.push([measure.clone(), row.day.to_string()].into_iter().chain(values).collect());
        }
    }
    let mut headings = words.each("columns", &["measure", "day"]);
    headings.extend(["5 %", "25 %", "50 %", "75 %", "95 %"].map(str::to_owned));
    Numbers { tables: &["fan"], headings, rows: table }
}
