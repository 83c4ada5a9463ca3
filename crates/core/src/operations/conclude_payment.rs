//! Says what became of a payment. Paid: its order is placed, or booked, in the same command. Where that is refused, or
//! the money comes too late, it is held and marked to be given back; it is never lost.

use crate::event::Conclusion;
use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
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
    pub received: Option<Fen>,
}
