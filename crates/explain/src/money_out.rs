//! Money that leaves a balance to be paid out, or comes back; and unallocated money that goes back behind the points.

use crate::booking::price_of;
use crate::formulas;
use crate::step::{Step, What};
use ratchet_core::event::{PayoutChanged, PayoutRequested, UnallocatedReleased};
use ratchet_core::handle::Member;
use ratchet_core::payouts::PayoutState;
use ratchet_core::{Fen, State};
use ratchet_deployment::Moment;

/// The step of a withdrawal that `member` asked for.
pub(crate) fn withdrawal(state: &State, member: Member, requested: &PayoutRequested, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Withdrawn, state, None, moment);
    let (balance, amount) = (balance_of(state, member), requested.amount);
    let numbers = [("balance", balance.into()), ("x", amount.into())];
    step.member = Some(crate::step::member_name(state, member));
    step.workings.push(formulas::BALANCE_AFTER_WITHDRAWAL.gives(balance - amount, numbers));
    step
}

/// The step of a withdrawal of `member` whose money comes back; nothing where none does.
pub(crate) fn coming_back(state: &State, member: Member, changed: &PayoutChanged, moment: &Moment<'_>) -> Option<Step> {
    let comes_back = matches!(
        changed.to,
        PayoutState::Rejected | PayoutState::Cancelled | PayoutState::Failed | PayoutState::Returned
    );
    if !comes_back {
        return None;
    }
    let mut step = Step::at(What::BroughtBack, state, None, moment);
    let (balance, amount) = (balance_of(state, member), changed.amount);
    let numbers = [("balance", balance.into()), ("x", amount.into())];
    step.member = Some(crate::step::member_name(state, member));
    step.workings.push(formulas::BALANCE_AFTER_COMING_BACK.gives(balance + amount, numbers));
    Some(step)
}

/// The step of a release.
pub(crate) fn release(state: &State, released: &UnallocatedReleased, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Released, state, Some(released.programme), moment);
    if let Some(programme) = state.programme(released.programme) {
        let (reserve, left) = (programme.reserve + released.amount, programme.unallocated - released.amount);
        let amount = ("x", released.amount.into());
        let numbers = [("unallocated", programme.unallocated.into()), amount];
        step.workings.push(formulas::UNALLOCATED_AFTER_RELEASE.gives(left, numbers));
        let numbers = [("R", programme.reserve.into()), amount];
        step.workings.push(formulas::RESERVE_AFTER_INJECTION.gives(reserve, numbers));
        step.workings.extend(price_of(reserve, programme.supply));
    }
    step
}

fn balance_of(state: &State, member: Member) -> Fen {
    state.directory.member_row(member).map(|row| row.balance).unwrap_or_default()
}
