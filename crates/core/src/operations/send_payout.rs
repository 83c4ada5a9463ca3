//! Hands an approved payout to a provider. Journaled before the provider is asked, so that after a crash it is known that
//! it may have been: from then on the provider is asked about this number, never for a new payment.

use crate::engine::Step;
use crate::event::PayoutChanged;
use crate::identifier::check_identifier;
use crate::payouts::PayoutState;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct SendPayout {
    /// The payout's number, which is also the provider's: sending it again is the same payment.
    #[n(0)]
    pub id: String,
    /// The provider's name.
    #[n(1)]
    pub provider: String,
}

impl SendPayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        check_identifier(&self.provider)?;
        let found = step.payout(&self.id)?;
        let provider = Some(self.provider.clone());
        step.change_payout(&found, PayoutChanged { provider, ..found.becomes(PayoutState::Sending) })
    }
}
