//! What each way of selling brought, the people of the shocks among them.

use crate::figures::{NONE, count, drawn, money, money_or_none, per_hundred};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Bar, BarChart, BarPanel, Colour};
use ratchet_sim::Results;
use ratchet_sim::results::SellerRow;

const ID: &str = "ways";

pub(super) fn section(results: &Results, words: Words) -> Section {
    let ways = ways(results);
    let per_100 = |way: &SellerRow| per_hundred(way.received_fen, way.spent_fen);
    let mut known: Vec<(i64, &str)> =
        ways.iter().filter_map(|way| Some((per_100(way)?, way.behaviour.as_str()))).collect();
    known.sort_by_key(|(back, _)| *back);
    let (Some((least, of_least)), Some((most, of_most))) = (known.first(), known.last()) else {
        return Section::left_out(ID, words);
    };
    let (least, most) = (money(*least), money(*most));
    let sentence = if known.len() == 1 {
        words.text("ways.one", &[("way", of_most), ("most", &most)])
    } else {
        words.text("ways.sentence", &[("most", &most), ("of_most", of_most), ("least", &least), ("of_least", of_least)])
    };
    let row = |way: &SellerRow| {
        let amounts = [way.spent_fen, way.commission_fen, way.pool_fen, way.received_fen].map(money);
        let rest = [money_or_none(per_100(way)), money(way.awards_fen), money(way.worth_fen)];
        [way.behaviour.clone(), count(way.members)].into_iter().chain(amounts).chain(rest).collect()
    };
    let names = ["way", "members", "spent", "commission", "pool", "received", "received_per_100", "awards", "worth"];
    let rows = ways.iter().map(row).collect();
    let numbers = Numbers { tables: &["sellers"], headings: words.each("columns", &names), rows };
    let bar = |way: &SellerRow| Bar {
        name: way.behaviour.clone(),
        value: drawn(per_100(way).unwrap_or(0)),
        figure: per_100(way).map_or_else(|| NONE.to_owned(), money),
        colour: Colour::Blue,
    };
    let panel = BarPanel { heading: words.say("ways.heading"), bars: ways.iter().map(bar).collect() };
    let chart = BarChart { title: words.say("ways.title"), panels: vec![panel] }.draw();
    Section::shown(ID, words, vec![Exhibit { sentence, note: Some(note(results, words)), chart, numbers }])
}

/// What the names mean, and of which runs it is.
fn note(results: &Results, words: Words) -> String {
    let notes = [Some(words.say("ways.note")), together(results, words)];
    notes.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Each way once, sums over runs.
fn ways(results: &Results) -> Vec<SellerRow> {
    let mut ways: Vec<SellerRow> = Vec::new();
    for row in results.sellers.iter().filter(|row| row.point == 0) {
        match ways.iter_mut().find(|way| way.behaviour == row.behaviour) {
            Some(way) => {
                way.members += row.members;
                way.spent_fen += row.spent_fen;
                way.pool_fen += row.pool_fen;
                way.commission_fen += row.commission_fen;
                way.received_fen += row.received_fen;
                way.awards_fen += row.awards_fen;
                way.worth_fen += row.worth_fen;
            }
            None => ways.push(row.clone()),
        }
    }
    ways.retain(|way| way.members > 0);
    ways
}
