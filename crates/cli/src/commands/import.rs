//! `ratchet import`.

use super::now;
use super::writes::{close, open};
use crate::arguments::Import as Asked;
use crate::failure::{EXIT_CANNOT, EXIT_INTERRUPTED, EXIT_SOME_REJECTED, Failure};
use crate::output::{self, Figures, count, line, money, say, watermark};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ratchet_core::BasisPoints;
use ratchet_deployment::{Deployment, Import, ImportReport, Progress, RejectedLine};
use ratchet_intake::Mapping;
use rust_i18n::t;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) fn import(asked: &Asked, json: bool) -> Result<ExitCode, Failure> {
    let mapping = Mapping::from_pairs(&asked.columns).map_err(|error| Failure::Deployment(error.into()))?;
    let mut deployment = open(&asked.dir, &asked.writing)?;
    let zone = deployment.state().terms.as_ref().map(|terms| terms.zone.clone()).unwrap_or_default();
    let import = Import {
        file: asked.file.clone(),
        mapping,
        zone: asked.tz.clone().unwrap_or(zone),
        programme: asked.programme.name.clone(),
        merchant: asked.merchant.clone(),
        plan: asked.plan.clone(),
        cost_bp: asked.cost_bp.map(BasisPoints::new),
        batch: asked.batch.clone().unwrap_or_else(|| Import::default_batch(&asked.file)),
        rejects: asked.rejects.clone().unwrap_or_else(|| Import::default_rejects(&asked.file)),
        actor: asked.writing.person.name.clone(),
    };
    let report = run(&import, &mut deployment)?;
    let shown = if json {
        output::json(&to_json(&import, &report))
    } else {
        watermark(deployment.state()).and_then(|()| show(&import, &report, &asked.dir))
    };
    close(deployment);
    shown.map_err(Failure::after_commit)?;
    Ok(exit_code(&report))
}

/// Imports with a progress bar, until the end or Ctrl-C.
fn run(import: &Import, deployment: &mut Deployment) -> Result<ImportReport, Failure> {
    let stopped = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stopped);
    // Without a handler Ctrl-C ends the process as a crash would: nothing is lost then either, only said less kindly.
    let _ = ctrlc::set_handler(move || handler.store(true, Ordering::SeqCst));
    let bar = progress_bar();
    let report = import.run(deployment, now, |progress| {
        follow(&bar, progress);
        !stopped.load(Ordering::SeqCst)
    })?;
    bar.finish_and_clear();
    Ok(report)
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed_precise} + {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn follow(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.bytes_total);
    bar.set_position(progress.bytes);
    let milliseconds = u64::try_from(bar.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = progress.booked.saturating_mul(1_000) / milliseconds;
    bar.set_message(t!("import.progress", booked = count(progress.booked), rate = count(rate)).into_owned());
}

fn show(import: &Import, report: &ImportReport, dir: &Path) -> Result<(), Failure> {
    let batch = &import.batch;
    if report.lines == report.taken_before && report.rejected == 0 {
        return line(t!("import.nothing", batch = batch, lines = count(report.lines)));
    }
    if report.taken_before > 0 {
        line(t!("import.continued", batch = batch, line = count(report.taken_before + 1)))?;
    }
    Figures::new()
        .row("import.booked", count(report.booked))
        .row("import.amount", money(report.amount))
        .row("import.pool", money(report.pool))
        .row("import.members", count(report.members))
        .row("import.merchants", count(report.merchants))
        .row("import.exits", count(report.exits))
        .row("import.rejected", count(report.rejected))
        .print()?;
    if report.rejected > 0 {
        for rejected in &report.first_rejected {
            line(describe(rejected))?;
        }
        for (code, lines) in &report.rejected_by_code {
            line(t!("import.by_code", code = code, lines = count(*lines)))?;
        }
        line(t!("import.rejects", path = import.rejects.display()))?;
    }
    if report.interrupted {
        line(t!("import.interrupted", dir = dir.display()))?;
    }
    Ok(())
}

pub(super) fn describe(rejected: &RejectedLine) -> String {
    let sentence = crate::language::sentence(rejected.code);
    let detail = sentence.unwrap_or_else(|| rejected.detail.clone());
    t!("import.line", line = rejected.line, code = rejected.code, value = rejected.value, detail = detail).into_owned()
}

fn to_json(import: &Import, report: &ImportReport) -> serde_json::Value {
    json!({
        "batch": import.batch,
        "lines": report.lines,
        "taken_before": report.taken_before,
        "booked": report.booked,
        "rejected": report.rejected,
        "rejected_by_code": report.rejected_by_code,
        "rejects": (report.rejected > 0).then(|| import.rejects.display().to_string()),
        "members": report.members,
        "merchants": report.merchants,
        "amount": report.amount,
        "pool": report.pool,
        "exits": report.exits,
        "interrupted": report.interrupted,
        "error": report.broken_off.as_ref().map(|error| json!({ "code": error.code(), "detail": error.to_string() })),
    })
}

/// Says why a file broke off, if it did; the exit status tells how far the import came.
fn exit_code(report: &ImportReport) -> ExitCode {
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
