//! Notes what became of a payout that was sent.

use crate::engine::Step;
use crate::event::PayoutChanged;
use crate::identifier::check_identifier;
use crate::payouts::{Evidence, PayoutState};
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ConcludePayout {
    /// The payout's number.
    #[n(0)]
    pub id: String,
    /// What became of it.
    #[n(1)]
    pub result: PayoutResult,
    /// How that is known. `Unknown` is left only by a query or a decision; a decision takes two people.
    #[n(2)]
    pub evidence: Evidence,
    /// The provider's own reference, or the code of its reason.
    #[n(3)]
    pub reference: Option<String>,
}

/// What became of a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum PayoutResult {
    /// The money has left.
    #[n(0)]
    Paid,
    /// The money has not left and will not.
    #[n(1)]
    Failed,
    /// Nobody knows: no answer, or one that says neither.
    #[n(2)]
    Unknown,
}

impl PayoutResult {
    /// The state that it leads to.
    #[must_use]
    pub const fn state(self) -> PayoutState {
        match self {
            Self::Paid => PayoutState::Paid,
            Self::Failed => PayoutState::Failed,
            Self::Unknown => PayoutState::Unknown,
        }
    }
}

impl ConcludePayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        self.reference.as_deref().map_or(Ok(()), check_identifier)?;
        let found = step.payout(&self.id)?;
        let to = self.result.state();
        found.row.state.may_become(to)?;
        if found.row.state == PayoutState::Unknown && self.evidence == Evidence::Answer {
            return Err(Rejection::PayoutNeedsQuery);
        }
        if self.evidence == Evidence::Decision {
            step.needs_two_people()?;
        }
        let (evidence, reference) = (Some(self.evidence), self.reference.clone());
        step.change_payout(&found, PayoutChanged { evidence, reference, ..found.becomes(to) })
    }
}
