//! Sets for how long links of members to referrers last (锁客). Until it is asked for, they are permanent.

use crate::event::LinkTerm;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SetLinkTerms {
    /// How long links last that are made from now on, also by registering.
    #[n(0)]
    pub term: LinkTerm,
}
