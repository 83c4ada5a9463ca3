//! Says that a provider gave money back: it leaves the pending account and the cash.

use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
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
