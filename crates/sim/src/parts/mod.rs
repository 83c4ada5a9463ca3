//! The parts of the mechanism that a scenario uses beside orders and sales: the fund, months, old debts, a closing. Each is
//! watched only where it is there, so that a scenario without them is what it always was.

mod closing;
mod fund;
mod months;
mod old_debts;

pub(crate) use closing::{ClosingPart, ClosingPlan};
pub(crate) use fund::{FundPart, out_of_fund};
pub(crate) use months::MonthsPart;
pub(crate) use old_debts::{DebtsPart, OldDebts};

use crate::draw::{Draw, Purpose};
use crate::scenario::Scenario;
use ratchet_core::Event;
use ratchet_core::programme::ProgrammeState;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) fund: Option<FundPart>,
    pub(crate) months: Option<MonthsPart>,
    pub(crate) debts: Option<DebtsPart>,
    pub(crate) closing: Option<ClosingPart>,
    /// Whether a programme that runs goes on with something that only a tick does: its closing, points that are released.
    has_due: bool,
}

impl Parts {
    pub(crate) fn of(scenario: &Scenario, run: u32) -> Self {
        let rules = &scenario.rules;
        let has_months = rules.levels.is_some() || rules.dividends.is_some();
        let draw = Draw::of(scenario.seed, run, Purpose::OldDebts);
        let debts = scenario.old_debts.clone().zip(rules.coins);
        Self {
            fund: scenario.has_fund().then(FundPart::default),
            months: has_months.then(|| MonthsPart::new(rules, scenario.calendar)),
            debts: debts.map(|(plan, coins)| DebtsPart::new(plan, coins, draw)),
            closing: scenario.closing.map(ClosingPart::new),
            has_due: false,
        }
    }

    /// Those of a programme that runs: nothing of them is watched, and what falls due is done.
    pub(crate) fn going_on(programme: &ProgrammeState) -> Self {
        let has_due = programme.closing.is_some() || programme.debts.grants().next().is_some();
        Self { has_due, ..Self::default() }
    }

    /// Whether something can fall due that only a tick does.
    pub(crate) fn needs_ticks(&self) -> bool {
        self.months.is_some() || self.debts.is_some() || self.closing.is_some() || self.has_due
    }

    /// Takes note of what the engine did.
    pub(crate) fn take(&mut self, events: &[Event]) {
        if !self.needs_ticks() {
            return;
        }
        for event in events {
            if let Some(months) = &mut self.months {
                months.take(event);
            }
            if let Some(debts) = &mut self.debts {
                debts.take(event);
            }
            if let Some(closing) = &mut self.closing {
                closing.take(event);
            }
        }
    }
}
