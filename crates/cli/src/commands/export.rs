//! `ratchet export`.

use crate::arguments::Export;
use crate::failure::Failure;
use crate::output::{self, Figures, count, follow, line};
use indicatif::{ProgressBar, ProgressDrawTarget};
use ratchet_books::{BooksError, Format, Report, Target};
use ratchet_deployment::Layout;
use rust_i18n::t;
use std::io::{self, BufWriter};
use std::path::Path;

pub(crate) fn export(asked: &Export, json: bool) -> Result<(), Failure> {
    let format = Format::named(&asked.format)
        .ok_or_else(|| Failure::argument("--format", format!("`{}` is no format", asked.format)))?;
    let layout = Layout::new(&asked.dir);
    let Some(path) = &asked.output else {
        // JSON and the export cannot both be what is printed.
        return if json {
            Err(BooksError::PathMissing { format: format.name() }.into())
        } else {
            print(&layout, format)
        };
    };
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let report = ratchet_books::export(&layout, format, Target::Path(path), |done, of| follow(&bar, done, of));
    bar.finish_and_clear();
    show(format, path, &report?, json)
}

/// The export itself on standard output, and nothing else.
fn print(layout: &Layout, format: Format) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    ratchet_books::export(layout, format, Target::Stream(&mut out), |_, _| ())?;
    Ok(())
}

fn show(format: Format, path: &Path, report: &Report, json: bool) -> Result<(), Failure> {
    let path = path.display().to_string();
    if json {
        return output::json(&serde_json::json!({
            "format": format.name(),
            "path": path,
            "records": report.records,
            "transactions": report.transactions,
            "frame": report.frame,
        }));
    }
    line(t!("export.done", path = path))?;
    Figures::new()
        .row("export.records", count(report.records))
        .row("export.transactions", count(report.transactions))
        .row("export.frame", count(report.frame))
        .print()
}
