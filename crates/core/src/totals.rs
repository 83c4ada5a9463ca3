//! What flowed through a programme so far, by cause: the figures that tell what members put in and got out.

use crate::event::{Event, SaleCause};
use crate::handle::Programme;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Sums since the programme opened, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(default)]
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
    /// Paid as awards, those of levels among them, less those taken back.
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
    /// Entered the reserve from the fund with orders, before minting, less what corrections gave back to it.
    #[n(10)]
    pub subsidy: Fen,
    /// Entered the reserve from the fund with orders, after minting.
    #[n(11)]
    pub drip: Fen,
    /// Received by members when the programme closed.
    #[n(12)]
    pub closed: Fen,
    /// Paid to the issuer of allotments out of the reserve.
    #[n(13)]
    pub to_issuer: Fen,
    /// Put into the reserve out of the fund for points that came with coins, less what was given back.
    #[n(14)]
    pub granted: Fen,
}

impl Totals {
    /// The sums after `event`, or nothing when one would exceed its bound.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Option<Self> {
        self.add(event)?;
        Some(self)
    }

    /// Adds what `event` moved, or nothing of it when a sum would exceed its bound.
    pub(crate) fn add(&mut self, event: &Event) -> Option<()> {
        let mut added = 0;
        let all = self.flows(event, |sum, amount| {
            *sum = sum.checked_add(amount)?;
            added += 1;
            Some(())
        });
        if all.is_none() {
            self.take_back(event, added);
        }
        all
    }

    /// Takes the first `count` flows of `event` back, which were added before.
    pub(crate) fn take_back(&mut self, event: &Event, count: usize) {
        let mut left = count;
        self.flows(event, |sum, amount| {
            left = left.checked_sub(1)?;
            *sum -= amount;
            Some(())
        });
    }

    /// Calls `flow` with every sum that `event` changes and by how much, until it answers nothing.
    fn flows(&mut self, event: &Event, mut flow: impl FnMut(&mut Fen, Fen) -> Option<()>) -> Option<()> {
        match event {
            Event::OrderBooked(booked) => {
                flow(&mut self.orders, booked.amount)?;
                flow(&mut self.pool, booked.pool)?;
                if let Some(particulars) = &booked.particulars {
                    flow(&mut self.subsidy, particulars.subsidy())?;
                    flow(&mut self.drip, particulars.drip())?;
                }
                flow(&mut self.awards, booked.awarded())
            }
            Event::Sold(sold) => {
                let received = match sold.cause {
                    SaleCause::Redemption => &mut self.redeemed,
                    SaleCause::ForcedExit => &mut self.exited,
                    SaleCause::Closing => &mut self.closed,
                };
                flow(received, sold.net)?;
                flow(&mut self.fees, sold.gross - sold.net)
            }
            Event::Refunded(refunded) => flow(&mut self.refunded, refunded.amount),
            Event::Corrected(corrected) => {
                flow(&mut self.corrected, corrected.amount)?;
                flow(&mut self.returned, corrected.from_reserve)?;
                flow(&mut self.subsidy, -corrected.to_fund.unwrap_or_default())?;
                flow(&mut self.awards, -corrected.awarded())
            }
            Event::PointsGranted(granted) => flow(&mut self.granted, granted.from_fund),
            Event::CoinsTakenBack(taken) => flow(&mut self.granted, -taken.to_fund),
            Event::Injected(injected) => flow(&mut self.injected, injected.amount),
            Event::Subscribed(subscribed) => flow(&mut self.to_issuer, subscribed.to_issuer),
            _ => Some(()),
        }
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
        let given = [self.injected, self.subsidy, self.drip, self.granted].into_iter().map(Fen::wide).sum::<u128>();
        let entered = (self.pool - self.returned).wide() + given;
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
        Event::PointsGranted(event) => Some(event.programme),
        Event::CoinsTakenBack(event) => Some(event.programme),
        Event::Funded(event) => Some(event.programme),
        Event::RedemptionBegun(event) => Some(event.programme),
        Event::ProgrammeClosed(event) => Some(event.programme),
        Event::Subscribed(event) => Some(event.programme),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Sold;
    use crate::handle::{Member, Position};
    use crate::units::Points;

    #[test]
    fn a_sum_beyond_its_bound_adds_nothing_and_everything_added_is_taken_back() {
        let sold = |gross| {
            Event::Sold(Sold {
                programme: Programme(0),
                position: Position(1),
                member: Member(0),
                points: Points::new(1),
                gross: Fen::new(gross),
                net: Fen::new(7),
                cause: SaleCause::ForcedExit,
            })
        };
        let nearly_full = Totals { fees: Fen::new(i64::MAX - 3), ..Totals::default() };
        let mut totals = nearly_full;
        assert_eq!(totals.add(&sold(11)), None);
        assert_eq!(totals, nearly_full);
        assert_eq!(totals.add(&sold(10)), Some(()));
        assert_eq!((totals.exited, totals.fees), (Fen::new(7), Fen::new(i64::MAX)));
        totals.take_back(&sold(10), usize::MAX);
        assert_eq!(totals, nearly_full);
    }
}
