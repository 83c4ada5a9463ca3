//! Ends the contract of a region agent before its last day.

use super::known_contract::cut_short;
use crate::contracts::CutShort;
use crate::engine::Step;
use crate::rejection::Rejection;
use crate::units::Day;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct EndContract {
    /// The contract.
    #[n(0)]
    pub contract: String,
    /// The last day on which it is in force. One that has not begun is never in force when this lies before its first day.
    #[n(1)]
    #[serde(serialize_with = "crate::day::serialize")]
    pub last_day: Day,
}

impl EndContract {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        let (contract, row) = state.contracts.find(&self.contract).ok_or(Rejection::ContractUnknown)?;
        let (today, until) = (step.asked.recorded_at.day(), self.last_day.plus(1));
        let days_in_force = until.days_since(row.from);
        if row.until() <= today || row.days_in_force <= days_in_force {
            return Err(Rejection::ContractEnded);
        }
        // Who earned on days that are over is settled: today is the first day without it at the earliest.
        if until < today {
            return Err(Rejection::ContractTermInvalid);
        }
        cut_short(step, programme, contract, days_in_force, CutShort::Terminated)
    }
}
