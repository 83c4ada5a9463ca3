//! Calls a payout off before anybody approved it: the money goes back to where it came from.

use crate::engine::Step;
use crate::payouts::PayoutState;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct CancelPayout {
    /// The payout's number.
    #[n(0)]
    pub id: String,
}

impl CancelPayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let found = step.payout(&self.id)?;
        step.change_payout(&found, found.becomes(PayoutState::Cancelled))
    }
}
