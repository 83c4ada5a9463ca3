//! Publishes a new version of a programme's rules. Orders keep the version that they were booked under, open positions
//! the cap that they were opened under.

use crate::engine::Step;
use crate::event::{Event, RulesPublished};
use crate::policy::Clearance;
use crate::rejection::Rejection;
use crate::rules::Rules;
use crate::units::Time;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct PublishRules {
    /// The new rules.
    #[n(0)]
    pub rules: Rules,
    /// From when, by business time.
    #[n(1)]
    pub effective_at: Time,
    /// What was checked before, in a live deployment.
    #[n(2)]
    pub clearance: Option<Clearance>,
}

impl PublishRules {
    /// Rules that nobody checked, from `effective_at` on.
    #[must_use]
    pub fn new(rules: Rules, effective_at: Time) -> Self {
        Self { rules, effective_at, clearance: None }
    }

    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (handle, programme) = step.programme()?;
        step.needs_two_people_when_live()?;
        step.before_redemption(handle)?;
        if !self.rules.faults().is_empty() {
            return Err(Rejection::RulesInvalid);
        }
        let Some(last) = programme.versions.last() else { return Err(Rejection::ProgrammeUnknown) };
        if self.effective_at < step.asked.recorded_at || self.effective_at <= last.effective_at {
            return Err(Rejection::EffectiveTooEarly);
        }
        if self.rules.initial_price_fen != last.rules.initial_price_fen
            || self.rules.founding_fen != last.rules.founding_fen
        {
            return Err(Rejection::RulesFixed);
        }
        // Merchants sell under a plan and with a kind of margin: neither may vanish under them.
        let kept = |(name, plan): (&String, &crate::rules::Plan)| {
            self.rules.plans.get(name).is_some_and(|new| new.margin == plan.margin)
        };
        if !last.rules.plans.iter().all(kept) {
            return Err(Rejection::PlanChanged);
        }
        self.clearance.as_ref().map_or(Ok(()), Clearance::check)?;
        let (rules, effective_at, clearance) = (self.rules.clone(), self.effective_at, self.clearance.clone());
        let published = RulesPublished { programme: handle, effective_at, rules, clearance };
        step.emit(Event::RulesPublished(Box::new(published)))
    }
}
