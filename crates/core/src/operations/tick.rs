//! Does what is due at the time of the command: nothing in the core depends on a wall clock.

use super::book_held::book_placed;
use super::close_period;
use super::close_programme;
use super::end_campaign::end;
use super::known_contract::advance;
use super::link_member::end_link;
use crate::debts::Grant;
use crate::due::Due;
use crate::engine::Step;
use crate::event::{AwardsReleased, Conclusion, Event, OrderHeld, PaymentConcluded, Ticked, TrancheReleased};
use crate::handle::{Campaign, Member, Payment, Placed, Position, Programme};
use crate::limits::{DUE_COUNTED_MAX, TICK_ITEMS_MAX};
use crate::rejection::Rejection;
use crate::units::{Day, Points};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// No arguments: what is due is decided by the time of recording. At most [`crate::limits::TICK_ITEMS_MAX`] items are
/// done, in order of time and then of creation; the event says how many are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Tick {}

impl Tick {
    #[allow(clippy::unused_self, clippy::trivially_copy_pass_by_ref)] // the operations have one form
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.opened()?;
        let now = step.asked.recorded_at;
        let mut done = 0;
        while done < TICK_ITEMS_MAX
            && let Some(due) = step.state().due.first_at(now)
        {
            done += match due {
                Due::Closing(programme) => close_programme::go_on(step, programme, TICK_ITEMS_MAX - done)?,
                Due::Period(programme) => {
                    close_period::go_on(step, programme)?;
                    done += 1;
                    // A piece of a closing is as much as a command may do.
                    break;
                }
                due => one(step, due)?,
            };
        }
        let queued = step.state().due.count_at(now, DUE_COUNTED_MAX);
        let positions = u32::try_from(close_programme::left(step)).unwrap_or(u32::MAX);
        let left = queued.saturating_add(positions).min(DUE_COUNTED_MAX);
        step.emit(Event::Ticked(Ticked { done, left }))
    }
}

/// Does one thing that is due.
fn one(step: &mut Step<'_>, due: Due) -> Result<u32, Rejection> {
    match due {
        Due::Order(placed) => book_or_hold(step, placed)?,
        Due::Release(day, member) => release(step, day, member)?,
        Due::Link(member) => end_link(step, member)?,
        Due::Payment(payment) => expire(step, payment)?,
        Due::Contract(programme, contract) => advance(step, programme, contract)?,
        Due::Campaign(programme, campaign) => end_at_its_time(step, programme, campaign)?,
        Due::Tranche(programme, position) => release_tranche(step, programme, position)?,
        // Done in pieces by whoever asks for one thing.
        Due::Closing(_) | Due::Period(_) => {}
    }
    Ok(1)
}

/// Books a placed order. One that cannot be booked leaves the queue and waits for somebody: it never holds up the others.
fn book_or_hold(step: &mut Step<'_>, placed: Placed) -> Result<(), Rejection> {
    let Some(row) = step.state().pending.get(placed).cloned() else { return Ok(()) };
    match step.whole(|step| book_placed(step, placed, &row)) {
        Ok(()) => Ok(()),
        Err(refused) => step.emit(Event::OrderHeld(OrderHeld { placed, code: refused.code().to_owned() })),
    }
}

fn release(step: &mut Step<'_>, day: Day, member: Member) -> Result<(), Rejection> {
    let amount = step.state().frozen.on(day, member).map(|release| release.amount).unwrap_or_default();
    step.emit(Event::AwardsReleased(AwardsReleased { member, day, amount }))
}

fn end_at_its_time(step: &mut Step<'_>, programme: Programme, campaign: Campaign) -> Result<(), Rejection> {
    let row = step.of(programme).campaigns.get(campaign).ok_or(Rejection::CampaignUnknown)?;
    end(step, programme, campaign, row.until)
}

/// The next tranche of points that came with coins can be sold.
fn release_tranche(step: &mut Step<'_>, programme: Programme, position: Position) -> Result<(), Rejection> {
    let points = step.of(programme).debts.grant(position).map_or(Points::ZERO, Grant::next_tranche);
    step.emit(Event::TrancheReleased(TrancheReleased { programme, position, points }))
}

fn expire(step: &mut Step<'_>, payment: Payment) -> Result<(), Rejection> {
    let conclusion = Conclusion::Expired;
    step.emit(Event::PaymentConcluded(PaymentConcluded {
        payment,
        conclusion,
        reference: None,
        owed: None,
        code: None,
    }))
}
