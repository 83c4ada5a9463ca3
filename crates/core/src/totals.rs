//! What flowed through a programme so far, by cause: the figures that tell what members put in and got out.

use crate::event::{Event, SaleCause};
use crate::handle::Programme;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Sums since the programme opened, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Totals {
    /// Paid for booked orders.
    #[n(0)]
    pub orders: Fen,
    /// Of that, what entered the reserve.
    #[n(1)]
    pub pool: Fen,
    /// Put into the reserve without an order.
    #[n(2)]
    pub injected: Fen,
    /// Received by members who sold points.
    #[n(3)]
    pub redeemed: Fen,
    /// Received by members whose position reached its cap.
    #[n(4)]
    pub exited: Fen,
    /// What of sales of both kinds stayed in the reserve.
    #[n(5)]
    pub fees: Fen,
    /// Paid as awards, less those taken back.
    #[n(6)]
    pub awards: Fen,
    /// Given back to members by merchants.
    #[n(7)]
    pub refunded: Fen,
    /// Amounts of orders that were taken back.
    #[n(8)]
    pub corrected: Fen,
    /// What the reserve paid back for those.
    #[n(9)]
    pub returned: Fen,
}

impl Totals {
    /// The sums after `event`, or nothing when one would exceed its bound.
    pub(crate) fn after(self, event: &Event) -> Option<Self> {
        let mut after = self;
        let add = |sum: &mut Fen, amount: Fen| {
            *sum = sum.checked_add(amount)?;
            Some(())
        };
        match event {
            Event::OrderBooked(booked) => {
                add(&mut after.orders, booked.amount)?;
                add(&mut after.pool, booked.pool)?;
                add(&mut after.awards, booked.awards.iter().map(|award| award.amount).sum())?;
            }
            Event::Sold(sold) => {
                let received = match sold.cause {
                    SaleCause::Redemption => &mut after.redeemed,
                    SaleCause::ForcedExit => &mut after.exited,
                };
                add(received, sold.net)?;
                add(&mut after.fees, sold.gross - sold.net)?;
            }
            Event::Refunded(refunded) => add(&mut after.refunded, refunded.amount)?,
            Event::Corrected(corrected) => {
                add(&mut after.corrected, corrected.amount)?;
                add(&mut after.returned, corrected.from_reserve)?;
                add(&mut after.awards, -corrected.awards.iter().map(|award| award.amount).sum::<Fen>())?;
            }
            Event::Injected(injected) => add(&mut after.injected, injected.amount)?,
            _ => {}
        }
        Some(after)
    }

    /// What members spent in the end: orders less what was given back of them.
    #[must_use]
    pub fn spent(&self) -> Fen {
        self.orders - self.refunded - self.corrected
    }

    /// The most that all members together can ever receive from the reserve per 100.00 that they spent in the end, in
    /// fen, floored: what entered it for them and was not returned. None while nothing is spent.
    #[must_use]
    pub fn most_back_per_hundred(&self) -> Option<Fen> {
        if !self.spent().is_positive() {
            return None;
        }
        let entered = (self.pool - self.returned).wide() + self.injected.wide();
        Fen::from_wide(entered * 10_000 / self.spent().wide())
    }
}

/// The programme whose money or points an event moves.
#[must_use]
pub fn programme_of(event: &Event) -> Option<Programme> {
    match event {
        Event::OrderBooked(event) => Some(event.programme),
        Event::Sold(event) => Some(event.programme),
        Event::Refunded(event) => Some(event.programme),
        Event::Corrected(event) => Some(event.programme),
        Event::Injected(event) => Some(event.programme),
        Event::Emptied(event) => Some(event.programme),
        Event::UnallocatedReleased(event) => Some(event.programme),
        _ => None,
    }
}
