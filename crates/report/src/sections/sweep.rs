//! The points of a grid, beside the scenario as it stands.

use crate::figures::{assumed, measured};
use crate::section::{Exhibit, Numbers, Section};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::{Measure, Quantiles, RunRow};
use std::collections::BTreeSet;

const ID: &str = "sweep";
/// Points drawn, at most; the table has all.
const BARS_MAX: usize = 40;
/// What is told of each point, the one that is drawn first.
const MEASURES: [Measure; 5] =
    [Measure::BackPer100, Measure::MostBackPer100, Measure::CappedPercent, Measure::LastOutPer100, Measure::Price];

pub(super) fn section(results: &Results, words: Words) -> Section {
    let points: BTreeSet<u32> = results.points.iter().map(|row| row.point).collect();
    let told: Vec<(String, Vec<f64>)> = std::iter::once(0)
        .chain(points)
        .filter_map(|point| Some((name(results, point, words), medians(results, point)?)))
        .collect();
    if told.len() < 2 {
        return Section::left_out(ID, words);
    }
    let back = |told: &(String, Vec<f64>)| told.1.first().copied().unwrap_or(0.0);
    let show = |value| measured(MEASURES[0].name(), value);
    let (low, high) = (told.iter().map(back).fold(f64::MAX, f64::min), told.iter().map(back).fold(f64::MIN, f64::max));
    let sentence = words.text("sweep.sentence", &[("low", &show(low)), ("high", &show(high))]);
    let row = |(name, values): &(String, Vec<f64>)| {
        let figures = values.iter().zip(MEASURES).map(|(value, measure)| measured(measure.name(), *value));
        std::iter::once(name.clone()).chain(figures).collect()
    };
    let mut headings = vec![words.say("columns.point")];
    headings.extend(words.each("measures", &MEASURES.map(Measure::name)));
    let numbers = Numbers { tables: &["points", "runs"], headings, rows: told.iter().map(row).collect() };
    let bar = |told: &(String, Vec<f64>)| Bar {
        name: told.0.clone(),
        value: back(told),
        figure: show(back(told)),
        colour: Colour::Blue,
    };
    let bars = told.iter().take(BARS_MAX).map(bar).collect();
    let panel = BarPanel { heading: words.say("measures.back_per_100"), bars };
    let chart = BarChart { title: words.say("sweep.title"), panels: vec![panel] }.draw();
    Section::shown(ID, words, vec![Exhibit { sentence, note: Some(words.say("sweep.note")), chart, numbers }])
}

fn name(results: &Results, point: u32, words: Words) -> String {
    let keys = results.points.iter().filter(|row| row.point == point);
    let keys: Vec<String> = keys.map(|row| format!("{} = {}", row.key, assumed(row.value))).collect();
    if keys.is_empty() { words.say("sweep.base") } else { keys.join(", ") }
}

/// Medians over the runs of a point; none where no run of it finished.
fn medians(results: &Results, point: u32) -> Option<Vec<f64>> {
    let runs: Vec<&RunRow> = results.runs.iter().filter(|run| run.point == point).collect();
    MEASURES.iter().map(|measure| Some(Quantiles::of(*measure, &runs)?.p50)).collect()
}
