//! Makes coins of a claim, one for one.

use crate::engine::Step;
use crate::event::{ClaimConverted, Event};
use crate::rejection::Rejection;
use crate::units::{Coins, Fen};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ConvertClaim {
    /// Whose claim.
    #[n(0)]
    pub member: String,
    /// How much of it.
    #[n(1)]
    pub amount: Fen,
}

impl ConvertClaim {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        if state.rules(step.version(programme)).is_none_or(|rules| rules.coins.is_none()) {
            return Err(Rejection::CoinsUnavailable);
        }
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        let unconverted = state.debts.claim(member).map_or(Coins::ZERO, |claim| claim.unconverted);
        let amount = Coins::of(self.amount);
        if unconverted < amount {
            return Err(Rejection::ClaimInsufficient);
        }
        step.emit(Event::ClaimConverted(ClaimConverted { programme, member, amount }))
    }
}
