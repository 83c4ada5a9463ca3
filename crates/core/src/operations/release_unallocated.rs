//! Puts money of the unallocated account back behind the points of its programme, by two people.

use crate::engine::Step;
use crate::event::{Event, UnallocatedReleased};
use crate::limits::RESERVE_MAX;
use crate::rejection::Rejection;
use crate::selling::force_exits;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ReleaseUnallocated {
    /// How much.
    #[n(0)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
}

impl ReleaseUnallocated {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people()?;
        step.before_redemption(programme)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if !state.supply.is_positive() {
            return Err(Rejection::NoPointsInCirculation);
        }
        if self.amount > state.unallocated {
            return Err(Rejection::UnallocatedInsufficient);
        }
        if (state.reserve + self.amount).get() > RESERVE_MAX {
            return Err(Rejection::LimitExceeded);
        }
        step.emit(Event::UnallocatedReleased(UnallocatedReleased { programme, amount: self.amount }))?;
        force_exits(step, programme)
    }
}
