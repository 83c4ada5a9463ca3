//! The sections, one question a file, in the order in which they are read.

mod cash_flow;
mod course;
mod deciles;
mod fans;
mod queue;
mod returns;
mod sobol;
mod sweep;
mod tornado;
mod waits;
mod ways;

use crate::section::Section;
use crate::words::Words;
use ratchet_sim::Results;

pub(crate) fn all(results: &Results, words: Words) -> Vec<Section> {
    let sections = [
        course::section,
        returns::section,
        deciles::section,
        waits::section,
        cash_flow::section,
        ways::section,
        queue::orders_stop,
        queue::bank_run,
        fans::section,
        tornado::section,
        sobol::section,
        sweep::section,
    ];
    sections.into_iter().map(|section| section(results, words)).collect()
}
