//! Does what is due at the time of the command: nothing in the core depends on a wall clock.

use super::book_held::book_placed;
use super::link_member::end_link;
use crate::due::Due;
use crate::engine::Step;
use crate::event::{AwardsReleased, Conclusion, Event, OrderHeld, PaymentConcluded, Ticked};
use crate::handle::{Member, Payment, Placed};
use crate::limits::{DUE_COUNTED_MAX, TICK_ITEMS_MAX};
use crate::rejection::Rejection;
use crate::units::Day;
use minicbor::{Decode, Encode};

/// No arguments: what is due is decided by the time of recording. At most [`crate::limits::TICK_ITEMS_MAX`] items are
/// done, in order of time and then of creation; the event says how many are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
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
            match due {
                Due::Order(placed) => book_or_hold(step, placed)?,
                Due::Release(day, member) => release(step, day, member)?,
                Due::Link(member) => end_link(step, member)?,
                Due::Payment(payment) => expire(step, payment)?,
            }
            done += 1;
        }
        let left = step.state().due.count_at(now, DUE_COUNTED_MAX);
        step.emit(Event::Ticked(Ticked { done, left }))
    }
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
