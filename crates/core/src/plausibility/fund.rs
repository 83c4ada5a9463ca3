//! Whether an event of the fund, a closing or an allotment can come from any decision.

use super::{is_amount, is_part, is_points, is_reserve};
use crate::event::{Event, Particulars};
use crate::identifier::check_identifier;
use crate::limits::{ALLOTMENT_UNITS_MAX, AMOUNT_MAX, RESERVE_MAX};
use crate::price::Price;
use crate::state::State;
use crate::units::Fen;

/// Whether everybody whom `event` names is there.
pub(super) fn parties_exist(state: &State, event: &Event) -> bool {
    let programme = |of| state.programme(of).is_some();
    let member = |of| state.directory.member_row(of).is_some();
    match event {
        Event::Funded(funded) => programme(funded.programme),
        Event::ClosingPublished(published) => programme(published.programme),
        Event::ClosingDelayed(delayed) => programme(delayed.programme),
        Event::RedemptionBegun(begun) => programme(begun.programme),
        Event::ProgrammeClosed(closed) => programme(closed.programme),
        Event::OfferOpened(opened) => programme(opened.programme),
        Event::Subscribed(subscribed) => programme(subscribed.programme) && member(subscribed.member),
        Event::Granted(granted) => programme(granted.programme) && member(granted.member),
        _ => true,
    }
}

/// Whether the amounts of `event` are within their bounds.
pub(super) fn amounts_are_sound(event: &Event) -> bool {
    match event {
        Event::Funded(funded) => is_amount(funded.amount) && check_identifier(&funded.source).is_ok(),
        Event::RedemptionBegun(begun) => {
            is_points(begun.founding) && is_reserve(begun.released) && begun.price.is_none_or(is_price)
        }
        Event::ProgrammeClosed(closed) => {
            is_reserve(closed.from_reserve) && !closed.from_fund.is_negative() && !closed.from_unallocated.is_negative()
        }
        Event::OfferOpened(opened) => check_identifier(&opened.id).is_ok() && opened.offer.check().is_ok(),
        Event::Subscribed(subscribed) => {
            let parts = &subscribed.burned;
            let worth: i128 = parts.iter().map(|part| i128::from(part.value.get())).sum();
            let points: i128 = parts.iter().map(|part| i128::from(part.points.get())).sum();
            (1..=ALLOTMENT_UNITS_MAX).contains(&subscribed.units)
                && parts.iter().all(|part| part.points.is_positive() && is_reserve(part.value))
                && !subscribed.to_issuer.is_negative()
                && i128::from(subscribed.to_issuer.get()) <= worth
                && worth <= i128::from(RESERVE_MAX)
                && points <= i128::from(i64::MAX)
        }
        Event::Granted(granted) => {
            (1..=ALLOTMENT_UNITS_MAX).contains(&granted.units)
                && is_amount(granted.contribution)
                && check_identifier(&granted.reason).is_ok()
        }
        _ => true,
    }
}

fn is_price(price: Price) -> bool {
    price.reserve.is_positive() && is_reserve(price.reserve) && price.supply.is_positive()
}

/// What an order takes out of the fund is what some ceiling allows.
pub(super) fn takes_from_fund(particulars: &Particulars) -> bool {
    let most = Fen::new(AMOUNT_MAX);
    is_part(particulars.subsidy(), most) && is_part(particulars.drip(), most)
}
