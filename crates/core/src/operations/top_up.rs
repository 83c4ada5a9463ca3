//! A merchant's deposit: money that it pays in, so that it can grant refunds.

use crate::engine::Step;
use crate::event::{Event, ToppedUp};
use crate::identifier::check_identifier;
use crate::limits::AMOUNT_MAX;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct TopUp {
    /// Who pays in.
    #[n(0)]
    pub merchant: String,
    /// How much.
    #[n(1)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// The number of the payment on the bank's statement.
    #[n(2)]
    pub reference: Option<String>,
}

impl TopUp {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.deployment()?;
        let merchant = step.state().directory.merchant(&self.merchant).ok_or(Rejection::MerchantUnknown)?;
        self.reference.as_deref().map_or(Ok(()), check_identifier)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.amount.get() > AMOUNT_MAX {
            return Err(Rejection::LimitExceeded);
        }
        let (amount, reference) = (self.amount, self.reference.clone());
        step.emit(Event::ToppedUp(ToppedUp { merchant, amount, reference }))
    }
}
