//! A closing: what those got who held points then, beside those who had sold before.

use crate::figures::{NONE, count, drawn, money, money_or_none, per_hundred, price};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::ClosingRow;

const ID: &str = "closing";
/// Whoever held points, whoever had sold, whoever never got any money.
const GROUPS: [&str; 3] = ["held", "sold", "nothing"];

/// A group over all runs.
struct Group {
    name: &'static str,
    members: u64,
    spent: i64,
    before: i64,
    closing: i64,
}

impl Group {
    fn back(&self) -> Option<i64> {
        per_hundred(self.before + self.closing, self.spent)
    }
}

pub(super) fn section(results: &Results, words: Words) -> Option<Section> {
    let rows: Vec<&ClosingRow> = results.closing.iter().filter(|row| row.point == 0).collect();
    let first = rows.first()?;
    let groups = GROUPS.map(|name| summed(name, &rows));
    let [held, sold, _] = &groups;
    let (day, of_held, of_sold) = (first.day.to_string(), money_or_none(held.back()), money_or_none(sold.back()));
    let one_price = first.price_e8.map_or_else(|| NONE.to_owned(), price);
    let figures = [("day", day.as_str()), ("held", &of_held), ("sold", &of_sold)];
    let sentence = words.text("closing.sentence", &figures);
    let row = |group: &Group| {
        let amounts = [group.spent, group.before, group.closing].map(money);
        let ends = [count(group.members)].into_iter().chain(amounts).chain([money_or_none(group.back())]);
        [day.clone(), words.say(&format!("closing.{}", group.name))].into_iter().chain(ends).collect()
    };
    let headings = words
        .each("columns", &["day", "group", "members", "spent", "before_closing", "at_closing", "received_per_100"]);
    let numbers = Numbers { tables: &["closing"], headings, rows: groups.iter().map(row).collect() };
    let bar = |group: &Group| Bar {
        name: words.say(&format!("closing.{}", group.name)),
        value: drawn(group.back().unwrap_or(0)),
        figure: money_or_none(group.back()),
        colour: Colour::Blue,
    };
    let panel = BarPanel { heading: words.say("closing.heading"), bars: groups.iter().map(bar).collect() };
    let chart = BarChart { title: words.say("closing.title"), panels: vec![panel] }.draw();
    let figures =
        [("before", price(first.price_before_e8)), ("price", one_price), ("founding", money(first.founding_fen))];
    let note = words.text("closing.note", &figures.each_ref().map(|(name, figure)| (*name, figure.as_str())));
    let notes = [Some(note), together(results, words)];
    let note = Some(notes.into_iter().flatten().collect::<Vec<_>>().join(" "));
    Some(Section::shown(ID, words, vec![Exhibit { sentence, note, chart, numbers }]))
}

fn summed(name: &'static str, rows: &[&ClosingRow]) -> Group {
    let of_group = rows.iter().filter(|row| row.group == name);
    of_group.fold(Group { name, members: 0, spent: 0, before: 0, closing: 0 }, |sum, row| Group {
        name,
        members: sum.members + row.members,
        spent: sum.spent + row.spent_fen,
        before: sum.before + row.before_fen,
        closing: sum.closing + row.closing_fen,
    })
}
