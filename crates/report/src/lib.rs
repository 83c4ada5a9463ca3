//! The report of a simulation: one page of HTML in one language that needs no network and no script, prints on A4 and is
//! read on a phone.
//!
//! It computes nothing that the results do not say: it sums rows over runs, divides, and draws. Every chart has its numbers
//! as a table and one plain sentence, and the figures of the sentence stand in the table. What is uncomfortable comes first.

mod cohorts;
mod definitions;
mod figures;
mod files;
mod head;
mod language;
mod page;
mod section;
mod sections;
mod thinning;
mod words;

rust_i18n::i18n!("locales", fallback = "en");

pub use files::{KeepError, keep};
pub use language::Language;
pub use section::{Exhibit, Numbers, Section};

use ratchet_charts::ChartError;
use ratchet_sim::Results;
use words::Words;

/// The sections of the report, in the order in which they are read.
#[must_use]
pub fn sections(results: &Results, language: Language) -> Vec<Section> {
    sections::all(results, Words::of(language))
}

/// The whole page.
pub fn page(results: &Results, language: Language) -> Result<String, ChartError> {
    page::page(results, Words::of(language))
}
