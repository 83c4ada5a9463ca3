//! Says what became of a payment. Paid: its order is placed, or booked, in the same command. Where that is refused, or
//! the money comes too late, it is held and marked to be given back; it is never lost.

use crate::engine::Step;
use crate::event::{Conclusion, Event, Owed, PaymentConcluded};
use crate::handle::Payment;
use crate::identifier::check_identifier;
use crate::limits::AMOUNT_MAX;
use crate::payments::PaymentRow;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ConcludePayment {
    /// The payment's number.
    #[n(0)]
    pub payment: String,
    /// What became of it.
    #[n(1)]
    pub conclusion: Conclusion,
    /// The provider's own reference.
    #[n(2)]
    pub reference: Option<String>,
    /// What the provider received, where it says so; another amount than was asked for is held and given back.
    #[n(3)]
    #[serde(rename = "received_fen")]
    pub received: Option<Fen>,
}

impl ConcludePayment {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.opened()?;
        if let Some(reference) = &self.reference {
            check_identifier(reference)?;
        }
        let (payment, row) = payment_named(step, &self.payment)?;
        let row = row.clone();
        match (row.conclusion, self.conclusion) {
            (Some(before), now) if before == now => Err(Rejection::PaymentConcluded),
            (Some(Conclusion::Paid), _) | (Some(_), Conclusion::Failed | Conclusion::Expired) => {
                Err(Rejection::PaymentConcludedOtherwise)
            }
            (None, Conclusion::Failed | Conclusion::Expired) => self.conclude(step, payment, None),
            (_, Conclusion::Paid) => self.take_money(step, payment, &row),
        }
    }

    /// The money is there: the order is placed with it, or it is held to be given back.
    fn take_money(&self, step: &mut Step<'_>, payment: Payment, row: &PaymentRow) -> Result<(), Rejection> {
        let received = self.received.unwrap_or(row.amount);
        if !(1..=AMOUNT_MAX).contains(&received.get()) {
            return Err(Rejection::AmountNotPositive);
        }
        match pay(step, payment, row, received) {
            Ok(()) => self.conclude(step, payment, None),
            Err(refused) => {
                let owed = Owed { payment, refund: row.next_refund(), amount: received };
                self.conclude(step, payment, Some((owed, refused.code().to_owned())))
            }
        }
    }

    fn conclude(&self, step: &mut Step<'_>, payment: Payment, held: Option<(Owed, String)>) -> Result<(), Rejection> {
        let (conclusion, reference) = (self.conclusion, self.reference.clone());
        let (owed, code) = held.unzip();
        step.emit(Event::PaymentConcluded(PaymentConcluded { payment, conclusion, reference, owed, code }))
    }
}

/// Takes the order that a payment is for, in whole or not at all.
fn pay(step: &mut Step<'_>, payment: Payment, row: &PaymentRow, received: Fen) -> Result<(), Rejection> {
    if row.conclusion.is_some() || row.expires_at <= step.asked.recorded_at {
        return Err(Rejection::PaymentLate);
    }
    if received != row.amount {
        return Err(Rejection::PaymentAmountDiffers);
    }
    step.whole(|step| {
        step.asked.occurred_at = row.occurred_at;
        row.order.place(step, row.programme, Some(payment))
    })
}

/// The payment of this number, while something can happen to it.
pub(super) fn payment_named<'a>(step: &'a Step<'_>, id: &str) -> Result<(Payment, &'a PaymentRow), Rejection> {
    let state = step.state();
    let (payment, row) = state.payments.find(&state.orders.number(id)).ok_or(Rejection::PaymentUnknown)?;
    Ok((payment, row.ok_or(Rejection::PaymentSettled)?))
}
