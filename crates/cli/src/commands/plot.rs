//! `ratchet plot`.

use super::price_chart::price_chart;
use super::values::time_in;
use crate::arguments::Plot;
use crate::failure::Failure;
use crate::output::{self, follow, line, watermark_of};
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::tz::TimeZone;
use ratchet_charts::PictureFile;
use ratchet_core::operations::DeploymentTerms;
use ratchet_core::{Fen, Points};
use ratchet_deployment::{Extent, History, Layout, PriceBucket, PriceHistory, TimeRange};
use rust_i18n::t;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Two for each unit of the page's width: finer than its pixels.
const BUCKETS_MAX: usize = 1_024;

pub(crate) fn plot(asked: &Plot, json: bool) -> Result<(), Failure> {
    let layout = Layout::new(&asked.dir);
    let programme = &asked.programme.name;
    let file = PictureFile::new(&asked.output.clone().unwrap_or_else(|| beside(&asked.dir, programme)))?;
    if layout.holds(file.path()) {
        return Err(Failure::ChartInside { path: file.path().to_path_buf() });
    }
    let range = range(asked, &History::open(&layout)?.terms()?)?;
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let history = PriceHistory::read(&layout, programme, range, BUCKETS_MAX, |done, of| follow(&bar, done, of));
    bar.finish_and_clear();
    let history = history?;
    if !history.is_begun {
        return Err(Failure::ChartEmpty { programme: programme.clone() });
    }
    let chart =
        price_chart(&history, programme).ok_or_else(|| Failure::ChartRangeEmpty { programme: programme.clone() })?;
    file.write(&chart.draw())?;
    if json {
        return output::json(&numbers(&history, programme, file.path()));
    }
    watermark_of(&history.terms)?;
    line(t!("plot.done", path = file.path().display()))
}

/// `DIR-PROGRAMME.svg` beside `DIR`, also where `DIR` is given as `.`.
fn beside(dir: &Path, programme: &str) -> PathBuf {
    let dir = if dir.file_name().is_some() { dir.to_path_buf() } else { dir.canonicalize().unwrap_or_default() };
    let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    dir.with_file_name(format!("{name}-{programme}.svg"))
}

fn range(asked: &Plot, terms: &DeploymentTerms) -> Result<TimeRange, Failure> {
    let zone = TimeZone::get(&terms.zone).unwrap_or(TimeZone::UTC);
    let from = asked.from.as_deref().map(|text| time_in("--from", text, &zone)).transpose()?;
    let to = asked.to.as_deref().map(|text| time_in("--to", text, &zone)).transpose()?;
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Failure::argument("--to", "is before --from".to_owned()));
    }
    Ok(TimeRange { from, to })
}

/// What is drawn, exactly.
fn numbers(history: &PriceHistory, programme: &str, path: &Path) -> Value {
    json!({
        "mode": history.terms.mode.name(),
        "programme": programme,
        "path": path.display().to_string(),
        "frame": history.frame,
        "hash": history.head_hash,
        "total": history.total,
        "buckets": history.buckets.iter().map(bucket).collect::<Vec<_>>(),
    })
}

fn bucket(bucket: &PriceBucket) -> Value {
    json!({
        "from": bucket.first_at,
        "to": bucket.last_at,
        "price": extent(bucket.price, |price| price.to_text().into()),
        "reserve": extent(bucket.reserve, |fen: Fen| fen.get().into()),
        "supply": extent(bucket.supply, |points: Points| points.get().into()),
        "flow": bucket.flow,
    })
}

fn extent<T>(extent: Extent<T>, number: impl Fn(T) -> Value) -> Value {
    json!({
        "first": number(extent.first),
        "least": number(extent.least),
        "most": number(extent.most),
        "last": number(extent.last),
    })
}
