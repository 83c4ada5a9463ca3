//! Everybody sells, one after the other: if orders stop at the end, or in a bank run of the scenario.

use crate::figures::{count, drawn, money, money_or_none, per_hundred};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::QueueRow;
use std::collections::BTreeSet;

/// A place in the queue, sums over runs.
#[derive(Default)]
struct Place {
    members: u64,
    spent: i64,
    gross: i64,
    net: i64,
}

/// Orders stop after the last day.
pub(super) fn orders_stop(results: &Results, words: Words) -> Section {
    queue("orders_stop", "end", results, words)
}

/// A bank run that the scenario has; the place in the queue decides.
pub(super) fn bank_run(results: &Results, words: Words) -> Section {
    queue("bank_run", "scenario", results, words)
}

fn queue(id: &'static str, cause: &str, results: &Results, words: Words) -> Section {
    let rows: Vec<&QueueRow> = results.queue.iter().filter(|row| row.point == 0 && row.cause == cause).collect();
    let days: BTreeSet<u32> = rows.iter().map(|row| row.day).collect();
    let exhibit = |day: &u32| {
        let of_day: Vec<&QueueRow> = rows.iter().filter(|row| row.day == *day).copied().collect();
        exhibit(id, *day, &of_day, together(results, words), words)
    };
    Section::perhaps(id, words, days.iter().filter_map(exhibit).collect())
}

fn exhibit(id: &str, day: u32, rows: &[&QueueRow], note: Option<String>, words: Words) -> Option<Exhibit> {
    let tenths: Vec<String> = (1..=10_u32).map(|tenth| tenth.to_string()).collect();
    let names = ["first"].into_iter().chain(tenths.iter().map(String::as_str)).chain(["last"]);
    let places: Vec<(String, Place)> = names.map(|place| (name(place, words), summed(rows, &[place]))).collect();
    let places: Vec<(String, Place)> = places.into_iter().filter(|(_, place)| place.members > 0).collect();
    let all = summed(rows, &tenths.iter().map(String::as_str).collect::<Vec<_>>());
    let (first, last) = (&places.first()?.1, &places.last()?.1);
    let back = |place: &Place| money_or_none(per_hundred(place.net, place.spent));
    let figures = [day.to_string(), back(first), back(last), back(&all)];
    let figures = ["day", "first", "last", "all"].into_iter().zip(figures.iter().map(String::as_str));
    let sentence = words.text(&format!("{id}.sentence"), &figures.collect::<Vec<_>>());
    let row = |name: &str, place: &Place| {
        let amounts = [place.spent, place.gross, place.net].map(money);
        let per_hundred = [place.net, place.gross].map(|amount| money_or_none(per_hundred(amount, place.spent)));
        [day.to_string(), name.to_owned(), count(place.members)].into_iter().chain(amounts).chain(per_hundred).collect()
    };
    let mut table: Vec<Vec<String>> = places.iter().map(|(name, place)| row(name, place)).collect();
    table.push(row(&words.say("all"), &all));
    let columns = ["day", "place", "members", "spent", "gross", "net", "net_per_100", "gross_per_100"];
    let numbers = Numbers { tables: &["queue"], headings: words.each("columns", &columns), rows: table };
    let bar = |(name, place): &(String, Place)| Bar {
        name: name.clone(),
        value: drawn(per_hundred(place.net, place.spent).unwrap_or(0)),
        figure: back(place),
        colour: Colour::Blue,
    };
    let panel = BarPanel { heading: words.say("queue.heading"), bars: places.iter().map(bar).collect() };
    let chart = BarChart { title: words.say(&format!("{id}.title")), panels: vec![panel] }.draw();
    Some(Exhibit { sentence, note, chart, numbers })
}

/// What these places have together.
fn summed(rows: &[&QueueRow], places: &[&str]) -> Place {
    rows.iter().filter(|row| places.contains(&row.place.as_str())).fold(Place::default(), |sum, row| Place {
        members: sum.members + row.members,
        spent: sum.spent + row.spent_fen,
        gross: sum.gross + row.gross_fen,
        net: sum.net + row.net_fen,
    })
}

fn name(place: &str, words: Words) -> String {
    match place {
        "first" | "last" => words.say(&format!("queue.{place}")),
        tenth => words.text("queue.tenth", &[("tenth", tenth)]),
    }
}
