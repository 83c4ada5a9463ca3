//! `ratchet explain`.

use super::{now, values};
use crate::arguments::Explain;
use crate::failure::Failure;
use crate::output::{self, line, moment_in, money, points, rows};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_core::{Fen, Points, Rejection};
use ratchet_deployment::{Layout, load};
use ratchet_explain::{
    AwardLine, CapDistance, Claim, MemberExplained, Number, OrderExplained, PriceExplained, SaleNow, Step, Working,
    explain_member, explain_order, explain_price,
};
use rust_i18n::t;

/// Steps shown of a longer history.
const STEPS_MAX: usize = 10;
/// Positions shown one by one.
const POSITIONS_MAX: usize = 40;

pub(crate) fn explain(asked: &Explain, json: bool) -> Result<(), Failure> {
    let layout = Layout::new(&asked.dir);
    let programme = asked.programme.name.as_str();
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let follow = |done: u64, of: u64| {
        // Drawing costs more than replaying: only now and then.
        if done.is_multiple_of(1_024) {
            bar.set_length(of);
            bar.set_position(done);
        }
    };
    if let Some(id) = &asked.order {
        let found = explain_order(&layout, id, Some(programme), follow);
        bar.finish_and_clear();
        let explained = found?.ok_or(Rejection::OrderUnknown)?;
        return if json { output::json(&explained) } else { show_order(&explained, asked.all) };
    }
    // A journal that knows the member or the programme says so at once, before all of it is read.
    let state = load(&layout)?.engine;
    state.state().programme_named(programme).ok_or(Rejection::ProgrammeUnknown)?;
    if let Some(id) = &asked.member {
        state.state().directory.member(id).ok_or(Rejection::MemberUnknown)?;
        let found = explain_member(&layout, id, programme, now(), follow);
        bar.finish_and_clear();
        let explained = found?.ok_or(Rejection::MemberUnknown)?;
        return if json { output::json(&explained) } else { show_member(&explained, asked.all) };
    }
    let text = asked.price_at.as_deref().unwrap_or_default();
    let at = values::time("--price-at", text, state.state())?;
    let found = explain_price(&layout, programme, at, follow);
    bar.finish_and_clear();
    let not_yet = || Failure::argument("--price-at", format!("at `{text}` programme `{programme}` was not open yet"));
    let explained = found?.ok_or_else(not_yet)?;
    if json { output::json(&explained) } else { show_price(&explained) }
}

fn watermark(mode: &str) -> Result<(), Failure> {
    if mode == "sandbox" { line(t!("output.sandbox")) } else { Ok(()) }
}

fn show_order(told: &OrderExplained, all: bool) -> Result<(), Failure> {
    watermark(told.mode)?;
    let (order, programme) = (&told.order, &told.programme);
    line(t!("explain.order", order = order, programme = programme, time = moment_in(&told.zone, told.as_of)))?;
    show_steps(&told.steps, &told.zone, all)
}

fn show_member(told: &MemberExplained, all: bool) -> Result<(), Failure> {
    watermark(told.mode)?;
    let (member, programme) = (&told.member, &told.programme);
    line(t!("explain.member", member = member, programme = programme, time = moment_in(&told.zone, told.as_of)))?;
    show_working(&told.balance)?;
    if told.running.cash.get() > 0 {
        line(t!("explain.cash", cash = amount(told.running.cash, "fen")))?;
    }
    if let Some(sale) = &told.sale_now {
        show_sale_now(sale)?;
    }
    show_cap(&told.cap)?;
    show_positions(told)?;
    show_steps(&told.steps, &told.zone, all)
}

fn show_sale_now(sale: &SaleNow) -> Result<(), Failure> {
    line("")?;
    line(t!("explain.sale_now", gross = money(sale.gross), fee = money(sale.fee), net = money(sale.net)))?;
    for position in sale.positions.iter().take(POSITIONS_MAX) {
        line(t!("explain.position", position = position.position))?;
        position.workings.iter().try_for_each(show_working)?;
    }
    more(sale.positions.len(), POSITIONS_MAX)
}

fn show_cap(distances: &[CapDistance]) -> Result<(), Failure> {
    if distances.is_empty() {
        return Ok(());
    }
    line("")?;
    line(t!("explain.cap"))?;
    for distance in distances.iter().take(POSITIONS_MAX) {
        line(t!("explain.position", position = distance.position))?;
        distance.workings.iter().try_for_each(show_working)?;
    }
    more(distances.len(), POSITIONS_MAX)
}

fn show_positions(told: &MemberExplained) -> Result<(), Failure> {
    if told.positions.is_empty() {
        return Ok(());
    }
    line("")?;
    let heading =
        ["member.position", "status.orders", "explain.figure.minted", "explain.what.sold", "explain.figure.burned"];
    let heading = heading.into_iter().chain([
        "member.points",
        "member.spend",
        "member.realised",
        "explain.opened",
        "explain.closed",
    ]);
    let day = |time| moment_in(&told.zone, time).chars().take(10).collect::<String>();
    let table = told.positions.iter().rev().take(POSITIONS_MAX).map(|story| {
        vec![
            story.position.to_string(),
            story.orders.to_string(),
            amount(story.minted, "units"),
            amount(story.sold, "units"),
            amount(story.burned, "units"),
            amount(story.points.value, "units"),
            money(story.spend),
            money(story.realised),
            day(story.opened_at),
            story.closed_at.map_or_else(|| "–".to_owned(), day),
        ]
    });
    rows(&heading.collect::<Vec<_>>(), table.collect())?;
    more(told.positions.len(), POSITIONS_MAX)
}

fn show_price(told: &PriceExplained) -> Result<(), Failure> {
    watermark(told.mode)?;
    let (programme, time) = (&told.programme, moment_in(&told.zone, told.at));
    line(t!("explain.price_at", programme = programme, time = time))?;
    if told.is_reference {
        line(t!("explain.reference"))?;
    }
    [&told.quotient, &told.reserve, &told.supply].into_iter().try_for_each(show_working)?;
    line("")?;
    let table = told.causes.iter().filter(|row| row.count > 0).map(|row| {
        let name = t!(format!("explain.cause.{}", row.cause.name())).into_owned();
        vec![name, output::count(row.count), amount(row.reserve, "fen"), amount(row.supply, "units")]
    });
    rows(&["explain.because", "explain.times", "status.reserve", "status.supply"], table.collect())?;
    for (heading, step) in [("explain.redemption", &told.redemption), ("explain.last_change", &told.last_change)] {
        let Some(step) = step else { continue };
        line("")?;
        line(t!(heading))?;
        show_step(step, &told.zone)?;
    }
    Ok(())
}

fn show_steps(steps: &[Step], zone: &str, all: bool) -> Result<(), Failure> {
    let left_out = if all { 0 } else { steps.len().saturating_sub(STEPS_MAX) };
    if left_out > 0 {
        line("")?;
        line(t!(
            "explain.left_out",
            left_out = output::count(left_out as u64),
            steps = output::count(steps.len() as u64)
        ))?;
    }
    for step in &steps[left_out..] {
        line("")?;
        show_step(step, zone)?;
    }
    Ok(())
}

fn show_step(step: &Step, zone: &str) -> Result<(), Failure> {
    let named = [
        ("order.id", step.order.clone()),
        ("status.member", step.member.clone()),
        ("status.merchant", step.merchant.clone()),
        ("member.position", step.position.map(|position| position.to_string())),
    ];
    let named = named.into_iter().filter_map(|(key, id)| Some(format!("{} {}", t!(key), id?)));
    line(t!(
        "explain.step",
        what = t!(format!("explain.what.{}", step.what.name())),
        time = moment_in(zone, step.occurred_at),
        frame = step.frame,
        record = step.record,
        event = step.event,
        named = named.collect::<Vec<_>>().join(" · ")
    ))?;
    step.workings.iter().try_for_each(show_working)?;
    step.awards.iter().try_for_each(show_award)
}

fn show_award(award: &AwardLine) -> Result<(), Failure> {
    let (kind, member) = (award.kind, award.member.as_deref().unwrap_or("–"));
    match (award.claim, &award.working) {
        (Claim::Nobody, _) | (_, None) => line(t!("explain.claim.nobody", kind = kind)),
        (Claim::Paid, Some(working)) => {
            line(t!("explain.claim.paid", kind = kind, member = member))?;
            show_working(working)
        }
        (Claim::NotAboveSmallerRegion, _) => line(t!("explain.claim.smaller_region", kind = kind, member = member)),
        (Claim::LessThanAFen, Some(working)) => {
            line(t!("explain.claim.less_than_a_fen", kind = kind, member = member))?;
            show_working(working)
        }
    }
}

fn show_working(working: &Working) -> Result<(), Failure> {
    let name = t!(format!("explain.figure.{}", working.figure));
    let figure = working.of.as_ref().map_or_else(|| name.to_string(), |of| format!("{name} ({of})"));
    let (value, filled) = (amount(working.value, working.unit), working.filled());
    line(t!(
        "explain.working",
        figure = figure,
        value = value,
        formula = working.formula,
        filled = filled,
        section = working.section
    ))
}

/// A number in its unit, as people read it.
fn amount(number: Number, unit: &str) -> String {
    let Ok(count) = i64::try_from(number.get()) else { return number.get().to_string() };
    match unit {
        "fen" => money(Fen::new(count)),
        "units" => points(Points::new(count)),
        // A price has the eight decimals of points.
        "price" => format!("¥{}", Points::new(count)),
        _ => count.to_string(),
    }
}

fn more(all: usize, shown: usize) -> Result<(), Failure> {
    let more = all.saturating_sub(shown);
    if more > 0 { line(t!("outcome.more", count = more)) } else { Ok(()) }
}
