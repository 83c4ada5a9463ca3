//! Where 100.00 goes under each plan, and the rules.

use super::figures::{Words, count, money, none, rate};
use crate::facts::Factsheet;
use crate::rules_in_force::VersionFacts;
use crate::spending::PlanSpending;
use maud::{Markup, html};
use ratchet_core::rules::{Overshoot, Scope};
use ratchet_core::{BasisPoints, Fen};
use std::collections::BTreeMap;

/// How many colours the split lines take turns in.
const COLOURS: usize = 5;

/// Where 100.00 goes: name, amount, colour.
struct Part<'a> {
    name: String,
    line: Option<&'a str>,
    amount: Fen,
    colour: String,
}

pub(super) fn spending(sheet: &Factsheet, words: &Words) -> Markup {
    words.block("spending", &html! { @for plan in &sheet.spending { (plan_block(plan, words)) } })
}

fn plan_block(plan: &PlanSpending, words: &Words) -> Markup {
    let by_rule = plan.by_rule.as_ref();
    html! {
        h3 { (words.text("spending.plan", &[("plan", &plan.plan)])) }
        @if let Some(rule) = by_rule {
            p { (words.text("spending.by_rule", &[("rate", &rate(Some(rule.take_bp)))])) }
            (parts_block(&parts(rule.merchant, &rule.lines, rule.pool, words), words))
            p { (words.text("spending.awards_at_most", &[("awards", &money(rule.awards_at_most))])) " "
                (words.text("spending.points_worth", &[("worth", &money(rule.points_worth))])) }
        } @else {
            p.unknown { (words.say("spending.by_cost")) }
        }
        @if let Some(own) = &plan.own_rates {
            p { (words.text("spending.own_rates", &[("merchants", &count(own.merchants)),
                ("lowest", &rate(Some(own.lowest_bp))), ("highest", &rate(Some(own.highest_bp)))])) }
        }
        @if let Some(booked) = &plan.booked {
            @let each = &booked.per_hundred;
            p { (words.text("spending.booked", &[("orders", &count(booked.orders)), ("amount", &money(booked.amount))])) }
            (parts_block(&parts(each.merchant, &each.lines, each.pool, words), words))
            p { (words.text("spending.awards_paid", &[("awards", &money(each.awards))])) }
        }
    }
}

fn parts<'a>(merchant: Fen, lines: &'a BTreeMap<String, Fen>, pool: Fen, words: &Words) -> Vec<Part<'a>> {
    let part = |key: &str, amount: Fen, colour: &str| Part {
        name: words.say(key),
        line: None,
        amount,
        colour: colour.to_owned(),
    };
    let mut parts = vec![part("spending.merchant", merchant, "c0")];
    for (place, (name, amount)) in lines.iter().enumerate() {
        let colour = format!("c{}", 1 + place % COLOURS);
        parts.push(Part { name: words.say("spending.line"), line: Some(name), amount: *amount, colour });
    }
    parts.push(part("spending.pool", pool, "pool"));
    parts
}

fn parts_block(parts: &[Part<'_>], words: &Words) -> Markup {
    // A width in hundredths of a per cent: amounts of 100.00 are just that.
    let width = |amount: Fen| format!("width:{amount}%");
    html! {
        div.bar role="img" aria-label=(words.say("spending.bar")) {
            @for part in parts { span class=(part.colour) style=(width(part.amount)) {} }
        }
        table {
            @for part in parts {
                tr {
                    th { span class=(format!("k {}", part.colour)) {} (part.name)
                        @if let Some(line) = part.line { " " code { (line) } } }
                    td.n { (money(part.amount)) }
                }
            }
        }
    }
}

pub(super) fn rules(sheet: &Factsheet, words: &Words) -> Markup {
    let rules = &sheet.rules;
    words.block(
        "rules",
        &html! {
            (version(&rules.now, words))
            h3 { (words.say("rules.next")) }
            @match &rules.next {
                Some(next) => (version(next, words)),
                None => p { (words.say("rules.no_next")) },
            }
        },
    )
}

fn version(facts: &VersionFacts, words: &Words) -> Markup {
    let rules = &facts.rules;
    let from = facts.effective_at.map_or_else(|| words.say("rules.beginning"), |time| words.moment(time));
    let cap = rules.cap.map_or_else(none, |cap| {
        let scope = words.say(if cap.scope == Scope::Member { "rules.scope_member" } else { "rules.scope_order" });
        let over = words.say(if cap.overshoot == Overshoot::Pay { "rules.over_paid" } else { "rules.over_retained" });
        let multiple = multiple(cap.multiple_bp);
        words.text("rules.cap_text", &[("multiple", &multiple), ("scope", &scope), ("over", &over)])
    });
    html! {
        table {
            (words.row("rules.version", facts.version.to_string()))
            (words.row("rules.from", from))
            (words.row("rules.initial_price", money(rules.initial_price_fen)))
            (words.row("rules.mint", rate(Some(rules.mint_bp))))
            (words.row("rules.fee", rate(Some(rules.redemption_fee_bp))))
            (words.row("rules.founding", money(rules.founding_fen)))
            tr { th { (words.say("rules.cap")) } td { (cap) } }
            @if let Some(clearance) = &facts.clearance {
                tr { th { (words.say("rules.checked")) } td { (clearance.profile) br; code { (clearance.deployment_file) } } }
                @for opinion in &clearance.opinions {
                    tr {
                        th { (words.text("rules.opinion", &[("finding", &opinion.finding)])) }
                        td { (opinion.reference) br; code { (opinion.sha256) } }
                    }
                }
            }
            @for (name, plan) in &rules.plans {
                tr {
                    th { (words.text("spending.plan", &[("plan", name)])) }
                    td {
                        @match plan.take_bp {
                            Some(take) => { (words.text("rules.take", &[("rate", &rate(Some(take)))])) },
                            None => { (words.say("rules.cost")) },
                        }
                    }
                }
            }
        }
    }
}

/// A multiple of the spend: `3.00`.
fn multiple(bp: BasisPoints) -> String {
    format!("{}.{:02}", bp.get() / 10_000, bp.get() % 10_000 / 100)
}
