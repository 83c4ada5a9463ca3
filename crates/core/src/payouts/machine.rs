//! The states of a payout and which may follow which.
//!
//! ```text
//! requested → approved | rejected | cancelled
//! approved  → sending → paid | failed | unknown
//! unknown   → paid | failed          (by a query of the provider, or by a decision of two people)
//! paid      → returned               (the bank sent it back)
//! ```

use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Where a payout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum PayoutState {
    /// Asked for; the money is in transit.
    #[n(0)]
    Requested,
    /// Somebody else agreed; it may be sent.
    #[n(1)]
    Approved,
    /// Refused; the money is back.
    #[n(2)]
    Rejected,
    /// Called off by whoever asked; the money is back.
    #[n(3)]
    Cancelled,
    /// Handed to a provider under its one number.
    #[n(4)]
    Sending,
    /// The money has left.
    #[n(5)]
    Paid,
    /// The money has not left; it is back.
    #[n(6)]
    Failed,
    /// Nobody knows whether the money has left; it stays in transit until somebody does.
    #[n(7)]
    Unknown,
    /// It had left and came back.
    #[n(8)]
    Returned,
}

impl PayoutState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Requested,
        Self::Approved,
        Self::Rejected,
        Self::Cancelled,
        Self::Sending,
        Self::Paid,
        Self::Failed,
        Self::Unknown,
        Self::Returned,
    ];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Sending => "sending",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Returned => "returned",
        }
    }

    /// Whether `to` may follow; `payout_unchanged` where it is so already, so that a second call-back is harmless.
    pub fn may_become(self, to: Self) -> Result<(), Rejection> {
        if self == to {
            return Err(Rejection::PayoutUnchanged);
        }
        let may = match self {
            Self::Requested => matches!(to, Self::Approved | Self::Rejected | Self::Cancelled),
            Self::Approved => to == Self::Sending,
            Self::Sending => matches!(to, Self::Paid | Self::Failed | Self::Unknown),
            Self::Unknown => matches!(to, Self::Paid | Self::Failed),
            Self::Paid => to == Self::Returned,
            Self::Rejected | Self::Cancelled | Self::Failed | Self::Returned => false,
        };
        if may { Ok(()) } else { Err(Rejection::PayoutStateWrong) }
    }

    /// Whether the money is on its way: neither with its owner nor out of the house.
    #[must_use]
    pub const fn is_in_transit(self) -> bool {
        matches!(self, Self::Requested | Self::Approved | Self::Sending | Self::Unknown)
    }

    /// Whether a payout of this state counts for the limits of its day: one whose money went back at once does not.
    #[must_use]
    pub const fn counts_for_limits(self) -> bool {
        !matches!(self, Self::Rejected | Self::Cancelled | Self::Failed)
    }
}

/// How the end of a payout became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The provider answered, or called back.
    #[n(0)]
    Answer,
    /// The provider was asked about this number and said so.
    #[n(1)]
    Query,
    /// Two people decided, by other evidence than the provider's.
    #[n(2)]
    Decision,
}
