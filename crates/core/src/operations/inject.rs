//! Puts money into a reserve without minting points (model, section 7).

use crate::engine::Step;
use crate::event::{Event, Injected};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX};
use crate::rejection::Rejection;
use crate::selling::force_exits;
use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Inject {
    /// How much.
    #[n(0)]
    pub amount: Fen,
}

impl Inject {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if !state.supply.is_positive() {
            return Err(Rejection::NoPointsInCirculation);
        }
        if self.amount.get() > AMOUNT_MAX || (state.reserve + self.amount).get() > RESERVE_MAX {
            return Err(Rejection::LimitExceeded);
        }
        step.emit(Event::Injected(Injected { programme, amount: self.amount }))?;
        force_exits(step, programme)
    }
}
