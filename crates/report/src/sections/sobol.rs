//! Which assumption matters how much, all moved at once.

use crate::figures::NONE;
use crate::section::{Exhibit, Numbers, Section};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::{Measure, SobolRow};

const ID: &str = "sobol";

pub(super) fn section(results: &Results, words: Words) -> Section {
    let of = |measure: Measure| {
        let rows: Vec<&SobolRow> = results.sobol.iter().filter(|row| row.measure == measure.name()).collect();
        exhibit(&rows, words)
    };
    Section::perhaps(ID, words, Measure::ALL.into_iter().filter_map(of).collect())
}

fn index(index: Option<f64>) -> String {
    index.map_or_else(|| NONE.to_owned(), |index| format!("{index:.2}"))
}

fn exhibit(rows: &[&SobolRow], words: Words) -> Option<Exhibit> {
    let by_total = |one: &&&SobolRow, other: &&&SobolRow| {
        one.total.unwrap_or(f64::MIN).total_cmp(&other.total.unwrap_or(f64::MIN))
    };
    let strongest = rows.iter().max_by(by_total)?;
    let name = words.say(&format!("measures.{}", strongest.measure));
    let (first, total) = (index(strongest.first), index(strongest.total));
    let figures = [("measure", name.as_str()), ("key", &strongest.key), ("first", &first), ("total", &total)];
    let sentence = words.text(if strongest.total.is_some() { "sobol.sentence" } else { "sobol.none" }, &figures);
    let row = |row: &&SobolRow| {
        vec![name.clone(), row.key.clone(), index(row.first), index(row.total), row.samples.to_string()]
    };
    let headings = words.each("columns", &["measure", "key", "first", "total", "samples"]);
    let numbers = Numbers { tables: &["sobol"], headings, rows: rows.iter().map(row).collect() };
    let panel = |key: &str, colour, of: fn(&SobolRow) -> Option<f64>| BarPanel {
        heading: words.say(&format!("columns.{key}")),
        bars: rows
            .iter()
            .map(|row| Bar { name: row.key.clone(), value: of(row).unwrap_or(0.0), figure: index(of(row)), colour })
            .collect(),
    };
    let panels = vec![panel("first", Colour::Blue, |row| row.first), panel("total", Colour::Purple, |row| row.total)];
    let chart = BarChart { title: name.clone(), panels }.draw();
    Some(Exhibit { sentence, note: Some(words.say("sobol.note")), chart, numbers })
}
