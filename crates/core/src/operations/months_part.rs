//! What an order pays uplines for their levels and what it brings into the pot of dividends, where the rules have either.

use crate::engine::Step;
use crate::event::Particulars;
use crate::handle::Member;
use crate::levels::{LevelAward, climb};
use crate::programme::ProgrammeState;
use crate::rules::LevelRules;
use crate::terms::{PlanTerms, Terms};
use crate::units::Fen;

/// What of an order months depend on.
pub(super) struct Counted<'a> {
    pub(super) terms: &'a Terms,
    pub(super) plan: &'a PlanTerms,
    pub(super) lines: &'a [Fen],
    /// What is paid for levels, where the rules pay them.
    pub(super) level_awards: Option<Vec<LevelAward>>,
}

impl Counted<'_> {
    /// The particulars with what is paid for levels, what goes into the pot, and the business time where a closing could
    /// not know it and has to.
    pub(super) fn add_to(self, step: &Step<'_>, particulars: Option<Box<Particulars>>) -> Option<Box<Particulars>> {
        let level_awards = self.level_awards.filter(|awards| !awards.is_empty());
        let dividend = Some(self.terms.dividend_of(self.plan, self.lines)).filter(|dividend| dividend.is_positive());
        let occurred_at = Some(step.asked.occurred_at)
            .filter(|occurred_at| !step.state().links.is_empty() && *occurred_at != step.asked.recorded_at);
        if level_awards.is_none() && dividend.is_none() && occurred_at.is_none() {
            return particulars;
        }
        let before = particulars.map(|before| *before).unwrap_or_default();
        let occurred_at = before.occurred_at.or(occurred_at);
        Some(Box::new(Particulars { occurred_at, level_awards, dividend, ..before }))
    }
}

/// What an order of `amount` pays the uplines of `member` under `rules`, by the levels in force.
#[inline(never)]
pub(super) fn level_awards(
    step: &Step<'_>,
    programme: &ProgrammeState,
    rules: &LevelRules,
    member: Member,
    amount: Fen,
) -> Vec<LevelAward> {
    let mut found = Vec::new();
    let up = |member| step.state().referrer_at(member, step.asked.occurred_at);
    climb(rules, &programme.periods.levels, amount, up(member), up, |award| found.push(award));
    found
}
