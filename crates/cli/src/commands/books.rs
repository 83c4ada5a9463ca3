//! `ratchet books` and `ratchet reconcile`.

use crate::arguments::{Books, Reconcile};
use crate::failure::{EXIT_REFUSED, EXIT_SOME_REJECTED, Failure};
use crate::output::{self, Figures, count, follow, line, money, rows};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_books::reconcile::{CashDifference, DifferenceKind, Reconciliation, StatementFormat};
use ratchet_books::sql::{CheckReport, check_blocking, rebuild_blocking};
use ratchet_deployment::Layout;
use rust_i18n::t;
use std::process::ExitCode;

/// Differences that are shown; JSON has all of them.
const SHOWN: usize = 50;

fn bar() -> ProgressBar {
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
}

pub(crate) fn books(asked: &Books, json: bool) -> Result<ExitCode, Failure> {
    let (layout, bar) = (Layout::new(&asked.dir), bar());
    let watch = |done, of| follow(&bar, done, of);
    if asked.what == "rebuild" {
        let records = rebuild_blocking(&layout, watch);
        bar.finish_and_clear();
        let records = records?;
        let path = layout.books().display().to_string();
        if json {
            output::json(&serde_json::json!({ "path": path, "records": records }))?;
        } else {
            line(t!("books.rebuilt", path = path, records = count(records)))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let report = check_blocking(&layout, watch);
    bar.finish_and_clear();
    let report = report?;
    if json {
        output::json(&report)?;
    } else {
        show_check(&report)?;
    }
    Ok(if report.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_REFUSED) })
}

fn show_check(report: &CheckReport) -> Result<(), Failure> {
    line(match report.differences.len() {
        0 => t!("books.equal"),
        found => t!("books.differ", count = found),
    })?;
    Figures::new()
        .row("books.records", count(report.records))
        .row("books.rows", count(report.rows))
        .row_if(report.behind > 0, "books.behind", count(report.behind))
        .print()?;
    for difference in report.differences.iter().take(SHOWN) {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
        line(t!(
            "books.difference",
            place = format!("{}.{} [{}]", difference.table, difference.column, difference.key),
            books = side(&difference.books),
            journal = side(&difference.journal)
        ))?;
    }
    more(report.differences.len())
}

/// Says how many differences are not shown.
fn more(differences: usize) -> Result<(), Failure> {
    if differences > SHOWN { line(t!("books.more", count = differences - SHOWN)) } else { Ok(()) }
}

pub(crate) fn reconcile(asked: &Reconcile, json: bool) -> Result<ExitCode, Failure> {
    let named = asked.format.as_deref().and_then(StatementFormat::named);
    let format = named.unwrap_or_else(|| StatementFormat::of_path(&asked.statement));
    let (layout, bar) = (Layout::new(&asked.dir), bar());
    let found = ratchet_books::reconcile::reconcile(&layout, &asked.statement, format, asked.days, |done, of| {
        follow(&bar, done, of);
    });
    bar.finish_and_clear();
    let found = found?;
    if json {
        output::json(&found)?;
    } else {
        show_reconciliation(&found)?;
    }
    Ok(if found.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_SOME_REJECTED) })
}

fn show_reconciliation(found: &Reconciliation) -> Result<(), Failure> {
    line(t!("reconcile.days", from = found.from, to = found.to))?;
    let side = |name: &str, side: &ratchet_books::reconcile::Side| {
        vec![t!(name).into_owned(), count(side.count), money(side.money_in), money(side.money_out)]
    };
    rows(
        &["reconcile.side", "reconcile.count", "reconcile.in", "reconcile.out"],
        vec![side("reconcile.statement", &found.statement), side("reconcile.ledger", &found.ledger)],
    )?;
    let mut figures = Figures::new()
        .row("reconcile.by_reference", count(found.by_reference))
        .row("reconcile.by_amount_and_day", count(found.by_amount_and_day));
    for kind in DifferenceKind::ALL {
        let of_kind = found.count(kind);
        figures = figures.row_if(of_kind > 0, &format!("reconcile.{}", kind.name()), count(of_kind as u64));
    }
    figures.print()?;
    if found.differences.is_empty() {
        return line(t!("reconcile.equal"));
    }
    line("")?;
    found.differences.iter().take(SHOWN).try_for_each(|difference| line(difference_text(difference)))?;
    more(found.differences.len())
}

/// A difference in one line: what, about what, and both sides.
fn difference_text(difference: &CashDifference) -> String {
    let kind = t!(format!("reconcile.{}", difference.kind.name()));
    let mut text = format!("{kind}  {}", difference.reference.as_deref().unwrap_or("–"));
    if let Some(side) = &difference.statement {
        let said = t!("reconcile.on_line", line = side.line, date = side.date, amount = money(side.amount));
        text = format!("{text}  {said}");
    }
    if let Some(side) = &difference.ledger {
        let said = t!(
            "reconcile.in_record",
            record = side.record,
            date = side.date,
            amount = money(side.amount),
            what = side.kind
        );
        text = format!("{text}  {said}");
    }
    text
}
