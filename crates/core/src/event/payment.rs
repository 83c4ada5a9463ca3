//! Payments through a provider: opened, concluded, given back.

use crate::handle::{Payment, Programme};
use crate::operations::Place;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Money that a provider has to give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Owed {
    /// Through which payment.
    #[n(0)]
    pub payment: Payment,
    /// The number of this refund of the payment, from 1.
    #[n(1)]
    pub refund: u32,
    /// How much.
    #[n(2)]
    pub amount: Fen,
}

/// See [`super::Event::PaymentOpened`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PaymentOpened {
    /// The next handle of payments.
    #[n(0)]
    pub payment: Payment,
    /// The payment's own number.
    #[n(1)]
    pub id: String,
    /// The provider's name.
    #[n(2)]
    pub provider: String,
    /// The programme of the order.
    #[n(3)]
    pub programme: Programme,
    /// The order that it will place, or book.
    #[n(4)]
    pub order: Place,
    /// What the provider is to collect: the order less what a balance pays of it.
    #[n(5)]
    pub amount: Fen,
    /// When the order happened in business.
    #[n(6)]
    pub occurred_at: Time,
    /// From when on the order is not placed any more.
    #[n(7)]
    pub expires_at: Time,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The provider has the money.
    #[n(0)]
    Paid,
    /// The provider has no money and will not get any.
    #[n(1)]
    Failed,
    /// Its time was up before anybody paid.
    #[n(2)]
    Expired,
}

/// See [`super::Event::PaymentConcluded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PaymentConcluded {
    /// The payment.
    #[n(0)]
    pub payment: Payment,
    /// What became of it.
    #[n(1)]
    pub conclusion: Conclusion,
    /// The provider's own reference.
    #[n(2)]
    pub reference: Option<String>,
    /// Money that came and could not be used: it is held in the pending account until the provider gives it back.
    #[n(3)]
    pub owed: Option<Owed>,
    /// Why it could not be used: a code of a rejection.
    #[n(4)]
    pub code: Option<String>,
}

/// See [`super::Event::RefundConcluded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RefundConcluded {
    /// What was owed and is given back now.
    #[n(0)]
    pub owed: Owed,
    /// The provider's own reference.
    #[n(1)]
    pub reference: Option<String>,
}
