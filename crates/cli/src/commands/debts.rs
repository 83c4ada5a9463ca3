//! Commands for old debts: claims, coins, and what became of them.

use super::reads::{engine, programme_in};
use super::writes::{Asked, close, open};
use super::{now, values};
use crate::arguments::{ConvertClaim, Debts, ImportClaim, ImportClaims};
use crate::failure::{EXIT_CANNOT, EXIT_INTERRUPTED, EXIT_SOME_REJECTED, Failure};
use crate::output::{self, Figures, count, line, moment, money, points, rows, say, watermark};
use ratchet_core::operations;
use ratchet_core::view::{DebtView, GrantView};
use ratchet_core::{Coins, Rejection, State, Time};
use ratchet_deployment::{ClaimsImport, ClaimsReport, Import};
use ratchet_intake::ClaimMapping;
use rust_i18n::t;
use serde_json::json;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Members shown one by one.
const ROWS_MAX: usize = 40;

pub(crate) fn import_claims(asked: &ImportClaims, json: bool) -> Result<ExitCode, Failure> {
    let mapping = ClaimMapping::from_pairs(&asked.columns).map_err(|error| Failure::Deployment(error.into()))?;
    let mut deployment = open(&asked.dir, &asked.writing)?;
    let import = ClaimsImport {
        file: asked.file.clone(),
        mapping,
        programme: asked.programme.name.clone(),
        batch: asked.batch.clone().unwrap_or_else(|| Import::default_batch(&asked.file)),
        rejects: asked.rejects.clone().unwrap_or_else(|| Import::default_rejects(&asked.file)),
        actor: asked.writing.person.name.clone(),
    };
    let stopped = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stopped);
    // Without a handler Ctrl-C ends the process as a crash would: nothing is lost then either, only said less kindly.
    let _ = ctrlc::set_handler(move || handler.store(true, Ordering::SeqCst));
    let report = import.run(&mut deployment, now, |_| !stopped.load(Ordering::SeqCst))?;
    let shown = if json {
        output::json(&to_json(&import, &report))
    } else {
        watermark(deployment.state()).and_then(|()| show_import(&import, &report))
    };
    close(deployment);
    shown.map_err(Failure::after_commit)?;
    Ok(exit_code(&report))
}

fn show_import(import: &ClaimsImport, report: &ClaimsReport) -> Result<(), Failure> {
    if report.lines == report.taken_before && report.rejected == 0 {
        return line(t!("import.nothing", batch = import.batch, lines = count(report.lines)));
    }
    if report.taken_before > 0 {
        line(t!("import.continued", batch = import.batch, line = count(report.taken_before + 1)))?;
    }
    Figures::new()
        .row("debts.claims", count(report.claims))
        .row("debts.owed_more", money(report.amount))
        .row("import.members", count(report.members))
        .row("import.rejected", count(report.rejected))
        .print()?;
    for rejected in &report.first_rejected {
        line(super::import::describe(rejected))?;
    }
    for (code, lines) in &report.rejected_by_code {
        line(t!("import.by_code", code = code, lines = count(*lines)))?;
    }
    if report.rejected > 0 { line(t!("import.rejects", path = import.rejects.display())) } else { Ok(()) }
}

fn to_json(import: &ClaimsImport, report: &ClaimsReport) -> serde_json::Value {
    json!({
        "batch": import.batch,
        "lines": report.lines,
        "taken_before": report.taken_before,
        "claims": report.claims,
        "amount": report.amount,
        "members": report.members,
        "rejected": report.rejected,
        "rejected_by_code": report.rejected_by_code,
        "rejects": (report.rejected > 0).then(|| import.rejects.display().to_string()),
        "interrupted": report.interrupted,
        "error": report.broken_off.as_ref().map(|error| json!({ "code": error.code(), "detail": error.to_string() })),
    })
}

/// Says why a file broke off, if it did; the exit status tells how far the import came.
fn exit_code(report: &ClaimsReport) -> ExitCode {
    if let Some(error) = &report.broken_off {
        say(format!("{} [{}]: {error}", t!("failure.error"), error.code()));
        ExitCode::from(EXIT_CANNOT)
    } else if report.interrupted {
        ExitCode::from(EXIT_INTERRUPTED)
    } else if report.rejected > 0 {
        ExitCode::from(EXIT_SOME_REJECTED)
    } else {
        ExitCode::SUCCESS
    }
}

pub(crate) fn import_claim(asked: &ImportClaim, json: bool) -> Result<(), Failure> {
    let ImportClaim { dir, member, amount, evidence, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let evidence = values::hash("--evidence", evidence)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::ImportClaim { member: member.clone(), amount, evidence }.into()))
}

pub(crate) fn convert_claim(asked: &ConvertClaim, json: bool) -> Result<(), Failure> {
    let ConvertClaim { dir, member, amount, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::ConvertClaim { member: member.clone(), amount }.into()))
}

pub(crate) fn debts(asked: &Debts, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let programme = programme_in(state, &asked.programme.name)?;
    let of = state.programme(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let views: Vec<DebtView> = match &asked.member {
        Some(id) => {
            let member = state.directory.member(id).ok_or(Rejection::MemberUnknown)?;
            vec![DebtView::of(state, programme, member).unwrap_or_else(|| DebtView::nothing(id))]
        }
        None => of.debts.claims().filter_map(|(member, _)| DebtView::of(state, programme, member)).collect(),
    };
    if asked.csv {
        line(DebtView::COLUMNS.join(","))?;
        return views.iter().try_for_each(|view| line(view.cells().join(",")));
    }
    match (&asked.member, views.first()) {
        (Some(_), Some(view)) if json => output::json_of(state, view),
        (Some(_), Some(view)) => watermark(state).and_then(|()| show_debt(state, view)),
        _ if json => output::json_of(state, &json!({ "owed": of.debts.owed(), "members": views })),
        _ => watermark(state).and_then(|()| show_debts(of.debts.owed(), &views)),
    }
}

fn show_debt(state: &State, view: &DebtView) -> Result<(), Failure> {
    Figures::new()
        .row("debts.claim", coins(view.claim))
        .row("debts.settled", coins(view.settled))
        .row("debts.owed", coins(view.owed))
        .row("debts.unconverted", coins(view.unconverted))
        .row("debts.coins", coins(view.coins))
        .row_if(view.held.is_positive(), "debts.held", coins(view.held))
        .row("debts.locked", points(view.points_locked))
        .row("debts.free", points(view.points_free))
        .row("debts.worth", money(view.worth))
        .print()?;
    let next = |at: Option<Time>| at.map_or_else(|| "–".to_owned(), |at| moment(state, at));
    let position = |grant: &GrantView| {
        let released = format!("{}/{}", grant.released, grant.tranches);
        let (worth, target) = (money(grant.worth), money(grant.target));
        vec![grant.position.to_string(), coins(grant.coins), worth, target, released, next(grant.next_at)]
    };
    if !view.positions.is_empty() {
        let heading =
            ["member.position", "debts.coins_spent", "debts.worth", "debts.target", "debts.released", "debts.next"];
        rows(&heading, view.positions.iter().map(position).collect())?;
    }
    line(t!("debts.unbacked"))
}

fn show_debts(owed: Coins, views: &[DebtView]) -> Result<(), Failure> {
    Figures::new().row("debts.owed", coins(owed)).row("status.members", count(views.len() as u64)).print()?;
    let row = |view: &DebtView| {
        let points = points(view.points_locked + view.points_free);
        vec![view.member.clone(), coins(view.claim), coins(view.settled), coins(view.owed), coins(view.coins), points]
    };
    let heading = ["status.member", "debts.claim", "debts.settled", "debts.owed", "debts.coins", "member.points"];
    rows(&heading, views.iter().take(ROWS_MAX).map(row).collect())?;
    if views.len() > ROWS_MAX {
        line(t!("outcome.more", count = views.len() - ROWS_MAX))?;
    }
    line(t!("debts.unbacked"))
}

/// Coins as the CNY that they settle.
fn coins(coins: Coins) -> String {
    money(coins.face())
}
