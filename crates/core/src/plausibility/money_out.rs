//! Whether an event continues the payout or the request that it names.

use crate::event::{Event, PayoutChanged, RequestConcluded};
use crate::identifier::check_identifier;
use crate::limits::{REQUEST_BYTES_MAX, REQUESTS_MAX};
use crate::payouts::PayoutState;
use crate::requests::RequestEnd;
use crate::state::State;
use crate::units::Fen;

/// Whether `event` can happen to the payout or the request that it names, in `state`.
pub(super) fn continues(state: &State, event: &Event) -> bool {
    match event {
        Event::PayoutRequested(requested) => {
            check_identifier(&requested.id).is_ok() && state.payouts.find(&requested.id).is_none()
        }
        Event::PayoutChanged(changed) => payout_continues(state, changed),
        Event::ApprovalRequested(requested) => {
            requested.operation.len() <= REQUEST_BYTES_MAX
                && check_identifier(&requested.id).is_ok()
                && state.requests.len() < REQUESTS_MAX
                && state.requests.get(&requested.id).is_none()
        }
        Event::RequestConcluded(concluded) => request_continues(state, concluded),
        _ => true,
    }
}

/// An open request ends, and what is said to be done is what was asked for.
fn request_continues(state: &State, concluded: &RequestConcluded) -> bool {
    let Some(row) = state.requests.get(&concluded.id).filter(|row| row.end.is_none()) else { return false };
    let approved = concluded.approved.as_ref();
    row.requester == concluded.requester
        && approved.is_some() == (concluded.end == RequestEnd::Approved)
        && approved.is_none_or(|done| done.programme == row.programme && done.operation == row.operation)
}

fn payout_continues(state: &State, changed: &PayoutChanged) -> bool {
    let Some(row) = state.payouts.get(changed.payout) else { return false };
    let amounts = if changed.to == PayoutState::Returned {
        // Compared without adding: the figures are anybody's.
        changed.fee == Fen::ZERO
            && (Fen::ZERO..=row.withheld).contains(&changed.withheld)
            && changed.amount == row.net() + changed.withheld
    } else {
        (changed.amount, changed.fee, changed.withheld) == (row.amount, row.fee, row.withheld)
    };
    amounts && changed.payee == row.payee && row.state.may_become(changed.to).is_ok()
}
