//! Whether the amounts of a recorded event can be those of any decision at all.
//!
//! Events that the engine decides itself are right by construction. A journal may have been written by somebody else:
//! its events are checked before any arithmetic, so that no bytes can bring an operator to overflow.

use crate::event::{Corrected, Event, OrderBooked, Sold};
use crate::limits::{AMOUNT_MAX, RESERVE_MAX};
use crate::state::ApplyError;
use crate::units::{Fen, Points};

/// Refuses an event whose amounts are negative, over their bounds, or more than what they are part of.
pub(crate) fn check_amounts(event: &Event) -> Result<(), ApplyError> {
    let sound = match event {
        Event::OrderBooked(booked) => order_is_sound(booked),
        Event::Sold(sold) => sale_is_sound(sold),
        Event::Corrected(corrected) => correction_is_sound(corrected),
        Event::Refunded(refunded) => {
            is_amount(refunded.amount) && is_part(refunded.spend, Fen::new(AMOUNT_MAX)) && is_points(refunded.burned)
        }
        Event::Emptied(emptied) => {
            is_reserve(emptied.remainder)
                && is_reserve(emptied.reference.reserve)
                && emptied.reference.reserve.is_positive()
                && emptied.reference.supply.is_positive()
        }
        Event::Injected(injected) => is_amount(injected.amount),
        Event::ProgrammeOpened(opened) => is_points(opened.founding_units) && opened.rules.faults().is_empty(),
        Event::RulesPublished(published) => published.rules.faults().is_empty(),
        _ => true,
    };
    if sound { Ok(()) } else { Err(ApplyError::Inconsistent("amounts that no decision brings")) }
}

fn order_is_sound(booked: &OrderBooked) -> bool {
    let awarded: i128 = booked.awards.iter().map(|award| i128::from(award.amount.get())).sum();
    is_amount(booked.amount)
        && is_part(booked.commission, booked.amount)
        && is_part(booked.pool, booked.commission)
        && booked.awards.iter().all(|award| is_amount(award.amount))
        && awarded <= i128::from((booked.commission - booked.pool).get())
        && is_points(booked.minted)
}

fn sale_is_sound(sold: &Sold) -> bool {
    is_reserve(sold.gross) && is_part(sold.net, sold.gross) && sold.points.is_positive()
}

fn correction_is_sound(corrected: &Corrected) -> bool {
    let parts = [corrected.payable, corrected.from_reserve, corrected.from_platform];
    let awards = corrected.awards.iter().map(|award| award.amount);
    let all: i128 = parts.into_iter().chain(awards.clone()).map(|part| i128::from(part.get())).sum();
    is_amount(corrected.amount)
        && parts.into_iter().chain(awards).all(|part| is_part(part, corrected.amount))
        && all == i128::from(corrected.amount.get())
        && is_part(corrected.spend, corrected.amount)
        && is_points(corrected.burned)
}

fn is_amount(amount: Fen) -> bool {
    (1..=AMOUNT_MAX).contains(&amount.get())
}

fn is_reserve(amount: Fen) -> bool {
    (0..=RESERVE_MAX).contains(&amount.get())
}

fn is_part(part: Fen, whole: Fen) -> bool {
    !part.is_negative() && part <= whole
}

fn is_points(points: Points) -> bool {
    !points.is_negative()
}
