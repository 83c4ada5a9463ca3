//! Links of members to referrers (锁客) and how they end.

use crate::handle::{Member, Merchant};
use crate::units::Time;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// For how long a link lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTerm {
    /// For good.
    #[default]
    #[n(0)]
    Permanent,
    /// For so many days (24 hours each).
    #[n(1)]
    Days(#[n(0)] u32),
    /// Until the member has not ordered for so many days (24 hours each).
    #[n(2)]
    UntilIdle(#[n(0)] u32),
}

/// See [`super::Event::LinkTermsSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkTermsSet {
    /// How long links last that are made from now on, also by registering.
    #[n(0)]
    pub term: LinkTerm,
}

/// See [`super::Event::LinkMade`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkMade {
    /// Who is linked.
    #[n(0)]
    pub member: Member,
    /// To whom.
    #[n(1)]
    pub referrer: Member,
    /// The merchant whose owner that is, when the link was made by its code.
    #[n(2)]
    pub merchant: Option<Merchant>,
    /// For how long.
    #[n(3)]
    pub term: LinkTerm,
    /// From when; orders go by the link in force at their business time.
    #[n(4)]
    pub from: Time,
}

/// See [`super::Event::LinkEnded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkEnded {
    /// Who was linked.
    #[n(0)]
    pub member: Member,
    /// To whom.
    #[n(1)]
    pub referrer: Member,
    /// From when on it is not in force.
    #[n(2)]
    pub at: Time,
    /// Why.
    #[n(3)]
    pub why: LinkEnd,
}

/// Why a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum LinkEnd {
    /// Its days were over.
    #[n(0)]
    Expired,
    /// The member had not ordered for its days.
    #[n(1)]
    Idle,
    /// Another link took its place.
    #[n(2)]
    Replaced,
}
