//! Takes an order with its payment and holds it until it can no longer be returned (model, section 2).

use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Place {
    /// The order's own number.
    #[n(0)]
    pub id: String,
    /// Who bought.
    #[n(1)]
    pub member: String,
    /// Who sold.
    #[n(2)]
    pub merchant: String,
    /// What was paid.
    #[n(3)]
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    #[n(4)]
    pub cost: Option<Fen>,
    /// The part of the amount that the member's balance pays; the rest is money from outside.
    #[n(5)]
    pub from_balance: Option<Fen>,
    /// For how many days (24 hours each) it can be returned; absent: what the plan says. After 0 days it is booked at
    /// once.
    #[n(6)]
    pub settle_after_days: Option<u32>,
}
