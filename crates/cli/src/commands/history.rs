//! `ratchet verify` and `ratchet head`: whether history is what it was.

use crate::arguments::{Head, Verify};
use crate::failure::Failure;
use crate::output::{self, Figures, count, follow, line};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_deployment::VerifyReport;
use ratchet_journal::SignedHead;
use rust_i18n::t;
use std::fs;
use std::path::Path;

pub(crate) fn verify(asked: &Verify, json: bool) -> Result<(), Failure> {
    let against = asked.against.as_deref().map(read_head).transpose()?;
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let report = ratchet_deployment::verify(&asked.dir, against.as_ref(), |done, of| follow(&bar, done, of));
    bar.finish_and_clear();
    let report = report?;
    if json { output::json(&report) } else { show(&report) }
}

fn show(report: &VerifyReport) -> Result<(), Failure> {
    if report.mode == "sandbox" {
        line(t!("output.sandbox"))?;
    }
    line(t!("verify.sound"))?;
    let balance = report.trial_balance;
    Figures::new()
        .row("verify.frames", count(report.frames))
        .row("verify.records", count(report.records))
        .row("verify.events", count(report.events))
        .row("verify.invariants", count(report.invariant_checks))
        .row("verify.snapshots", count(report.snapshots))
        .row("verify.fen", format!("{} = {}", balance.fen_debit, balance.fen_credit))
        .row("verify.points", format!("{} = {}", balance.points_debit, balance.points_credit))
        .row("verify.head", &report.head_hash)
        .row("verify.state", &report.state_hash)
        .print()?;
    if let Some(frame) = report.extends {
        line(t!("verify.extends", frame = frame))?;
    }
    if report.unfinished_bytes > 0 {
        line(t!("verify.unfinished", bytes = report.unfinished_bytes))?;
    }
    Ok(())
}

fn read_head(path: &Path) -> Result<SignedHead, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    SignedHead::from_json(&text).map_err(|error| Failure::Head { path: path.to_path_buf(), cause: error.to_string() })
}

/// A head is JSON in any case: it is made to be kept and read by programs.
pub(crate) fn head(asked: &Head) -> Result<(), Failure> {
    line(ratchet_deployment::signed_head(&asked.dir)?.to_json())
}
