//! Says that a provider gave money back: it leaves the pending account and the cash.

use super::conclude_payment::payment_named;
use crate::engine::Step;
use crate::event::{Event, Owed, RefundConcluded};
use crate::identifier::check_identifier;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ConcludeRefund {
    /// The payment's number.
    #[n(0)]
    pub payment: String,
    /// The number of the refund, from 1.
    #[n(1)]
    pub refund: u32,
    /// The provider's own reference.
    #[n(2)]
    pub reference: Option<String>,
}

impl ConcludeRefund {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.opened()?;
        if let Some(reference) = &self.reference {
            check_identifier(reference)?;
        }
        let (payment, row) = payment_named(step, &self.payment)?;
        let place = (self.refund as usize).checked_sub(1).ok_or(Rejection::RefundUnknown)?;
        let refund = row.refunds.get(place).ok_or(Rejection::RefundUnknown)?;
        if refund.done_at.is_some() {
            return Err(Rejection::RefundConcluded);
        }
        let owed = Owed { payment, refund: self.refund, amount: refund.amount };
        step.emit(Event::RefundConcluded(RefundConcluded { owed, reference: self.reference.clone() }))
    }
}
