//! Refuses a payout: the money goes back to where it came from.

use crate::engine::Step;
use crate::event::PayoutChanged;
use crate::identifier::check_identifier;
use crate::payouts::PayoutState;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct RejectPayout {
    /// The payout's number.
    #[n(0)]
    pub id: String,
    /// Why: a code of the operator's, no text about a person.
    #[n(1)]
    pub reason: Option<String>,
}

impl RejectPayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        self.reason.as_deref().map_or(Ok(()), check_identifier)?;
        let found = step.payout(&self.id)?;
        let reference = self.reason.clone();
        step.change_payout(&found, PayoutChanged { reference, ..found.becomes(PayoutState::Rejected) })
    }
}
