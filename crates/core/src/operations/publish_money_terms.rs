//! Publishes the rules of money out; they hold for every payout requested from now on.

use crate::engine::Step;
use crate::event::{Event, MoneyTermsPublished};
use crate::payouts::MoneyTerms;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct PublishMoneyTerms {
    /// The new rules.
    #[n(0)]
    pub terms: Box<MoneyTerms>,
}

impl PublishMoneyTerms {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.deployment()?;
        step.needs_two_people_when_live()?;
        if !self.terms.are_sound() {
            return Err(Rejection::MoneyTermsInvalid);
        }
        step.emit(Event::MoneyTermsPublished(MoneyTermsPublished { terms: self.terms.clone() }))
    }
}
