//! Whether an event can happen to the claims, coins and locked points that it names.

use super::{is_amount, is_part, is_reserve};
use crate::event::{CoinPart, CoinsTakenBack, Event, OrderPlaced, OrderReturned, PointsGranted};
use crate::handle::{Member, Programme};
use crate::limits::{AMOUNT_MAX, CAP_MULTIPLE_MAX_BP, CLAIMS_MAX, DAYS_HELD_MAX, TRANCHES_MAX};
use crate::rules::Scope;
use crate::state::State;
use crate::units::{Coins, Fen};

/// Whether `event` can happen in `state` at all: it names a programme and a member, and no more than there is.
pub(super) fn continues(state: &State, event: &Event) -> bool {
    let party = |programme: Programme, member: Member| {
        state.programme(programme).is_some() && state.directory.member_row(member).is_some()
    };
    match event {
        Event::ClaimImported(imported) => {
            let before = state.programme(imported.programme).map_or(0, |of| of.debts.imported().get());
            party(imported.programme, imported.member)
                && is_amount(imported.amount.face())
                && before <= CLAIMS_MAX - imported.amount.get()
        }
        Event::ClaimConverted(converted) => party(converted.programme, converted.member),
        Event::PointsGranted(granted) => party(granted.programme, granted.member),
        Event::TrancheReleased(released) => state.programme(released.programme).is_some(),
        Event::CoinsTakenBack(taken) => {
            party(taken.programme, taken.member)
                && state.directory.merchant_row(taken.merchant).is_some()
                && !is_spent(state, taken)
        }
        Event::OrderReturned(returned) => returns_what_is_there(state, returned),
        _ => true,
    }
}

/// More coins would come back to the member than were ever spent.
fn is_spent(state: &State, taken: &CoinsTakenBack) -> bool {
    let claim = state.programme(taken.programme).and_then(|of| of.debts.claim(taken.member));
    claim.is_none_or(|claim| claim.settled() < taken.coins)
}

/// Coins come back of a pending order that has them, and no more than it has; none of one without.
fn returns_what_is_there(state: &State, returned: &OrderReturned) -> bool {
    let Some(row) = state.pending.get(returned.placed) else { return true };
    match (row.coins, returned.coins) {
        (None, None) => true,
        (Some(part), Some(back)) => {
            back.programme == row.programme
                && (Coins::ZERO..=part.coins - row.coins_returned).contains(&back.coins)
                // Money is rounded down, so the last of the coins may come back before the last of it, and never after.
                && (returned.amount != row.amount - row.returned || back.coins == part.coins - row.coins_returned)
        }
        _ => false,
    }
}

/// Whether the amounts of an event about claims and coins are within their bounds.
pub(super) fn amounts_are_sound(event: &Event) -> bool {
    match event {
        Event::ClaimConverted(converted) => is_amount(converted.amount.face()),
        Event::PointsGranted(granted) => grant_is_sound(granted),
        Event::TrancheReleased(released) => !released.points.is_negative(),
        Event::CoinsTakenBack(taken) => {
            is_amount(taken.coins.face())
                && is_part(taken.from_merchant, taken.coins.face())
                && is_reserve(taken.to_fund)
                && taken.position.is_some() == taken.burned.is_positive()
                && !taken.burned.is_negative()
        }
        _ => true,
    }
}

fn grant_is_sound(granted: &PointsGranted) -> bool {
    let days = u64::from(granted.tranches) * u64::from(granted.tranche_days);
    is_amount(granted.coins.face())
        && is_part(granted.from_fund, granted.coins.face())
        && granted.points.is_positive()
        && (1..=CAP_MULTIPLE_MAX_BP).contains(&granted.cap.multiple_bp.get())
        && granted.cap.scope == Scope::Order
        && (1..=TRANCHES_MAX).contains(&granted.tranches)
        && (1..=u64::from(DAYS_HELD_MAX)).contains(&days)
}

/// Whether coins can pay this beside `money`, when the order is booked.
pub(super) fn part_is_sound(part: &CoinPart, money: Fen) -> bool {
    part.coins.is_positive()
        && part.coins.get() <= AMOUNT_MAX - money.get()
        && is_part(part.cost.unwrap_or_default(), part.coins.face())
        && is_part(part.to_merchant, part.coins.face())
        && part.position.is_none()
}

/// Whether coins can be held beside the money of a placed order.
pub(super) fn placing_is_sound(placed: &OrderPlaced) -> bool {
    placed.coins.is_none_or(|part| part_is_sound(&part, placed.amount) && part.to_merchant == Fen::ZERO)
}
