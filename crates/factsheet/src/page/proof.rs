//! What the simulator says, and how anyone can check all of this.

use super::figures::{Words, money, points, rate};
use crate::facts::Factsheet;
use maud::{Markup, html};

pub(super) fn scenarios(sheet: &Factsheet, words: &Words) -> Markup {
    let scenarios = &sheet.scenarios;
    words.block(
        "scenarios",
        &html! {
            @if let Some(reason) = scenarios.reason { p.unknown { (words.say(&format!("scenarios.{reason}"))) } }
            @if !scenarios.outcomes.is_empty() {
                div.wide { table {
                    tr {
                        th {}
                        th.n { (words.say("scenarios.price")) }
                        th.n { (words.say("account.reserve")) }
                        th.n { (words.say("account.supply")) }
                        th.n { (words.say("scenarios.received")) }
                        th.n { (words.say("scenarios.not_reached")) }
                    }
                    @for row in &scenarios.outcomes {
                        tr {
                            th { (words.say(&format!("scenarios.{}", row.scenario.name()))) br;
                                small { (words.text("scenarios.run", &[("days", &row.days.to_string()),
                                    ("seed", &row.seed.to_string()), ("version", &row.version)])) } }
                            td.n { "¥" (row.price) }
                            td.n { (money(row.reserve)) }
                            td.n { (points(row.supply)) }
                            td.n { (money(row.received_per_hundred)) }
                            td.n { (rate(Some(row.not_reached_bp))) }
                        }
                    }
                } }
                p { (words.say("scenarios.assumption")) }
            }
        },
    )
}

pub(super) fn proof(sheet: &Factsheet, words: &Words) -> Markup {
    words.block(
        "proof",
        &html! {
            p { (words.say("proof.how")) }
            @if let Some(head) = &sheet.head {
                table {
                    (words.row("proof.frame", head.frame.to_string()))
                    (words.row("proof.records", head.records.to_string()))
                }
                p { (words.say("proof.hash")) br; code { (head.hash) } }
                @match &head.signature {
                    Some([key, signature]) => {
                        p { (words.say("proof.key")) br; code { (key) } }
                        p { (words.say("proof.signature")) br; code { (signature) } }
                    },
                    None => p.unknown { (words.say("proof.unsigned")) },
                }
            }
        },
    )
}
