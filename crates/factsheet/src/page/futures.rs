//! What the simulator makes of four futures.

use super::figures::{Words, count, money, money_or_none, none, points, rate};
use crate::facts::Factsheet;
use crate::scenario::{LatelyFacts, ScenarioFigures, ScenarioOutcome};
use maud::{Markup, html};
use ratchet_core::Fen;

pub(super) fn scenarios(sheet: &Factsheet, words: &Words) -> Markup {
    let scenarios = &sheet.scenarios;
    let (version, seed) = (scenarios.model_version.to_string(), scenarios.seed.to_string());
    words.block(
        "scenarios",
        &html! {
            div.wide { table {
                tr {
                    th {}
                    @for heading in ["price", "reserve", "supply", "reached", "back", "most"] {
                        th.n { (words.say(&format!("scenarios.{heading}"))) }
                    }
                }
                @for row in &scenarios.outcomes { (outcome(row, words)) }
            } }
            @for row in &scenarios.outcomes { @if let Some(figures) = &row.figures { (queue(figures, words)) } }
            @if let Some(lately) = &scenarios.lately { p { (basis(lately, words)) } }
            p { (words.say("scenarios.assumption")) " "
                (words.text("scenarios.run", &[("seed", &seed), ("version", &version)])) }
        },
    )
}

fn outcome(row: &ScenarioOutcome, words: &Words) -> Markup {
    let days = if row.days == 0 {
        words.say("scenarios.now")
    } else {
        words.text("scenarios.days", &[("days", &row.days.to_string())])
    };
    html! {
        tr {
            th { (words.say(&format!("scenarios.{}", row.scenario.name()))) br; small { (days) } }
            @if let Some(figures) = &row.figures {
                td.n { "¥" (figures.price) }
                td.n { (money(figures.reserve)) }
                td.n { (points(figures.supply)) }
                td.n { (rate(figures.reached_bp)) }
                td.n { (three([figures.back_p10, figures.back_median, figures.back_p90])) }
                td.n { (money_or_none(figures.most_per_hundred)) }
            } @else {
                td.unknown colspan="6" {
                    (row.reason.map_or_else(none, |reason| words.say(&format!("scenarios.{reason}"))))
                }
            }
        }
    }
}

fn three(values: [Option<Fen>; 3]) -> String {
    values.map(money_or_none).join(" / ")
}

/// What they got by their place who all sold.
fn queue(figures: &ScenarioFigures, words: &Words) -> Markup {
    html! {
        @if let Some(queue) = figures.queue.filter(|queue| queue.sellers > 0) {
            p { (words.text("scenarios.queue", &[
                ("sellers", &count(queue.sellers)),
                ("first", &money_or_none(queue.first)),
                ("median", &money_or_none(queue.median)),
                ("last", &money_or_none(queue.last)),
            ])) }
        }
    }
}

fn basis(lately: &LatelyFacts, words: &Words) -> String {
    let (orders, first) = (count(lately.orders), count(lately.first_orders));
    let figures = [
        ("days", lately.days.to_string()),
        ("from", words.moment(lately.from)),
        ("to", words.moment(lately.to)),
        ("orders", orders),
        ("first", first),
        ("sold", points(lately.sold)),
    ];
    words.text("scenarios.basis", &figures.each_ref().map(|(name, figure)| (*name, figure.as_str())))
}
