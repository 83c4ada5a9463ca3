//! Takes a debt to a member into the books, with the document that shows it.

use crate::debts::Claim;
use crate::engine::Step;
use crate::event::{ClaimImported, Event};
use crate::limits::{AMOUNT_MAX, CLAIMS_MAX};
use crate::rejection::Rejection;
use crate::units::{Coins, Fen};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ImportClaim {
    /// Who is owed.
    #[n(0)]
    pub member: String,
    /// How much.
    #[n(1)]
    pub amount: Fen,
    /// SHA-256 of the document that shows it. One document can show debts to many members, and one debt to each.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(serialize_with = "crate::hexadecimal::serialize")]
    pub evidence: [u8; 32],
}

impl ImportClaim {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        if state.debts.claim(member).is_some_and(|claim| self.is_in(claim)) {
            return Err(Rejection::ClaimExists);
        }
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        let amount = Coins::of(self.amount);
        if self.amount.get() > AMOUNT_MAX || (state.debts.imported() + amount).get() > CLAIMS_MAX {
            return Err(Rejection::LimitExceeded);
        }
        step.emit(Event::ClaimImported(ClaimImported { programme, member, amount, evidence: self.evidence }))
    }

    fn is_in(&self, claim: &Claim) -> bool {
        claim.evidence.iter().any(|evidence| evidence.sha256 == self.evidence)
    }
}
