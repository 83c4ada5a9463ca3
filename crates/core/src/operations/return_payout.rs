//! Notes that the bank sent a paid payout back: what was paid goes back to the payee, and so does what is still withheld of
//! it. The fee stays: the payment was made.

use crate::engine::Step;
use crate::event::PayoutChanged;
use crate::identifier::check_identifier;
use crate::payouts::PayoutState;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ReturnPayout {
    /// The payout's number.
    #[n(0)]
    pub id: String,
    /// The bank's or the provider's own reference.
    #[n(1)]
    pub reference: Option<String>,
}

impl ReturnPayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        self.reference.as_deref().map_or(Ok(()), check_identifier)?;
        let found = step.payout(&self.id)?;
        // What was remitted meanwhile is with the authority under the payee's name.
        let withheld = found.row.withheld.min(step.state().withheld);
        let amount = found.row.net() + withheld;
        let reference = self.reference.clone();
        let back =
            PayoutChanged { amount, fee: Fen::ZERO, withheld, reference, ..found.becomes(PayoutState::Returned) };
        step.change_payout(&found, back)
    }
}
