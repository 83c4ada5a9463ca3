//! Steps of an order beside its booking, and what they do to a balance.

use crate::formulas;
use crate::step::{Step, What, member_name, merchant_name};
use crate::working::Working;
use ratchet_core::awards::Award;
use ratchet_core::event::{AwardsReleased, Corrected, Event, OrderBooked, OrderHeld, OrderPlaced, OrderReturned};
use ratchet_core::handle::{Member, Placed};
use ratchet_core::{Fen, State};
use ratchet_deployment::Moment;

/// The balance of a member before the event.
pub(crate) fn balance_of(state: &State, member: Member) -> Fen {
    state.directory.member_row(member).map(|row| row.balance).unwrap_or_default()
}

/// The balance after it paid `part` of an order.
pub(crate) fn after_tender(state: &State, member: Member, part: Fen) -> Option<Working> {
    let balance = balance_of(state, member);
    let numbers = [("balance", balance.into()), ("F", part.into())];
    part.is_positive().then(|| formulas::BALANCE_AFTER_TENDER.gives(balance - part, numbers))
}

/// The balance after `part` came back.
pub(crate) fn after_giving_back(balance: Fen, part: Fen) -> Option<Working> {
    let numbers = [("balance", balance.into()), ("to_balance", part.into())];
    part.is_positive().then(|| formulas::BALANCE_AFTER_GIVING_BACK.gives(balance + part, numbers))
}

/// What the balance pays of an order that is booked without having been placed.
pub(crate) fn tender_of(booked: &OrderBooked) -> Fen {
    match &booked.particulars {
        Some(particulars) if particulars.placed.is_none() => particulars.from_balance,
        _ => Fen::ZERO,
    }
}

/// What came back to the balance by an event.
pub(crate) fn to_balance(event: &Event) -> Fen {
    let given_back = match event {
        Event::OrderReturned(returned) => returned.given_back,
        Event::Refunded(refunded) => refunded.given_back,
        Event::Corrected(corrected) => corrected.given_back,
        _ => None,
    };
    given_back.map_or(Fen::ZERO, |given_back| given_back.to_balance)
}

/// What of the awards of `member` is frozen by a booking, or was still frozen when a correction took it back.
pub(crate) fn frozen_of(event: &Event, member: Member) -> Fen {
    let of = |awards: &[Award], place: u8| {
        awards.get(usize::from(place)).filter(|award| award.member == member).map(|award| award.amount)
    };
    match event {
        Event::OrderBooked(booked) => {
            let freezes = booked.particulars.iter().flat_map(|particulars| &particulars.freezes);
            freezes.filter_map(|freeze| of(&booked.awards, freeze.award)).sum()
        }
        Event::Corrected(corrected) => {
            let Corrected { awards, unfrozen, .. } = &**corrected;
            let own = unfrozen.iter().flatten().filter(|unfrozen| of(awards, unfrozen.award).is_some());
            own.map(|unfrozen| unfrozen.amount).sum()
        }
        _ => Fen::ZERO,
    }
}

/// The step of an order that is held.
pub(crate) fn placing(state: &State, placed: &OrderPlaced, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Placed, state, Some(placed.programme), moment);
    step.order = Some(placed.id.to_string());
    step.member = Some(member_name(state, placed.member));
    step.merchant = Some(merchant_name(state, placed.merchant));
    step.workings.extend(after_tender(state, placed.member, placed.from_balance));
    step
}

/// The step of a return.
pub(crate) fn returning(state: &State, returned: &OrderReturned, moment: &Moment<'_>) -> Step {
    let mut step = about(What::Returned, state, returned.placed, moment);
    let Some(row) = state.pending.get(returned.placed) else { return step };
    let (before, amount) = (row.returned, returned.amount);
    step.workings.push(formulas::REFUNDED.gives(before + amount, [("before", before.into()), ("r", amount.into())]));
    let to_balance = returned.given_back.map_or(Fen::ZERO, |given_back| given_back.to_balance);
    if row.from_balance.is_positive() {
        let numbers = [
            ("F", row.from_balance.into()),
            ("A", row.amount.into()),
            ("before", before.into()),
            ("after", (before + amount).into()),
        ];
        step.workings.push(formulas::TO_BALANCE.gives(to_balance, numbers));
    }
    step.workings.extend(after_giving_back(balance_of(state, returned.member), to_balance));
    step
}

/// The step of an order that was due and could not be booked.
pub(crate) fn holding(state: &State, held: &OrderHeld, moment: &Moment<'_>) -> Step {
    about(What::Held, state, held.placed, moment)
}

fn about(what: What, state: &State, placed: Placed, moment: &Moment<'_>) -> Step {
    let row = state.pending.get(placed);
    let mut step = Step::at(what, state, row.map(|row| row.programme), moment);
    step.order = row.map(|row| row.id.to_string());
    step.member = row.map(|row| member_name(state, row.member));
    step.merchant = row.map(|row| merchant_name(state, row.merchant));
    step
}

/// The step of a release.
pub(crate) fn release(state: &State, released: &AwardsReleased, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::AwardsReleased, state, None, moment);
    step.member = Some(member_name(state, released.member));
    let balance = balance_of(state, released.member);
    let numbers = [("balance", balance.into()), ("released", released.amount.into())];
    step.workings.push(formulas::BALANCE_AFTER_RELEASE.gives(balance + released.amount, numbers));
    step
}
