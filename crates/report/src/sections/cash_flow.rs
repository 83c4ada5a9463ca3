//! Who pays and who receives: tenths of the members against the reserve.

use super::deciles::name;
use crate::cohorts::Cohort;
use crate::figures::{count, drawn, money, signed_money};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{Colour, DivergingChart, DivergingRow, Part};
use ratchet_sim::Results;

const ID: &str = "cash_flow";

pub(super) fn section(results: &Results, words: Words) -> Section {
    let tenths: Vec<Cohort> = (1..=10).map(|decile| Cohort::of(results, decile)).collect();
    let (Some(first), Some(last)) = (tenths.first(), tenths.last()) else { return Section::left_out(ID, words) };
    if tenths.iter().all(|tenth| tenth.pool == 0 && tenth.received() == 0) {
        return Section::left_out(ID, words);
    }
    let sentence = words.text(
        "cash_flow.sentence",
        &[
            ("first_paid", &money(first.pool)),
            ("first_received", &money(first.received())),
            ("last_paid", &money(last.pool)),
            ("last_received", &money(last.received())),
        ],
    );
    let mut rows: Vec<Vec<String>> =
        tenths.iter().zip(1..).map(|(tenth, place)| row(name(place, words), tenth)).collect();
    let members = tenths.iter().fold(Cohort::default(), |sum, tenth| sum.with(tenth));
    rows.push(row(words.say("cash_flow.members"), &members));
    let staff = Cohort::of(results, 0);
    if staff.members > 0 {
        rows.push(row(words.say("cash_flow.staff"), &staff));
    }
    let names = ["joined", "members", "spent", "pool", "sold", "exited", "received", "net", "awards", "worth"];
    let numbers = Numbers { tables: &["cohorts"], headings: words.each("columns", &names), rows };
    let chart = chart(&tenths, words).draw();
    Section::shown(ID, words, vec![Exhibit { sentence, note: Some(note(results, words)), chart, numbers }])
}

/// Where the rest is, and of which runs it is.
fn note(results: &Results, words: Words) -> String {
    let notes = [Some(words.say("cash_flow.note")), together(results, words)];
    notes.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn net(cohort: &Cohort) -> i64 {
    cohort.received() - cohort.pool
}

fn row(name: String, cohort: &Cohort) -> Vec<String> {
    let amounts = [cohort.spent, cohort.pool, cohort.sold, cohort.exited, cohort.received()].map(money);
    let rest = [signed_money(net(cohort)), money(cohort.awards), money(cohort.worth)];
    [name, count(cohort.members)].into_iter().chain(amounts).chain(rest).collect()
}

fn chart(tenths: &[Cohort], words: Words) -> DivergingChart {
    let part = |key: &str, colour| Part { name: words.say(&format!("columns.{key}")), colour };
    let yuan = |fen: i64| drawn(fen) / 100.0;
    let row = |(tenth, place): (&Cohort, u32)| DivergingRow {
        name: name(place, words),
        left: vec![yuan(tenth.pool)],
        right: vec![yuan(tenth.sold), yuan(tenth.exited)],
        figure: signed_money(net(tenth)),
    };
    DivergingChart {
        title: words.say("cash_flow.title"),
        left: vec![part("pool", Colour::Vermilion)],
        right: vec![part("sold", Colour::Blue), part("exited", Colour::Green)],
        rows: tenths.iter().zip(1..).map(row).collect(),
        sign: "¥",
        numerals: words.numerals(),
    }
}
