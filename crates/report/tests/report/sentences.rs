//! The figures of the sentences are those of the tables.

use crate::stage::{EVERYTHING, Tables, example, integer, numbers, section, simulate};
use ratchet_report::{Language, sections};
use ratchet_sim::Results;
use std::collections::BTreeSet;

/// Numbers that belong to the words: per ¥100.00, 95 of 100 runs, a share of 1.
const WORDS: [&str; 4] = ["100.00", "100", "95", "1"];

fn check(results: &Results) -> usize {
    let mut checked = 0;
    for language in Language::ALL {
        for section in sections(results, language) {
            assert!(section.exhibits.is_empty() == section.left_out.is_some(), "{}", section.id);
            for exhibit in &section.exhibits {
                let table = &exhibit.numbers;
                assert!(table.rows.iter().all(|row| row.len() == table.headings.len()), "{}", section.id);
                let known: BTreeSet<String> = table.rows.iter().flatten().flat_map(|cell| numbers(cell)).collect();
                let said = numbers(&exhibit.sentence);
                for number in &said {
                    let is_known = known.contains(number) || WORDS.contains(&number.as_str());
                    assert!(is_known, "{}: {number} is not in the table: {}", section.id, exhibit.sentence);
                }
                let figures = said.iter().filter(|number| known.contains(*number)).count();
                assert!(figures > 0, "{}: no figure: {}", section.id, exhibit.sentence);
                assert!(!exhibit.sentence.contains("%{"), "{}", exhibit.sentence);
                checked += 1;
            }
        }
    }
    checked
}

#[test]
fn every_figure_of_a_sentence_stands_in_its_table() {
    // Twelve sections, of which two have an exhibit for each measure.
    assert_eq!(check(&simulate(EVERYTHING, 2)), 2 * (10 + 3 + 2));
    assert_eq!(check(&example("steady-local-life.toml")), 2 * 7);
    assert_eq!(check(&example("wash-trading.toml")), 2 * 7);
    // A part of the mechanism that a scenario uses is a section more.
    assert_eq!(check(&example("fund.toml")), 2 * (7 + 1));
    assert_eq!(check(&example("levels.toml")), 2 * (7 + 2));
    assert_eq!(check(&example("old-debts.toml")), 2 * (7 + 2));
    // Nobody holds points at the end: that queue is left out.
    assert_eq!(check(&example("closing.toml")), 2 * (6 + 1));
}

#[test]
fn sentences_say_what_the_files_say() {
    let results = simulate(EVERYTHING, 2);
    let tables = Tables::of(&results);
    let sections = sections(&results, Language::English);
    let sentence = |id: &str| section(&sections, id).exhibits[0].sentence.clone();
    let per_100 = |decile: &str| {
        let sum = |column| tables.sum("cohorts", column, &[("decile", decile)]);
        (sum("sold_fen") + sum("exited_fen")) * 10_000 / sum("spent_fen")
    };
    let said: Vec<i64> = numbers(&sentence("deciles")).iter().map(|number| integer(number)).collect();
    assert_eq!(said, [per_100("1"), 10_000, per_100("10")]);
    let paid = |decile| tables.sum("cohorts", "pool_fen", &[("decile", decile)]);
    let said: Vec<i64> = numbers(&sentence("cash_flow")).iter().map(|number| integer(number)).collect();
    assert_eq!((said[0], said[2]), (paid("1"), paid("10")));
    let never = |awaited| {
        let found = [("awaited", awaited), ("after_days", "")];
        let all = tables.sum("waits", "members", &[("awaited", awaited)]);
        tables.sum("waits", "members", &found) as f64 * 100.0 / all as f64
    };
    let expected = format!("{:.2} % of the members never broke even in this time", never("break_even"));
    assert!(sentence("waits").starts_with(&expected), "{}", sentence("waits"));
    let time = tables.rows("time");
    let last = time.iter().rfind(|row| (row["point"].as_str(), row["run"].as_str()) == ("0", "0")).unwrap();
    let price: i64 = last["price_e8"].parse().unwrap();
    assert!(numbers(&sentence("course")).contains(&format!("{}.{:04}", price / 100_000_000, price / 10_000 % 10_000)));
}
