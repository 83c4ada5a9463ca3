//! The first lines: what is uncomfortable, where the figures come from, and that nothing is promised.

use crate::figures::{count, measured, percent_text, spread};
use crate::words::Words;
use maud::{Markup, html};
use ratchet_sim::Results;
use ratchet_sim::results::{Measure, Quantiles, Summary};

/// Said in both languages, whichever the page is in: it is passed on.
const NO_PROMISE: [&str; 2] =
    ["积分不是存款，不保本，不承诺收益。", "Points are not a deposit; nothing is guaranteed."];

pub(crate) fn head(results: &Results, words: Words) -> Markup {
    let summary = &results.summary;
    html! {
        section.first {
            (largest(summary, words))
            (origin(summary, words))
            @for sentence in NO_PROMISE { p.no-promise { (sentence) } }
            p { (words.say("first.arithmetic")) }
            (others(summary, words))
        }
        (played(results, words))
    }
}

/// The two figures in large type.
fn largest(summary: &Summary, words: Words) -> Markup {
    let (Some(most), Some(capped)) = (summary.most_back_per_100, summary.capped_percent) else {
        return html! { p { strong { (words.say("first.nothing")) } } };
    };
    let (reached, not) = (spread(capped, percent_text), spread(capped.rest_of_hundred(), percent_text));
    html! {
        p.large { (money(Measure::MostBackPer100, most)) }
        p.what { (words.say("first.most")) }
        p.large { (reached) }
        p.what { (words.text("first.cap", &[("not", &not)])) }
    }
}

/// What else is true of this scenario.
fn others(summary: &Summary, words: Words) -> Markup {
    let back = summary.back_per_100.map(|back| money(Measure::BackPer100, back));
    let not_even = summary.broke_even_percent.map(|even| spread(even.rest_of_hundred(), percent_text));
    let last = summary.last_out_per_100.map(|last| money(Measure::LastOutPer100, last));
    let facts = [("first.back", back), ("first.even", not_even), ("first.last_out", last)];
    html! {
        ul {
            @for (key, figure) in facts {
                @if let Some(figure) = figure { li { (words.text(key, &[("figure", &figure)])) } }
            }
        }
    }
}

fn money(measure: Measure, of: Quantiles) -> String {
    spread(of, |value| measured(measure.name(), value))
}

/// Enough to make all of it again, byte by byte.
fn origin(summary: &Summary, words: Words) -> Markup {
    let about = &summary.about;
    let row = |key: &str, figure: &str| html! { dt { (words.say(key)) } dd { code { (figure) } } };
    html! {
        dl.origin {
            (row("origin.seed", &about.seed.to_string()))
            (row("origin.rules", &about.rules))
            (row("origin.scenario", &about.scenario))
            (row("origin.model", &about.model_version.to_string()))
        }
    }
}

/// What was played, and what was refused.
fn played(results: &Results, words: Words) -> Markup {
    let Summary { about, refused, trace_skipped, interrupted, .. } = &results.summary;
    let runs = [("done", count(about.runs_finished)), ("asked", count(about.runs_asked))];
    let runs = words.text("played.runs", &runs.each_ref().map(|(name, figure)| (*name, figure.as_str())));
    let orders: u64 = results.runs.iter().map(|run| run.orders).sum();
    let figures = [("days", about.days.to_string()), ("orders", count(orders))];
    let played = words.text("played.days", &figures.each_ref().map(|(name, figure)| (*name, figure.as_str())));
    html! {
        section {
            h2 { (words.say("played.title")) }
            p { (played) " " (runs) }
            @if *interrupted { p.warning { (words.say("played.interrupted")) } }
            @if about.runs_finished > 1 { p { (words.say("played.quantiles")) } }
            @for (key, codes) in [("played.refused", refused), ("played.skipped", trace_skipped)] {
                @if codes.values().any(|number| *number > 0) {
                    p { (words.say(key))
                        @for (code, number) in codes { " " (count(*number)) " × " code { (code) } }
                    }
                }
            }
        }
    }
}
