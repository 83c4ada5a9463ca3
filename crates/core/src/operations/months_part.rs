//! What an order pays uplines for their levels and what it brings into the pot of dividends, where the rules have either.

use crate::engine::Step;
use crate::event::Particulars;
use crate::handle::Member;
use crate::levels::{LevelAward, climb};
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::terms::{PlanTerms, Terms};
use crate::units::Fen;

/// What of an order months depend on.
pub(super) struct Counted<'a> {
    pub(super) programme: &'a ProgrammeState,
    pub(super) terms: &'a Terms,
    pub(super) plan: &'a PlanTerms,
    pub(super) member: Member,
    pub(super) amount: Fen,
    pub(super) lines: &'a [Fen],
    /// What the awards leave of the distribution line.
    pub(super) distribution_left: Fen,
}

impl Counted<'_> {
    /// The particulars with what is paid for levels, what goes into the pot, and the business time where a closing could
    /// not know it and has to.
    pub(super) fn add_to(
        &self,
        step: &Step<'_>,
        particulars: Option<Box<Particulars>>,
    ) -> Result<Option<Box<Particulars>>, Rejection> {
        let level_awards = self.level_awards(step);
        if level_awards.iter().map(|award| award.amount).sum::<Fen>() > self.distribution_left {
            return Err(Rejection::AwardsExceedDistribution);
        }
        let level_awards = Some(level_awards).filter(|awards| !awards.is_empty());
        let dividend = Some(self.terms.dividend_of(self.plan, self.lines)).filter(|dividend| dividend.is_positive());
        let occurred_at = Some(step.asked.occurred_at)
            .filter(|occurred_at| !step.state().links.is_empty() && *occurred_at != step.asked.recorded_at);
        if level_awards.is_none() && dividend.is_none() && occurred_at.is_none() {
            return Ok(particulars);
        }
        let before = particulars.map(|before| *before).unwrap_or_default();
        let occurred_at = before.occurred_at.or(occurred_at);
        Ok(Some(Box::new(Particulars { occurred_at, level_awards, dividend, ..before })))
    }

    fn level_awards(&self, step: &Step<'_>) -> Vec<LevelAward> {
        let mut found = Vec::new();
        if let Some(rules) = &self.terms.paid_levels {
            let up = |member| step.state().referrer_at(member, step.asked.occurred_at);
            let levels = &self.programme.periods.levels;
            climb(rules, levels, self.amount, up(self.member), up, |award| found.push(award));
        }
        found
    }
}
