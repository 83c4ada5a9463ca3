//! Publishes from when on a programme takes no more orders; a tick then redeems everybody at one price.

use crate::engine::Step;
use crate::event::{ClosingDelayed, ClosingPublished, Event, ProgrammeClosed, RedemptionBegun, SaleCause, Sold};
use crate::handle::{Position, Programme};
use crate::limits::{CLOSING_NOTICE_DAYS, TICK_ITEMS_MAX};
use crate::price::Price;
use crate::rejection::Rejection;
use crate::units::Time;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct CloseProgramme {
    /// From when on no order is taken, by the time of recording. Until it has come, it can be moved.
    #[n(0)]
    pub from: Time,
}

impl CloseProgramme {
    #[allow(clippy::trivially_copy_pass_by_ref)] // the operations have one form
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        let now = step.asked.recorded_at;
        if state.closing.is_some_and(|closing| closing.from <= now) {
            return Err(Rejection::ProgrammeClosing);
        }
        let notice = if step.state().is_live() { CLOSING_NOTICE_DAYS } else { 0 };
        if self.from < now.plus_days(notice) {
            return Err(Rejection::ClosingTooEarly);
        }
        step.emit(Event::ClosingPublished(ClosingPublished { programme, from: self.from }))
    }
}

/// Goes on with a closing that is due, by at most `most` positions; how many items of a tick that was.
pub(super) fn go_on(step: &mut Step<'_>, programme: Programme, most: u32) -> Result<u32, Rejection> {
    if !step.of(programme).is_redeeming() {
        if let Some(until) = settled_at(step, programme) {
            step.emit(Event::ClosingDelayed(ClosingDelayed { programme, until }))?;
            return Ok(1);
        }
        begin(step, programme)?;
    }
    let mut done = 0;
    while let Some((position, price)) = next(step, programme) {
        if done == most {
            return Ok(done);
        }
        redeem(step, programme, position, price)?;
        done += 1;
    }
    finish(step, programme)?;
    Ok(done.max(1))
}

/// When the pending orders of the programme are settled, at the earliest; none when there are none. An order that waits
/// for somebody to return or to book it is looked for again after a day.
fn settled_at(step: &Step<'_>, programme: Programme) -> Option<Time> {
    let pending = step.state().pending.iter().filter(|(_, row)| row.programme == programme);
    let waiting = step.asked.recorded_at.plus_days(1);
    pending.map(|(_, row)| row.due.map_or(waiting, |due| due.at)).max()
}

/// Burns the founding units, whose money stays in the reserve, and fixes the price.
fn begin(step: &mut Step<'_>, programme: Programme) -> Result<(), Rejection> {
    let terms = step.of(programme).closing_terms();
    let (founding, released, price) = (terms.founding, terms.released, terms.price);
    step.emit(Event::RedemptionBegun(RedemptionBegun { programme, founding, released, price }))
}

/// The open position whose turn it is, and the price for everybody.
fn next(step: &Step<'_>, programme: Programme) -> Option<(Position, Price)> {
    let state = step.of(programme);
    let redemption = state.closing?.redemption?;
    let opened = u32::try_from(state.positions.opened()).unwrap_or(u32::MAX);
    let open = (redemption.next.0..=opened).map(Position).find(|id| state.positions.get(*id).is_some())?;
    Some((open, redemption.price?))
}

/// Pays the whole of a position at the price for everybody: no fee, no cap.
fn redeem(step: &mut Step<'_>, programme: Programme, position: Position, price: Price) -> Result<(), Rejection> {
    let Some(open) = step.of(programme).positions.get(position) else { return Ok(()) };
    let (member, points) = (open.member, open.holding.points);
    let gross = price.value_of(points);
    let cause = SaleCause::Closing;
    step.emit(Event::Sold(Sold { programme, position, member, points, gross, net: gross, cause }))
}

/// Everybody is redeemed: what is left anywhere goes to the platform.
fn finish(step: &mut Step<'_>, programme: Programme) -> Result<(), Rejection> {
    let state = step.of(programme);
    let (from_reserve, from_fund, from_unallocated) = (state.reserve, state.fund.balance, state.unallocated);
    let closed = ProgrammeClosed { programme, from_reserve, from_fund, from_unallocated };
    step.emit(Event::ProgrammeClosed(closed))
}

/// How many positions are still to be redeemed in all programmes.
pub(super) fn left(step: &Step<'_>) -> usize {
    let redeeming = step.state().programmes.iter().filter(|programme| programme.is_redeeming());
    redeeming.map(|programme| programme.positions.open_count()).sum()
}

const _: () = assert!(TICK_ITEMS_MAX > 0, "a tick that does nothing would never end a closing");
