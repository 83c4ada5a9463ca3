//! Who reached the cap, who did not, and how far it is.

use super::figures::{Words, count, money, none, points, rate};
use crate::cap::Distance;
use crate::facts::Factsheet;
use maud::{Markup, html};

pub(super) fn cap(sheet: &Factsheet, words: &Words) -> Markup {
    let cap = &sheet.cap;
    words.block(
        "cap",
        &html! {
            table {
                (words.row("cap.members", count(cap.members)))
                (words.row("cap.reached", format!("{} · {}", count(cap.reached), rate(cap.reached_bp))))
                tr.sum { th { (words.say("cap.not_reached")) } td.n { (rate(cap.not_reached_bp)) } }
                (words.row("cap.median", words.days(cap.time_median_ms)))
                (words.row("cap.p10", words.days(cap.time_p10_ms)))
                (words.row("cap.p90", words.days(cap.time_p90_ms)))
            }
            @match (&cap.nearest, &cap.median) {
                (Some(nearest), Some(median)) => (distances(nearest, median, cap.open, words)),
                _ => p.unknown { (words.say("cap.no_distance")) },
            }
            @if cap.nearest.is_some() {
                p { (words.text("cap.beside", &[("share", &rate(cap.not_reached_bp))])) }
            }
        },
    )
}

fn distances(nearest: &Distance, median: &Distance, open: u64, words: &Words) -> Markup {
    let row = |key: &str, distance: &Distance| {
        html! {
            tr {
                th { (words.say(key)) }
                td.n { (money(distance.worth)) }
                td.n { (money(distance.left)) }
                td.n { (distance.points_missing.map_or_else(none, points)) }
                td.n { (distance.orders_missing.map_or_else(none, count)) }
            }
        }
    };
    html! {
        h3 { (words.text("cap.distance", &[("open", &count(open))])) }
        div.wide { table {
            tr {
                th {}
                th.n { (words.say("cap.worth")) }
                th.n { (words.say("cap.left")) }
                th.n { (words.say("cap.points_missing")) }
                th.n { (words.say("cap.orders_missing")) }
            }
            (row("cap.nearest", nearest))
            (row("cap.middle", median))
        } }
    }
}
