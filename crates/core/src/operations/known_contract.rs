//! A contract that is known by handle: how it ends, by the clock or by somebody.

use crate::contracts::CutShort;
use crate::engine::Step;
use crate::event::{ContractCutShort, ContractExpired, ContractFeeEarned, Event};
use crate::handle::{Contract, Programme};
use crate::rejection::Rejection;
use crate::units::Fen;

/// Lets a contract be in force for no more than `days_in_force` days. What its fee is worth for the others goes back to
/// the agent.
pub(super) fn cut_short(
    step: &mut Step<'_>,
    programme: Programme,
    contract: Contract,
    days_in_force: u32,
    why: CutShort,
) -> Result<(), Rejection> {
    let row = step.of(programme).contracts.get(contract).ok_or(Rejection::ContractUnknown)?;
    let given_back = row.given_back_after(days_in_force) - row.given_back;
    let member = row.member;
    let cut = ContractCutShort { programme, contract, member, days_in_force, given_back, why };
    step.emit(Event::ContractCutShort(cut))
}

/// What is due of a contract: the fee of the days that are over is earned, and behind its last day it is over.
pub(super) fn advance(step: &mut Step<'_>, programme: Programme, contract: Contract) -> Result<(), Rejection> {
    let today = step.asked.recorded_at.day();
    let row = step.of(programme).contracts.get(contract).ok_or(Rejection::ContractUnknown)?;
    let (passed, is_over) = (row.passed(today), row.until() <= today);
    let amount = row.earned_after(passed) - row.earned;
    if amount != Fen::ZERO {
        step.emit(Event::ContractFeeEarned(ContractFeeEarned { programme, contract, passed, amount }))?;
    }
    if is_over { step.emit(Event::ContractExpired(ContractExpired { programme, contract })) } else { Ok(()) }
}
