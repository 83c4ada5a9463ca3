//! Selling points of one position: by its member, or by the system when it reached its cap.

use crate::engine::Step;
use crate::event::{Emptied, Event, SaleCause, Sold};
use crate::handle::{Position, Programme};
use crate::price::Price;
use crate::rejection::Rejection;
use crate::units::Points;

/// Sells `points` of an open position at the price of this moment. The value is floored and the fee rounded up, so
/// rounding stays in the reserve.
pub(crate) fn sell(
    step: &mut Step<'_>,
    programme: Programme,
    position: Position,
    points: Points,
    cause: SaleCause,
) -> Result<(), Rejection> {
    let version = step.version(programme);
    let state = step.of(programme);
    let Some(open) = state.positions.get(position) else { return Ok(()) };
    let member = open.member;
    let fee_rate = state.rules(version).map(|rules| rules.redemption_fee_bp).unwrap_or_default();
    let price = state.price();
    let mut gross = price.value_of(points);
    if cause == SaleCause::ForcedExit && open.retains_overshoot() {
        gross = gross.min(open.left().unwrap_or(gross));
    }
    let net = gross - gross.share_rounded_up(fee_rate);
    step.emit(Event::Sold(Sold { programme, position, member, points, gross, net, cause }))?;
    empty_if_last(step, programme, price)
}

/// When the last unit has left: what is left of the reserve backs nobody's points and moves to the unallocated
/// account, and the price before becomes the reference, so that no newcomer can buy the remainder with a small order.
pub(crate) fn empty_if_last(step: &mut Step<'_>, programme: Programme, before: Price) -> Result<(), Rejection> {
    let state = step.of(programme);
    if state.supply.is_positive() {
        return Ok(());
    }
    let remainder = state.reserve;
    step.emit(Event::Emptied(Emptied { programme, remainder, reference: before }))
}

/// Sells every position that reached its cap, the one with the smallest `(exit key, id)` first, each at the price of
/// its moment: a sale raises the price for the next.
pub(crate) fn force_exits(step: &mut Step<'_>, programme: Programme) -> Result<(), Rejection> {
    while let Some(position) = step.next_due(programme) {
        let points = step.of(programme).positions.get(position).map_or(Points::ZERO, |open| open.holding.points);
        sell(step, programme, position, points, SaleCause::ForcedExit)?;
    }
    Ok(())
}
