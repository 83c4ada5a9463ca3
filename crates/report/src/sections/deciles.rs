//! What those who joined early got back, and those who joined late.

use crate::cohorts::Cohort;
use crate::figures::{count, drawn, money, money_or_none, per_hundred, share};
use crate::section::{Exhibit, Numbers, Section, together};
use crate::words::Words;
use ratchet_charts::{ShareChart, ShareRow};
use ratchet_sim::Results;

const ID: &str = "deciles";
/// Where bands begin, per 100.00 spent, in fen.
const BANDS: [(i64, &str); 6] =
    [(0, "nothing"), (1, "to_10"), (1_000, "to_20"), (2_000, "to_50"), (5_000, "to_100"), (10_000, "from_100")];

/// A tenth of the members.
struct Tenth {
    cohort: Cohort,
    /// How many are in each band; who spent nothing in the end is in none.
    bands: [u64; BANDS.len()],
}

pub(super) fn section(results: &Results, words: Words) -> Section {
    let tenths: Vec<Tenth> = (1..=10).map(|decile| tenth(results, decile)).collect();
    let (Some(first), Some(last)) = (tenths.first(), tenths.last()) else { return Section::left_out(ID, words) };
    if tenths.iter().all(|tenth| tenth.bands.iter().all(|members| *members == 0)) {
        return Section::left_out(ID, words);
    }
    let back = |tenth: &Tenth| money_or_none(per_hundred(tenth.cohort.received(), tenth.cohort.spent));
    let sentence = words.text("deciles.sentence", &[("first", &back(first)), ("last", &back(last))]);
    let rows = tenths.iter().zip(1..).map(|(tenth, decile)| {
        let Tenth { cohort, bands } = tenth;
        let counted = bands.iter().sum();
        let figures = [count(cohort.members), money(cohort.spent), money(cohort.received()), back(tenth)];
        let shares = bands.iter().map(|members| share(*members, counted));
        std::iter::once(name(decile, words)).chain(figures).chain(shares).collect()
    });
    let mut headings = words.each("columns", &["joined", "members", "spent", "received", "received_per_100"]);
    headings.extend(bands(words));
    let numbers = Numbers { tables: &["cohorts", "returns"], headings, rows: rows.collect() };
    let chart = chart(&tenths, words).draw();
    Section::shown(ID, words, vec![Exhibit { sentence, note: together(results, words), chart, numbers }])
}

fn tenth(results: &Results, decile: u32) -> Tenth {
    let mut bands = [0; BANDS.len()];
    let rows = results.returns.iter().filter(|row| row.point == 0 && row.decile == decile && row.counted == "points");
    for row in rows {
        let place = BANDS.partition_point(|(from, _)| *from <= row.from_fen).saturating_sub(1);
        if let Some(band) = bands.get_mut(place) {
            *band += row.members;
        }
    }
    Tenth { cohort: Cohort::of(results, decile), bands }
}

/// `1st tenth`, or what it is called.
pub(super) fn name(decile: u32, words: Words) -> String {
    match decile {
        1 => words.say("deciles.first"),
        10 => words.say("deciles.last"),
        decile => words.text("deciles.tenth", &[("decile", &decile.to_string())]),
    }
}

fn bands(words: Words) -> Vec<String> {
    words.each("deciles", &BANDS.map(|(_, name)| name))
}

fn chart(tenths: &[Tenth], words: Words) -> ShareChart {
    let members = |members: &u64| drawn(i64::try_from(*members).unwrap_or(i64::MAX));
    let row = |(tenth, decile): (&Tenth, u32)| ShareRow {
        name: name(decile, words),
        parts: tenth.bands.iter().map(members).collect(),
    };
    ShareChart {
        title: words.say("deciles.title"),
        parts: bands(words),
        rows: tenths.iter().zip(1..).map(row).collect(),
    }
}
