//! What levels brought, or would have, to whom, and to how few.

use crate::figures::{count, drawn, money, share};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::{ConcentrationRow, LevelRow};

const ID: &str = "levels";

/// A level over all runs.
#[derive(Clone, Default)]
struct Level {
    number: u32,
    members: u64,
    reported: i64,
    paid: i64,
}

pub(super) fn section(results: &Results, words: Words) -> Option<Section> {
    let rows: Vec<&ConcentrationRow> = results.concentration.iter().filter(|row| row.point == 0).collect();
    if rows.is_empty() {
        return None;
    }
    let amount = |of: fn(&ConcentrationRow) -> i64| rows.iter().map(|row| of(row)).sum::<i64>();
    let number = |of: fn(&ConcentrationRow) -> u64| rows.iter().map(|row| of(row)).sum::<u64>();
    let (reported, paid, top) = (amount(|row| row.reported_fen), amount(|row| row.paid_fen), amount(|row| row.top_fen));
    let (members, earners) = (number(|row| row.members), number(|row| row.earners));
    let unsigned = |amount: i64| u64::try_from(amount).unwrap_or(0);
    let (top_share, without) = (share(unsigned(top), unsigned(reported + paid)), share(members - earners, members));
    let all = money(reported + paid);
    let key = match (reported, paid) {
        (0, 0) => "levels.nothing",
        (_, 0) => "levels.sentence",
        _ => "levels.paid",
    };
    let sentence = words.text(key, &[("all", &all), ("top", &top_share), ("without", &without)]);
    let levels = levels(results);
    let mut table: Vec<Vec<String>> = levels.iter().map(|level| row(level, words)).collect();
    let line = |name: &str, members: u64, figure: [String; 2]| {
        let [one, other] = figure;
        vec![words.say(&format!("levels.{name}")), count(members), one, other]
    };
    table.push(line("all_levels", members, [money(reported), money(paid)]));
    table.push(line("top", number(|row| row.top_members), [money(top), top_share.clone()]));
    table.push(line("without", members - earners, [money(reported + paid), without.clone()]));
    let headings = words.each("columns", &["level", "members", "would_be", "paid_out"]);
    let numbers = Numbers { tables: &["levels", "concentration"], headings, rows: table };
    let bar = |level: &Level| Bar {
        name: name(level.number, words),
        value: drawn(level.reported + level.paid),
        figure: money(level.reported + level.paid),
        colour: if level.paid > 0 { Colour::Vermilion } else { Colour::Purple },
    };
    let panel = BarPanel { heading: words.say("levels.heading"), bars: levels.iter().map(bar).collect() };
    let chart = BarChart { title: words.say("levels.title"), panels: vec![panel] }.draw();
    let notes = [Some(words.say("levels.note")), together(results, words)];
    let note = Some(notes.into_iter().flatten().collect::<Vec<_>>().join(" "));
    Some(Section::shown(ID, words, vec![Exhibit { sentence, note, chart, numbers }]))
}

fn name(level: u32, words: Words) -> String {
    if level == 0 { words.say("levels.none") } else { format!("V{level}") }
}

fn row(level: &Level, words: Words) -> Vec<String> {
    vec![name(level.number, words), count(level.members), money(level.reported), money(level.paid)]
}

/// Each level once, sums over runs.
fn levels(results: &Results) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    for row in results.levels.iter().filter(|row: &&LevelRow| row.point == 0) {
        let place = row.level as usize;
        if levels.len() <= place {
            levels.resize(place + 1, Level::default());
        }
        let Some(level) = levels.get_mut(place) else { continue };
        level.number = row.level;
        level.members += row.members;
        level.reported += row.differential_reported_fen + row.same_level_reported_fen;
        level.paid += row.differential_paid_fen + row.same_level_paid_fen;
    }
    levels
}
