//! `ratchet factsheet`.

use super::now;
use crate::arguments::Factsheet as Asked;
use crate::failure::Failure;
use crate::language;
use crate::output::{self, Figures, line, moment_in, money, points, share};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_books::BooksError;
use ratchet_core::{BasisPoints, Fen, Rejection};
use ratchet_deployment::Layout;
use ratchet_factsheet::{Factsheet, Language, page};
use rust_i18n::t;
use std::path::Path;

pub(crate) fn factsheet(asked: &Asked, json: bool) -> Result<(), Failure> {
    let layout = Layout::new(&asked.dir);
    if let Some(path) = asked.output.as_ref().filter(|path| layout.holds(path)) {
        return Err(BooksError::InsideDeployment { path: path.clone() }.into());
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let found = ratchet_factsheet::factsheet(&layout, &asked.programme.name, now(), asked.seed, |done, of| {
        // Drawing costs more than replaying: only now and then.
        if done.is_multiple_of(1_024) {
            bar.set_length(of);
            bar.set_position(done);
        }
    });
    bar.finish_and_clear();
    let sheet = found?.ok_or(Rejection::ProgrammeUnknown)?;
    if let Some(path) = &asked.output {
        let language = if language::is_chinese() { Language::Chinese } else { Language::English };
        write(path, &page(&sheet, language))?;
    }
    match &asked.output {
        _ if json => output::json(&sheet),
        Some(path) => line(t!("factsheet.done", path = path.display())),
        None => show(&sheet),
    }
}

/// Writes the page whole or not at all: beside its place first.
fn write(path: &Path, page: &str) -> Result<(), Failure> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".part");
    let aside = Path::new(&aside);
    let written = std::fs::write(aside, page).and_then(|()| std::fs::rename(aside, path));
    written.map_err(Failure::page(path))
}

fn show(sheet: &Factsheet) -> Result<(), Failure> {
    if sheet.mode == "sandbox" {
        line(t!("output.sandbox"))?;
    }
    line(t!("status.title", programme = sheet.programme, time = moment_in(&sheet.zone, sheet.as_of)))?;
    let none = || "–".to_owned();
    let fen = |amount: Option<Fen>| amount.map_or_else(none, money);
    let rate = |rate: Option<BasisPoints>| rate.map_or_else(none, |rate| rate.to_string());
    let everyone = &sheet.everyone_sells;
    let quote = sheet.median_quote.as_ref();
    let of_spend =
        quote.map_or_else(none, |quote| share(quote.net.get().unsigned_abs(), quote.spend.get().unsigned_abs()));
    Figures::new()
        .row("status.price", format!("¥{}", sheet.account.price.price))
        .row("status.reserve", money(sheet.account.price.reserve))
        .row("status.supply", points(sheet.account.price.supply))
        .row("factsheet.most_back", fen(sheet.most_back.per_hundred))
        .row("factsheet.everyone", fen(everyone.per_hundred))
        .row("factsheet.first", fen(everyone.first.and_then(|seller| seller.per_hundred)))
        .row("factsheet.last", fen(everyone.last.and_then(|seller| seller.per_hundred)))
        .row("factsheet.quote", of_spend)
        .row("factsheet.not_reached", rate(sheet.cap.not_reached_bp))
        .row("factsheet.without_awards", rate(sheet.awards.without_bp))
        .print()?;
    line(t!("status.no_promise"))?;
    line(t!("factsheet.rest"))
}
