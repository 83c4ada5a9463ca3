//! How long members waited to break even and for the cap, and how many never got there.

use crate::figures::{count, percent_of, share};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::WaitRow;

const ID: &str = "waits";
/// What is waited for.
const AWAITED: [(&str, Colour); 2] = [("break_even", Colour::Blue), ("cap", Colour::Green)];

/// A stretch of days, or never, with how many members for each thing awaited.
struct Bin {
    days: (Option<u32>, Option<u32>),
    members: [u64; AWAITED.len()],
}

pub(super) fn section(results: &Results, words: Words) -> Section {
    let bins = bins(results);
    let members = [0, 1].map(|which: usize| bins.iter().map(|bin| of(bin, which)).sum::<u64>());
    if members.contains(&0) {
        return Section::left_out(ID, words);
    }
    let [all_even, all_cap] = members;
    let never = bins.iter().find(|bin| bin.days == (None, None)).map_or([0; 2], |bin| bin.members);
    let (even, cap) = (share(never[0], all_even), share(never[1], all_cap));
    let sentence = words.text("waits.sentence", &[("even", &even), ("cap", &cap)]);
    let row = |name: String, [even, cap]: [u64; 2]| {
        vec![name, count(even), share(even, all_even), count(cap), share(cap, all_cap)]
    };
    let mut rows: Vec<Vec<String>> = bins.iter().map(|bin| row(name(bin, words), bin.members)).collect();
    rows.push(row(words.say("all"), members));
    let headings = words.each("columns", &["waited", "even", "share", "capped", "share"]);
    let numbers = Numbers { tables: &["waits"], headings, rows };
    let chart = chart(&bins, members, words).draw();
    Section::shown(ID, words, vec![Exhibit { sentence, note: together(results, words), chart, numbers }])
}

/// Bins in order, without those that lie behind the end of the run.
fn bins(results: &Results) -> Vec<Bin> {
    let mut bins: Vec<Bin> = Vec::new();
    let is_possible = |row: &&WaitRow| row.after_days.is_none_or(|after| after < results.summary.about.days);
    for row in results.waits.iter().filter(|row| row.point == 0).filter(is_possible) {
        let days = (row.after_days, row.to_days);
        let place = bins.iter().position(|bin| bin.days == days).unwrap_or_else(|| {
            bins.push(Bin { days, members: [0; AWAITED.len()] });
            bins.len() - 1
        });
        let which = AWAITED.iter().position(|(awaited, _)| *awaited == row.awaited);
        if let Some(members) = which.and_then(|which| bins.get_mut(place)?.members.get_mut(which)) {
            *members += row.members;
        }
    }
    bins
}

fn of(bin: &Bin, which: usize) -> u64 {
    bin.members.get(which).copied().unwrap_or(0)
}

fn name(bin: &Bin, words: Words) -> String {
    match bin.days {
        (None, _) => words.say("waits.never"),
        (Some(0), Some(to)) => words.text("waits.up_to", &[("to", &to.to_string())]),
        (Some(after), Some(to)) => {
            words.text("waits.between", &[("from", &(after + 1).to_string()), ("to", &to.to_string())])
        }
        (Some(after), None) => words.text("waits.over", &[("after", &after.to_string())]),
    }
}

fn chart(bins: &[Bin], members: [u64; 2], words: Words) -> BarChart {
    let panel = |(which, (awaited, colour)): (usize, (&str, Colour))| {
        let whole = members.get(which).copied().unwrap_or(0);
        let bar = |bin: &Bin| Bar {
            name: name(bin, words),
            value: percent_of(of(bin, which), whole),
            figure: share(of(bin, which), whole),
            colour: if bin.days == (None, None) { Colour::Vermilion } else { colour },
        };
        BarPanel { heading: words.say(&format!("waits.{awaited}")), bars: bins.iter().map(bar).collect() }
    };
    BarChart { title: words.say("waits.title"), panels: AWAITED.into_iter().enumerate().map(panel).collect() }
}
