//! The first lines: what is uncomfortable, where the figures come from, and that nothing is promised.

use crate::figures::{count, measured, percent_text, spread};
use crate::words::Words;
use maud::{Markup, html};
use ratchet_sim::Results;
use ratchet_sim::results::{FundSummary, Measure, Quantiles, Summary};

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
    let median = summary.median_back_per_100.map(|back| money(Measure::MedianBackPer100, back));
    let facts = [("first.back", back), ("first.median", median), ("first.even", not_even), ("first.last_out", last)];
    html! {
        ul {
            @for (key, figure) in facts.into_iter().chain(of_parts(summary)) {
                @if let Some(figure) = figure { li { (words.text(key, &[("figure", &figure)])) } }
            }
        }
    }
}

/// What is uncomfortable about the parts of the mechanism that the scenario uses.
fn of_parts(summary: &Summary) -> Vec<(&'static str, Option<String>)> {
    let yuan = |of: Option<Quantiles>| of.map(|of| money(Measure::BackPer100, of));
    let percent = |of: Option<Quantiles>| of.map(|of| spread(of, percent_text));
    let Summary { fund, levels, debts, closing, .. } = summary;
    let without = fund.as_ref().and_then(|fund: &FundSummary| yuan(fund.most_back_without_per_100));
    let (top, nothing) =
        levels.as_ref().map_or((None, None), |of| (percent(of.top_percent), percent(of.without_percent)));
    let owed = debts.as_ref().and_then(|debts| yuan(debts.owed));
    let held = closing.as_ref().and_then(|closing| yuan(closing.held_per_100));
    vec![
        ("first.without_fund", without),
        ("first.top", top),
        ("first.no_level", nothing),
        ("first.owed", owed),
        ("first.closed", held),
    ]
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
