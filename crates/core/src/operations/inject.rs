//! Puts money into a reserve without minting points (model, section 7).

use crate::engine::Step;
use crate::event::{Event, Injected};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX};
use crate::rejection::Rejection;
use crate::selling::force_exits;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Inject {
    /// How much.
    #[n(0)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// Whether it is refused where it would bring every position to its cap and so empty the programme.
    #[n(1)]
    pub must_not_empty: Option<bool>,
}

impl Inject {
    /// An injection, whatever it does.
    #[must_use]
    pub const fn new(amount: Fen) -> Self {
        Self { amount, must_not_empty: None }
    }

    /// An injection that is refused where it would empty the programme.
    #[must_use]
    pub const fn sparing(amount: Fen) -> Self {
        Self { amount, must_not_empty: Some(true) }
    }
}

impl Inject {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        step.before_redemption(programme)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if !state.supply.is_positive() {
            return Err(Rejection::NoPointsInCirculation);
        }
        if self.amount.get() > AMOUNT_MAX || (state.reserve + self.amount).get() > RESERVE_MAX {
            return Err(Rejection::LimitExceeded);
        }
        let had_holders = state.positions.open_count() > 0;
        step.emit(Event::Injected(Injected { programme, amount: self.amount }))?;
        force_exits(step, programme)?;
        // The founding units stay where every member has left.
        let empties = had_holders && step.of(programme).positions.open_count() == 0;
        if empties && self.must_not_empty == Some(true) { Err(Rejection::InjectionEmpties) } else { Ok(()) }
    }
}
