//! Agrees to a payout: where money is real, by somebody else than who requested it.

use crate::engine::Step;
use crate::payouts::PayoutState;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ApprovePayout {
    /// The payout's number.
    #[n(0)]
    pub id: String,
}

impl ApprovePayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let found = step.payout(&self.id)?;
        found.row.state.may_become(PayoutState::Approved)?;
        if step.state().is_live() && found.row.requester == step.asked.actor {
            return Err(Rejection::TwoPeopleNeeded);
        }
        step.change_payout(&found, found.becomes(PayoutState::Approved))
    }
}
