//! Pays what was withheld on to whom it is owed, mostly the tax authority, by two people where money is real.

use crate::engine::Step;
use crate::event::{Event, WithheldRemitted};
use crate::identifier::check_identifier;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct RemitWithheld {
    /// How much.
    #[n(0)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// The number of the payment on the bank's statement.
    #[n(1)]
    pub reference: Option<String>,
}

impl RemitWithheld {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.deployment()?;
        step.needs_two_people_when_live()?;
        self.reference.as_deref().map_or(Ok(()), check_identifier)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.amount > step.state().withheld {
            return Err(Rejection::WithheldInsufficient);
        }
        let (amount, reference) = (self.amount, self.reference.clone());
        step.emit(Event::WithheldRemitted(WithheldRemitted { amount, reference }))
    }
}
