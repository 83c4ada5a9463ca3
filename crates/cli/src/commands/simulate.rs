//! `ratchet simulate`.

use super::simulated_truths::truths;
use crate::arguments::Simulate;
use crate::failure::{EXIT_INTERRUPTED, Failure};
use crate::language;
use crate::output::{self, Figures, count, line};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ratchet_report::Language;
use ratchet_sim::results::Summary;
use ratchet_sim::{Results, Simulation, Source};
use rust_i18n::t;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) fn simulate(asked: &Simulate, json: bool) -> Result<ExitCode, Failure> {
    let source = Source::read(&asked.scenario)?.with(asked.seed, asked.runs)?;
    let results = run(&Simulation::plan(source)?, asked.threads as usize)?;
    let reports = ratchet_report::keep(&results, &asked.output)?;
    if json {
        output::json(&Told { summary: &results.summary, reports })?;
    } else {
        show(&results, &asked.output)?;
        let language = if language::is_chinese() { Language::Chinese } else { Language::English };
        if let Some(path) = reports.get(language.code()) {
            line(t!("simulate.report", path = path.display()))?;
        }
    }
    let interrupted = results.summary.interrupted;
    Ok(if interrupted { ExitCode::from(EXIT_INTERRUPTED) } else { ExitCode::SUCCESS })
}

/// What a program is told: the summary, and where the reports are.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    reports: BTreeMap<&'static str, PathBuf>,
}

/// Runs with a progress bar, until the end or Ctrl-C.
fn run(simulation: &Simulation, threads: usize) -> Result<Results, Failure> {
    let stopped = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stopped);
    // Without a handler Ctrl-C ends the process, and there are no results.
    let _ = ctrlc::set_handler(move || handler.store(true, Ordering::SeqCst));
    let bar = ProgressBar::with_draw_target(Some(simulation.orders()), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed_precise} + {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let orders = count(simulation.orders());
    bar.set_message(t!("simulate.progress", orders = orders).into_owned());
    let results = simulation.run(threads, &|orders| bar.inc(orders), &stopped);
    bar.finish_and_clear();
    Ok(results?)
}

/// The uncomfortable truth first, then where the rest is.
fn show(results: &Results, dir: &Path) -> Result<(), Failure> {
    let Summary { about, .. } = &results.summary;
    if results.summary.interrupted {
        line(t!("simulate.interrupted", done = count(about.runs_finished), asked = count(about.runs_asked)))?;
    }
    truths(&results.summary)?;
    line(t!("simulate.assumptions"))?;
    if about.runs_finished > 1 {
        line(t!("simulate.quantiles"))?;
    }
    let orders = results.runs.iter().map(|run| run.orders).sum();
    let refused: u64 = results.summary.refused.values().sum();
    let skipped: u64 = results.summary.trace_skipped.values().sum();
    Figures::new()
        .row("simulate.runs", format!("{} / {}", count(about.runs_finished), count(about.runs_asked)))
        .row("simulate.orders", count(orders))
        .row_if(refused > 0, "simulate.refused", codes(&results.summary.refused))
        .row_if(skipped > 0, "simulate.skipped", codes(&results.summary.trace_skipped))
        .row("simulate.seed", about.seed)
        .row("simulate.scenario", &about.scenario)
        .row("simulate.rules", &about.rules)
        .row("simulate.model", about.model_version)
        .print()?;
    line(t!("simulate.files", dir = dir.display()))
}

fn codes(counts: &BTreeMap<String, u64>) -> String {
    counts.iter().map(|(code, number)| format!("{} [{code}]", count(*number))).collect::<Vec<_>>().join(", ")
}
