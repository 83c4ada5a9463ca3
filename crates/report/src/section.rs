//! What a report is made of.

use crate::words::Words;
use ratchet_charts::Drawing;
use ratchet_sim::Results;

/// One question, and what the simulation says about it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its stable name.
    pub id: &'static str,
    /// The question.
    pub title: String,
    /// The answers; none where there is no data for them.
    pub exhibits: Vec<Exhibit>,
    /// Why there are none.
    pub left_out: Option<String>,
}

/// A chart with what it says.
#[derive(Clone, Debug)]
pub struct Exhibit {
    /// One plain sentence that says what it shows; its figures stand in the table.
    pub sentence: String,
    /// Of which runs it is, and what else must be known to read it.
    pub note: Option<String>,
    /// The chart.
    pub chart: Drawing,
    /// Its numbers.
    pub numbers: Numbers,
}

/// A table of figures as people read them.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// The tables of the results that they are from.
    pub tables: &'static [&'static str],
    /// Names of the columns.
    pub headings: Vec<String>,
    /// The rows, as long as the headings.
    pub rows: Vec<Vec<String>>,
}

impl Section {
    pub(crate) fn shown(id: &'static str, words: Words, exhibits: Vec<Exhibit>) -> Self {
        Self { id, title: words.say(&format!("{id}.title")), exhibits, left_out: None }
    }

    pub(crate) fn left_out(id: &'static str, words: Words) -> Self {
        let why = words.say(&format!("{id}.left_out"));
        Self { id, title: words.say(&format!("{id}.title")), exhibits: Vec::new(), left_out: Some(why) }
    }

    /// Left out where there is nothing to show.
    pub(crate) fn perhaps(id: &'static str, words: Words, exhibits: Vec<Exhibit>) -> Self {
        if exhibits.is_empty() { Self::left_out(id, words) } else { Self::shown(id, words, exhibits) }
    }
}

/// Runs of the scenario as it stands.
pub(crate) fn runs(results: &Results) -> u64 {
    results.runs.iter().filter(|run| run.point == 0).count() as u64
}

/// Says that figures are of all runs, where there are several.
pub(crate) fn together(results: &Results, words: Words) -> Option<String> {
    let runs = runs(results);
    (runs > 1).then(|| words.text("together", &[("runs", &crate::figures::count(runs))]))
}
