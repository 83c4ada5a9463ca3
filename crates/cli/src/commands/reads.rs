//! Commands that show: rebuilt from the journal, beside a writer or without one.

use super::price_chart::price_trend;
use super::{now, outcome};
use crate::arguments::{Member, Merchant, Order, Price, Status};
use crate::failure::Failure;
use crate::output::{self, Figures, count, follow, line, moment, money, points, rows, share, watermark};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_core::handle::Programme;
use ratchet_core::policy::{Clearance, OpinionUsed};
use ratchet_core::view::{MemberView, MerchantView, PositionView, PriceView, StatusView};
use ratchet_core::{Engine, Fen, Rejection, State};
use ratchet_deployment::{Layout, OrderHistory, PriceHistory, TimeRange, load, order_history};
use rust_i18n::t;
use std::path::Path;

/// Positions and balances shown one by one.
const ROWS_MAX: usize = 40;

/// Bytes of a journal that is read whole, without being asked, for the course of the price: a moment's reading.
const TREND_BYTES: u64 = 32 << 20;

pub(super) fn engine(dir: &Path) -> Result<Engine, Failure> {
    Ok(load(&Layout::new(dir))?.engine)
}

pub(super) fn programme_in(state: &State, name: &str) -> Result<Programme, Failure> {
    Ok(state.programme_named(name).ok_or(Rejection::ProgrammeUnknown)?)
}

pub(crate) fn status(asked: &Status, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = programme_in(state, &asked.programme.name)?;
    let view = StatusView::of(state, programme, asked.all).ok_or(Rejection::ProgrammeUnknown)?;
    if json {
        return output::json(&view);
    }
    watermark(state)?;
    line(t!("status.title", programme = view.programme, time = moment(state, state.clock)))?;
    if let Some((stage, from)) = view.closing.zip(view.closing_from) {
        line(t!(format!("closing.{stage}")))?;
        line(t!("status.closing_from", time = moment(state, from)))?;
    }
    show_accounts(&view)?;
    if asked.trend || journal_bytes(&Layout::new(&asked.dir)) <= TREND_BYTES {
        show_trend(&asked.dir, &view.programme)?;
    }
    show_truth(&view)?;
    if asked.all { show_all(&view) } else { Ok(()) }
}

fn show_accounts(view: &StatusView) -> Result<(), Failure> {
    let state = &view.state;
    let payables: Fen = state.payables.values().copied().sum();
    Figures::new()
        .row("status.price", format!("¥{}", state.price))
        .row("status.reserve", money(state.reserve))
        .row("status.supply", points(state.supply))
        .row_if(state.unallocated.is_positive(), "status.unallocated", money(state.unallocated))
        .row_if(state.fund.is_positive(), "status.fund", money(state.fund))
        .row("status.platform", money(state.platform))
        .row("status.payables", money(payables))
        .row_if(state.pending.is_positive(), "status.pending", money(state.pending))
        .row_if(view.pending_orders > 0, "status.pending_orders", count(view.pending_orders))
        .row_if(view.held_orders > 0, "status.held_orders", count(view.held_orders))
        .row_if(view.frozen_awards.is_positive(), "status.frozen_awards", money(view.frozen_awards))
        .row_if(view.in_transit.is_positive(), "status.in_transit", money(view.in_transit))
        .row_if(view.withheld.is_positive(), "status.withheld", money(view.withheld))
        .row_if(view.debts_owed.is_positive(), "status.debts_owed", money(view.debts_owed.face()))
        .row("status.orders", count(view.orders))
        .row("status.members", count(view.members))
        .row("status.merchants", count(view.merchants))
        .row("status.open_positions", count(view.open_positions))
        .row("status.exits", count(state.exits))
        .print()?;
    view.clearance.as_ref().map_or(Ok(()), show_clearance)
}

/// What the rules in force were checked by.
fn show_clearance(clearance: &Clearance) -> Result<(), Failure> {
    line(t!("status.clearance", profile = clearance.profile, sha256 = clearance.deployment_file))?;
    clearance.opinions.iter().try_for_each(|OpinionUsed { finding, reference, sha256 }| {
        line(t!("status.opinion", finding = finding, reference = reference, sha256 = sha256))
    })
}

fn journal_bytes(layout: &Layout) -> u64 {
    let segments = std::fs::read_dir(layout.journal()).into_iter().flatten().flatten();
    segments.filter_map(|segment| segment.metadata().ok()).map(|segment| segment.len()).sum()
}

/// The course of the price. A snapshot has no past: what it costs is to read the journal, and so that of a long one is shown
/// only when asked for.
fn show_trend(dir: &Path, programme: &str) -> Result<(), Failure> {
    const BUCKETS_MAX: usize = 256;
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let watch = |done, of| follow(&bar, done, of);
    let history = PriceHistory::read(&Layout::new(dir), programme, TimeRange::default(), BUCKETS_MAX, watch);
    bar.finish_and_clear();
    price_trend(&history?).map_or(Ok(()), |trend| line(format!(" {}  {trend}", t!("status.trend"))))
}

/// What such a programme is about: what went in, what can ever come out, and for how many.
fn show_truth(view: &StatusView) -> Result<(), Failure> {
    let totals = view.totals;
    if !totals.orders.is_positive() {
        return line(t!("status.no_orders"));
    }
    line("")?;
    line(t!("status.truth"))?;
    Figures::new()
        .row("status.spent", money(totals.spent()))
        .row("status.pool", money(totals.pool))
        .row_if(totals.injected.is_positive(), "status.injected", money(totals.injected))
        .row_if(totals.subsidy.is_positive(), "status.subsidy", money(totals.subsidy))
        .row_if(totals.drip.is_positive(), "status.drip", money(totals.drip))
        .row("status.redeemed", money(totals.redeemed))
        .row("status.exited", money(totals.exited))
        .row_if(totals.closed.is_positive(), "status.closed", money(totals.closed))
        .row_if(totals.to_issuer.is_positive(), "status.to_issuer", money(totals.to_issuer))
        .row_if(totals.refunded.is_positive(), "status.refunded", money(totals.refunded))
        .row_if(totals.corrected.is_positive(), "status.corrected", money(totals.corrected))
        .row("status.awards", money(totals.awards))
        .print()?;
    if let Some(most) = view.most_back_per_hundred {
        line(t!("status.most", most = money(most)))?;
    }
    let not_reached = view.opened_positions - view.state.exits.min(view.opened_positions);
    let reached = share(view.state.exits, view.opened_positions);
    let without = share(not_reached, view.opened_positions);
    line(t!("status.reached", reached = reached, without = without, positions = count(view.opened_positions)))?;
    line(t!("status.no_promise"))
}

fn show_all(view: &StatusView) -> Result<(), Failure> {
    line("")?;
    let balances = view.state.balances.iter().flatten();
    rows(&["status.member", "status.balance"], balances.map(|(id, fen)| vec![id.clone(), money(*fen)]).collect())?;
    line("")?;
    let payables = view.state.payables.iter();
    rows(&["status.merchant", "status.payable"], payables.map(|(id, fen)| vec![id.clone(), money(*fen)]).collect())?;
    line("")?;
    let positions = view.state.positions.iter().flatten().map(|row| {
        vec![row.id.to_string(), row.member.clone(), money(row.spend), points(row.points), money(row.realised)]
    });
    let heading = ["member.position", "status.member", "member.spend", "member.points", "member.realised"];
    rows(&heading, positions.collect())
}

pub(crate) fn price(asked: &Price, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let programme = programme_in(engine.state(), &asked.programme.name)?;
    let view = engine.state().programme(programme).map(PriceView::of).ok_or(Rejection::ProgrammeUnknown)?;
    if json {
        return output::json_of(engine.state(), &view);
    }
    watermark(engine.state())?;
    let key = if view.is_reference { "price.reference" } else { "price.quotient" };
    let (reserve, supply) = (money(view.reserve), points(view.supply));
    line(t!(key, price = view.price, reserve = reserve, supply = supply))?;
    line(t!("status.no_promise"))
}

pub(crate) fn member(asked: &Member, json: bool) -> Result<(), Failure> {
    let mut engine = engine(&asked.dir)?;
    let programme = programme_in(engine.state(), &asked.programme.name)?;
    let view = MemberView::of(&mut engine, programme, &asked.id).ok_or(Rejection::MemberUnknown)?;
    if json {
        return output::json_of(engine.state(), &view);
    }
    watermark(engine.state())?;
    let mut figures = Figures::new()
        .row("member.id", &view.member)
        .row("member.referrer", view.referrer.as_deref().unwrap_or("–"))
        .row("member.balance", money(view.balance))
        .row_if(view.frozen.is_positive(), "member.frozen", money(view.frozen))
        .row_if(view.pending.is_positive(), "member.pending", money(view.pending))
        .row_if(view.in_transit.is_positive(), "status.in_transit", money(view.in_transit))
        .row("member.points", points(view.points))
        .row("member.spend", money(view.spend));
    if let Some(sale) = view.sale_now {
        figures = figures.row("member.gross", money(sale.gross)).row("member.fee", money(sale.fee));
        let of_spend = share(sale.net.get().unsigned_abs(), view.spend.get().unsigned_abs());
        figures = figures.row("member.net", money(sale.net)).row("member.of_spend", of_spend);
    }
    figures.print()?;
    show_positions(&view.positions)
}

fn show_positions(positions: &[PositionView]) -> Result<(), Failure> {
    if positions.is_empty() {
        return Ok(());
    }
    line("")?;
    let row = |position: &PositionView| {
        let left = position.left_to_cap.map_or_else(|| "–".to_owned(), money);
        vec![
            position.position.to_string(),
            money(position.spend),
            points(position.points),
            money(position.worth),
            left,
            money(position.realised),
        ]
    };
    let heading =
        ["member.position", "member.spend", "member.points", "member.worth", "member.left", "member.realised"];
    rows(&heading, positions.iter().take(ROWS_MAX).map(row).collect())?;
    let more = positions.len().saturating_sub(ROWS_MAX);
    if more > 0 { line(t!("outcome.more", count = more)) } else { Ok(()) }
}

pub(crate) fn merchant(asked: &Merchant, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let view = MerchantView::of(engine.state(), &asked.id).ok_or(Rejection::MerchantUnknown)?;
    if json {
        return output::json_of(engine.state(), &view);
    }
    watermark(engine.state())?;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    Figures::new()
        .row("merchant.id", &view.merchant)
        .row("merchant.programme", &view.programme)
        .row("merchant.plan", &view.plan)
        .row("merchant.take", view.take_bp.map_or_else(|| "–".to_owned(), |rate| rate.to_string()))
        .row("merchant.owner", or_none(&view.owner))
        .row("merchant.recruiter", or_none(&view.recruiter))
        .row("merchant.region", or_none(&view.region))
        .row("merchant.payable", money(view.payable))
        .row_if(view.in_transit.is_positive(), "status.in_transit", money(view.in_transit))
        .print()
}

pub(crate) fn order(asked: &Order, json: bool) -> Result<(), Failure> {
    let layout = Layout::new(&asked.dir);
    let engine = load(&layout)?.engine;
    let history = order_history(&layout, engine.state(), &asked.id, now())?.ok_or(Rejection::OrderUnknown)?;
    if json {
        return output::json_of(engine.state(), &history);
    }
    watermark(engine.state())?;
    show_order(&history)?;
    for step in &history.steps {
        line("")?;
        let when = moment(engine.state(), step.occurred_at);
        let operation = t!(format!("order.{}", step.operation)).into_owned();
        line(t!(
            "order.step",
            operation = operation,
            time = when,
            actor =
                step.approver.as_ref().map_or(step.actor.clone(), |approver| format!("{} + {approver}", step.actor)),
            frame = step.frame,
            record = step.record
        ))?;
        outcome::show(&step.outcome, false)?;
    }
    Ok(())
}

fn show_order(history: &OrderHistory) -> Result<(), Failure> {
    Figures::new()
        .row("order.id", &history.order)
        .row("merchant.programme", &history.programme)
        .row("status.member", &history.member)
        .row("status.merchant", &history.merchant)
        .row("merchant.plan", format!("{} (v{})", history.plan, history.version))
        .row("order.amount", money(history.amount))
        .row("order.refunded", money(history.refunded))
        .row("member.position", history.position.map_or_else(|| "–".to_owned(), |id| id.to_string()))
        .print()
}
