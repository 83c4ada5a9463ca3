//! Payments through providers, as far as money depends on them: created → paid | failed | expired, and what has to be
//! given back. Talking to providers is somebody else's work.

use crate::due::DueKey;
use crate::event::Conclusion;
use crate::handle::{Order, Payment, Placed, Programme};
use crate::operations::Place;
use crate::orders::{Fingerprint, Number};
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PaymentRow {
    /// Its own number.
    #[n(0)]
    pub id: String,
    /// The provider's name.
    #[n(1)]
    pub provider: String,
    /// The programme of the order.
    #[n(2)]
    pub programme: Programme,
    /// The order that it places.
    #[n(3)]
    pub order: Place,
    /// What the provider collects.
    #[n(4)]
    pub amount: Fen,
    /// When the order happened in business.
    #[n(5)]
    pub occurred_at: Time,
    /// From when on the order is not placed any more.
    #[n(6)]
    pub expires_at: Time,
    /// Where its expiry stands in the due queue, while nothing is known of it.
    #[n(7)]
    pub due: Option<DueKey>,
    /// What became of it.
    #[n(8)]
    pub conclusion: Option<Conclusion>,
    /// The provider's own reference.
    #[n(9)]
    pub reference: Option<String>,
    /// What it paid for.
    #[n(10)]
    pub paid_for: Option<PaidFor>,
    /// What the provider has to give back, or gave back, by number from 1.
    #[n(11)]
    pub refunds: Vec<ProviderRefund>,
    /// When something last happened to it.
    #[n(12)]
    pub changed_at: Time,
    #[n(13)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) fingerprint: Fingerprint,
}

/// What a payment paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum PaidFor {
    /// An order that was placed with it.
    #[n(0)]
    Placed(#[n(0)] Placed),
    /// An order that is booked.
    #[n(1)]
    Order(#[n(0)] Order),
}

/// Money that a provider gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProviderRefund {
    /// How much.
    #[n(0)]
    pub amount: Fen,
    /// When it was done; none while it is due.
    #[n(1)]
    pub done_at: Option<Time>,
}

impl PaymentRow {
    /// `created`, `paid`, `failed`, `expired`, or `refunded` once everything was given back.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match self.conclusion {
            None => "created",
            Some(Conclusion::Failed) => "failed",
            Some(Conclusion::Expired) => "expired",
            Some(Conclusion::Paid) if self.is_refunded() => "refunded",
            Some(Conclusion::Paid) => "paid",
        }
    }

    fn is_refunded(&self) -> bool {
        let done = self.refunds.iter().filter(|refund| refund.done_at.is_some());
        done.map(|refund| refund.amount).sum::<Fen>() >= self.amount
    }

    /// What the provider has still to give back.
    #[must_use]
    pub fn refund_due(&self) -> Fen {
        self.refunds.iter().filter(|refund| refund.done_at.is_none()).map(|refund| refund.amount).sum()
    }

    /// The number of the next refund.
    #[must_use]
    pub fn next_refund(&self) -> u32 {
        u32::try_from(self.refunds.len() + 1).unwrap_or(u32::MAX)
    }
}

/// The payments of a deployment.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Payments {
    #[n(0)]
    rows: BTreeMap<Payment, PaymentRow>,
    /// The handles of all payments ever opened, by the fingerprint of their numbers.
    #[n(1)]
    #[cbor(with = "crate::fingerprints::handles")]
    by_number: BTreeMap<Fingerprint, Payment>,
}

/// A change that can be taken back.
#[derive(Clone, Debug)]
pub(crate) enum PaymentUndo {
    Opened(Payment),
    Changed(Payment, Box<PaymentRow>),
}

impl Payments {
    /// The payment of this number; the row is gone once nothing can happen to it any more.
    pub(crate) fn find(&self, number: &Number<'_>) -> Option<(Payment, Option<&PaymentRow>)> {
        let payment = *self.by_number.get(&number.fingerprint())?;
        Some((payment, self.rows.get(&payment)))
    }

    /// A payment to which something can still happen.
    #[must_use]
    pub fn get(&self, payment: Payment) -> Option<&PaymentRow> {
        self.rows.get(&payment)
    }

    /// All payments to which something can still happen, in order of opening.
    pub fn iter(&self) -> impl Iterator<Item = (Payment, &PaymentRow)> {
        self.rows.iter().map(|(payment, row)| (*payment, row))
    }

    /// The handle of the next payment.
    #[must_use]
    pub fn next_handle(&self) -> Payment {
        Payment::at(self.by_number.len())
    }

    pub(crate) fn open(&mut self, row: PaymentRow) -> PaymentUndo {
        let payment = self.next_handle();
        self.by_number.insert(row.fingerprint, payment);
        self.rows.insert(payment, row);
        PaymentUndo::Opened(payment)
    }

    pub(crate) fn change(&mut self, payment: Payment, change: impl FnOnce(&mut PaymentRow)) -> Option<PaymentUndo> {
        let row = self.rows.get_mut(&payment)?;
        let before = Box::new(row.clone());
        change(row);
        Some(PaymentUndo::Changed(payment, before))
    }

    pub(crate) fn undo(&mut self, change: PaymentUndo) {
        match change {
            PaymentUndo::Opened(payment) => {
                if let Some(row) = self.rows.remove(&payment) {
                    self.by_number.remove(&row.fingerprint);
                }
            }
            PaymentUndo::Changed(payment, before) => {
                self.rows.insert(payment, *before);
            }
        }
    }

    /// Lets the oldest payments leave as long as `is_over` says that nothing can happen to them any more.
    pub(crate) fn settle(&mut self, is_over: impl Fn(&PaymentRow) -> bool) {
        while self.rows.first_key_value().is_some_and(|(_, row)| is_over(row)) {
            self.rows.pop_first();
        }
    }
}
