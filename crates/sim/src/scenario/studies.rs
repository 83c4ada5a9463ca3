//! What is done with a scenario beside running it: sweeps over a grid, and sensitivities.

use super::section::Section;
use crate::error::SimError;
use crate::results::Measure;

/// Rows of a Saltelli matrix: at least, at most.
const SAMPLES: std::ops::RangeInclusive<u32> = 8..=16_384;
/// Most keys of a study.
const KEYS_MAX: usize = 64;

/// Values that a key takes one after the other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sweep {
    pub(crate) key: String,
    pub(crate) values: Vec<f64>,
}

/// From where to where a key is moved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) key: String,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// One key at a time, all others as they stand.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tornado {
    pub(crate) measures: Vec<Measure>,
    pub(crate) ranges: Vec<Range>,
    /// Runs of each end of each range.
    pub(crate) runs: u32,
}

/// All keys at once, drawn by Saltelli's scheme.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sobol {
    pub(crate) measures: Vec<Measure>,
    pub(crate) ranges: Vec<Range>,
    pub(crate) samples: u32,
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Studies {
    pub(crate) sweep: Vec<Sweep>,
    pub(crate) tornado: Option<Tornado>,
    pub(crate) sobol: Option<Sobol>,
}

impl Studies {
    /// Whether more is to be run than the scenario as it stands.
    pub(crate) fn are_any(&self) -> bool {
        *self != Self::default()
    }

    pub(crate) fn read(whole: &Section<'_>) -> Result<Self, SimError> {
        let sweep = whole.sections("sweep", KEYS_MAX)?.into_iter().map(|section| {
            let (key, values) = (section.text("key")?.to_owned(), section.numbers("values")?);
            section.finish()?;
            Ok(Sweep { key, values })
        });
        let sweep = sweep.collect::<Result<_, SimError>>()?;
        let tornado = whole.section_if("sensitivity")?.map(|section| {
            let (measures, ranges) = (measures(&section)?, ranges(&section)?);
            let runs = section.count_or("runs", 1..=1_000, 1)?;
            section.finish()?;
            Ok(Tornado { measures, ranges, runs })
        });
        let sobol = whole.section_if("sobol")?.map(|section| {
            let (measures, ranges) = (measures(&section)?, ranges(&section)?);
            let samples = section.count("samples", SAMPLES)?;
            section.finish()?;
            Ok(Sobol { measures, ranges, samples })
        });
        Ok(Self { sweep, tornado: tornado.transpose()?, sobol: sobol.transpose()? })
    }
}

fn measures(section: &Section<'_>) -> Result<Vec<Measure>, SimError> {
    let Some(names) = section.texts_if("measures")? else { return Ok(Measure::ALL.to_vec()) };
    let all = Measure::ALL.map(Measure::name).join(", ");
    let measure = |name: &&str| {
        Measure::named(name).ok_or_else(|| section.invalid("measures", format!("\"{name}\" is not allowed: {all}")))
    };
    names.iter().map(measure).collect()
}

fn ranges(section: &Section<'_>) -> Result<Vec<Range>, SimError> {
    let ranges = section.sections("vary", KEYS_MAX)?.into_iter().map(|vary| {
        let key = vary.text("key")?.to_owned();
        let low = vary.number("low", -1e18..=1e18)?;
        let high = vary.number("high", low..=1e18)?;
        vary.finish()?;
        Ok(Range { key, low, high })
    });
    let ranges = ranges.collect::<Result<Vec<_>, SimError>>()?;
    if ranges.is_empty() {
        let message = "is needed: at least one table with key, low and high";
        return Err(section.fault("scenario_key_missing", "vary", message));
    }
    Ok(ranges)
}
