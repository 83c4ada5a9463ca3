//! Begins a payment through a provider; when it is paid, its order is placed or booked in the same command.

use super::Place;
use crate::units::Time;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OpenPayment {
    /// The payment's own number.
    #[n(0)]
    pub id: String,
    /// The provider's name.
    #[n(1)]
    pub provider: String,
    /// The order that it pays; what a balance pays of it is not collected by the provider.
    #[n(2)]
    pub order: Place,
    /// From when on the order is not placed any more.
    #[n(3)]
    pub expires_at: Time,
}
