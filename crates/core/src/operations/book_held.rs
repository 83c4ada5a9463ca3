//! Books a placed order now that could not be booked when it was due.

use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BookHeld {
    /// The placed order.
    #[n(0)]
    pub order: String,
}
