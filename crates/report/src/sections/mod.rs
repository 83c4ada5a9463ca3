//! The sections, one question a file, in the order in which they are read.

mod cash_flow;
mod closing;
mod course;
mod debts;
mod deciles;
mod dividends;
mod fans;
mod fund;
mod levels;
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
    let always = [
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
    // Parts of the mechanism that not every scenario uses stand behind what all have, and nowhere where they are not used.
    let parts = [fund::section, levels::section, dividends::section, debts::section, closing::section];
    let parts = parts.into_iter().filter_map(|section| section(results, words));
    always.into_iter().map(|section| section(results, words)).chain(parts).collect()
}
