//! Commands for a programme's fund and for its end.

use super::filing::filed;
use super::reads::{engine, programme_in};
use super::values;
use super::writes::Asked;
use crate::arguments::{CloseProgramme, Closing, Fund};
use crate::failure::Failure;
use crate::output::{self, Figures, count, line, moment, money, points, share, watermark};
use ratchet_core::operations;
use ratchet_core::policy::Sha256;
use ratchet_core::view::{BeforeInjection, ClosingView, InjectionView, MemberClosingView};
use ratchet_core::{Command, Engine, Rejection, State};
use rust_i18n::t;

pub(crate) fn fund(asked: &Fund, json: bool) -> Result<(), Failure> {
    let Fund { dir, amount, source, document, filing, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let document = document_hash(document.as_deref())?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::Fund { amount, source: source.clone(), document }))
}

/// The digest of a document, as it was typed.
pub(super) fn document_hash(text: Option<&str>) -> Result<Option<Sha256>, Failure> {
    text.map(|text| values::hash("--document", text).map(Sha256)).transpose()
}

pub(crate) fn close_programme(asked: &CloseProgramme, json: bool) -> Result<(), Failure> {
    let CloseProgramme { dir, from, filing, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run_at(|state, now| {
        let from = from.as_deref().map_or(Ok(now), |text| values::time("--from", text, state))?;
        Ok((filed(filing, operations::CloseProgramme { from })?, None))
    })
}

pub(crate) fn closing(asked: &Closing, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = programme_in(state, &asked.programme.name)?;
    let Some(member) = &asked.member else {
        let view = ClosingView::of(state, programme).ok_or(Rejection::ProgrammeUnknown)?;
        return if json { output::json_of(state, &view) } else { watermark(state).and_then(|()| show(state, &view)) };
    };
    let member = state.directory.member(member).ok_or(Rejection::MemberUnknown)?;
    let view = MemberClosingView::of(state, programme, member).ok_or(Rejection::ProgrammeUnknown)?;
    if json {
        return output::json_of(state, &view);
    }
    watermark(state)?;
    show(state, &view.closing)?;
    Figures::new()
        .row("member.id", &view.member)
        .row("member.points", points(view.points))
        .row("closing.member_gets", money(view.fen))
        .print()
}

fn show(state: &State, view: &ClosingView) -> Result<(), Failure> {
    line(t!(format!("closing.{}", view.stage)))?;
    let price = view.price.as_ref().map_or_else(|| "–".to_owned(), |price| format!("¥{price}"));
    let mut figures = Figures::new();
    if let Some(from) = view.from {
        figures = figures.row("closing.from", moment(state, from));
    }
    figures
        .row("closing.price", price)
        .row("closing.price_today", format!("¥{}", view.price_today))
        .row("closing.founding", points(view.founding_units))
        .row_if(view.released_fen.is_positive(), "closing.released", money(view.released_fen))
        .row_if(view.pending_orders > 0, "closing.pending_orders", count(view.pending_orders))
        .row("status.open_positions", count(view.open_positions))
        .print()?;
    line(t!("status.no_promise"))
}

/// Shows what an injection would do: the same path, taken back.
pub(super) fn show_injection(
    before: BeforeInjection,
    command: &Command,
    engine: &mut Engine,
    json: bool,
) -> Result<(), Failure> {
    let programme = engine.state().programme_named(&command.programme).ok_or(Rejection::ProgrammeUnknown)?;
    let view = engine
        .dry_run(command, |state, events| InjectionView::of(before, state, programme, events))?
        .ok_or(Rejection::ProgrammeUnknown)?;
    let state = engine.state();
    if json {
        return output::json_of(state, &view);
    }
    watermark(state)?;
    Figures::new()
        .row("injection.price_before", format!("¥{}", view.price_before))
        .row("injection.price_after", format!("¥{}", view.price_after))
        .row("injection.exits", count(view.exits))
        .row("injection.leaving", points(view.points_leaving))
        .row("injection.share", share(view.leaving_bp, 10_000))
        .row("injection.paid", money(view.paid_fen))
        .row("injection.supply_after", points(view.supply_after))
        .row("injection.reserve_after", money(view.reserve_after))
        .print()?;
    line(t!("outcome.tried"))
}
