//! Links a member to a referrer (锁客): to a member, or to the owner of a merchant.

use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkMember {
    /// Who is linked.
    #[n(0)]
    pub member: String,
    /// To whom.
    #[n(1)]
    pub to: LinkTo,
    /// Whether a link in force ends for this one; by two people where money is real. Absent: it is refused.
    #[n(2)]
    pub replace: Option<Replace>,
}

/// To whom a member is linked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum LinkTo {
    /// To this member.
    #[n(0)]
    Member(#[n(0)] String),
    /// To the owner of this merchant.
    #[n(1)]
    Merchant(#[n(0)] String),
}

/// Says that a link in force is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Replace {
    /// The link in force ends.
    #[n(0)]
    InForce,
}
