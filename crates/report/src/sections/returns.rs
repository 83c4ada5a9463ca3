//! How many members got how much back per 100.00 spent.

use crate::figures::{count, percent_of, share};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::ReturnRow;

const ID: &str = "returns";
/// 100.00 back of 100.00, in fen.
const ALL_BACK: i64 = 10_000;

/// A bin over all runs.
struct Bin {
    from: i64,
    to: Option<i64>,
    points: u64,
    all: u64,
}

pub(super) fn section(results: &Results, words: Words) -> Section {
    let bins = bins(results.returns.iter().filter(|row| row.point == 0 && row.decile == 0));
    let sum = |of: fn(&Bin) -> u64| bins.iter().map(of).sum::<u64>();
    let (members, with_awards) = (sum(|bin| bin.points), sum(|bin| bin.all));
    if members == 0 {
        return Section::left_out(ID, words);
    }
    let enough = |of: fn(&Bin) -> u64| bins.iter().filter(|bin| bin.from >= ALL_BACK).map(of).sum::<u64>();
    let (enough_points, enough_all) = (enough(|bin| bin.points), enough(|bin| bin.all));
    let row = |name: String, points: u64, all: u64| {
        vec![name, count(points), share(points, members), count(all), share(all, with_awards)]
    };
    let mut rows: Vec<Vec<String>> = bins.iter().map(|bin| row(name(bin, words), bin.points, bin.all)).collect();
    rows.push(row(words.say("returns.enough"), enough_points, enough_all));
    rows.push(row(words.say("all"), members, with_awards));
    let nothing: u64 = bins.iter().filter(|bin| bin.from == 0).map(|bin| bin.points).sum();
    let figures = [("nothing", &share(nothing, members)), ("enough", &share(enough_points, members))];
    let sentence = words.text("returns.sentence", &figures.map(|(name, figure)| (name, figure.as_str())));
    let headings = words.each("columns", &["back", "members", "share", "members_all", "share_all"]);
    let numbers = Numbers { tables: &["returns"], headings, rows };
    let chart = chart(&bins, members, words).draw();
    Section::shown(ID, words, vec![Exhibit { sentence, note: together(results, words), chart, numbers }])
}

/// Bins by what came back, each once.
fn bins<'a>(rows: impl Iterator<Item = &'a ReturnRow>) -> Vec<Bin> {
    let mut bins: Vec<Bin> = Vec::new();
    for row in rows {
        let found = bins.iter().position(|bin| (bin.from, bin.to) == (row.from_fen, row.to_fen));
        let place = found.unwrap_or_else(|| {
            bins.push(Bin { from: row.from_fen, to: row.to_fen, points: 0, all: 0 });
            bins.len() - 1
        });
        let Some(bin) = bins.get_mut(place) else { continue };
        if row.counted == "points" { bin.points += row.members } else { bin.all += row.members }
    }
    bins
}

fn name(bin: &Bin, words: Words) -> String {
    let (from, to) = (yuan(bin.from), bin.to.map(yuan).unwrap_or_default());
    match (bin.from, bin.to) {
        (0, _) => words.say("returns.nothing"),
        (_, None) => words.text("returns.from", &[("from", &from)]),
        (1, _) => words.text("returns.below", &[("to", &to)]),
        _ => words.text("returns.between", &[("from", &from), ("to", &to)]),
    }
}

/// Bins begin at whole yuan, but for the first.
fn yuan(fen: i64) -> String {
    format!("¥{}", fen / 100)
}

fn chart(bins: &[Bin], members: u64, words: Words) -> BarChart {
    let bar = |bin: &Bin| Bar {
        name: name(bin, words),
        value: percent_of(bin.points, members),
        figure: share(bin.points, members),
        colour: match bin.from {
            0 => Colour::Vermilion,
            from if from >= ALL_BACK => Colour::Green,
            _ => Colour::Blue,
        },
    };
    let panel = BarPanel { heading: words.say("returns.heading"), bars: bins.iter().map(bar).collect() };
    BarChart { title: words.say("returns.title"), panels: vec![panel] }
}
