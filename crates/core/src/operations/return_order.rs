//! Gives money of an order back that is not booked yet: no pool ever saw it (model, section 5).

use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ReturnOrder {
    /// The placed order.
    #[n(0)]
    pub order: String,
    /// How much of it is returned, at most what is left.
    #[n(1)]
    pub amount: Fen,
}
