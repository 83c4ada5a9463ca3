//! What happened in a stretch of time, counted and summed by kind.

use ratchet_core::event::{Event, SaleCause};
use ratchet_core::{Fen, Time};
use serde::Serialize;

/// Things of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// How many.
    pub count: u64,
    /// Their money, in fen.
    pub amount: Fen,
}

impl Happened {
    /// With one more, or nothing when the sum does not fit.
    fn one_more(&mut self, amount: Fen) -> Option<()> {
        *self = Self { count: self.count + 1, amount: self.amount.checked_add(amount)? };
        Some(())
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.amount += other.amount;
    }
}

/// Orders, and everything that is marked on a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Orders booked.
    pub orders: u64,
    /// Positions sold by the system at their cap, with what members received.
    pub forced_exits: Happened,
    /// Money put into the reserve without an order.
    pub injections: Happened,
    /// Money of orders given back by merchants.
    pub refunds: Happened,
    /// Orders taken back, with their whole amounts.
    pub corrections: Happened,
    /// Sales of points by members, one for each position, with what they received.
    pub redemptions: Happened,
    /// Positions redeemed because the programme closes, with what members received.
    pub closing: Happened,
}

impl Flow {
    /// Counts an event, or nothing when a sum does not fit: no engine wrote that.
    pub fn count(&mut self, event: &Event) -> Option<()> {
        match event {
            Event::OrderBooked(_) => {
                self.orders += 1;
                Some(())
            }
            Event::Sold(sold) => match sold.cause {
                SaleCause::ForcedExit => self.forced_exits.one_more(sold.net),
                SaleCause::Redemption => self.redemptions.one_more(sold.net),
                SaleCause::Closing => self.closing.one_more(sold.net),
            },
            Event::Injected(injected) => self.injections.one_more(injected.amount),
            Event::Refunded(refunded) => self.refunds.one_more(refunded.amount),
            Event::Corrected(corrected) => self.corrections.one_more(corrected.amount),
            _ => Some(()),
        }
    }

    /// Adds a part of the same whole, whose sums were found to fit.
    pub fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        self.forced_exits.add(other.forced_exits);
        self.injections.add(other.injections);
        self.refunds.add(other.refunds);
        self.corrections.add(other.corrections);
        self.redemptions.add(other.redemptions);
        self.closing.add(other.closing);
    }
}

/// A part of a history, by business time; both ends belong to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeRange {
    /// From when; from the beginning without.
    pub from: Option<Time>,
    /// Until when; to the end without.
    pub to: Option<Time>,
}

impl TimeRange {
    pub(super) fn is_before(&self, at: Time) -> bool {
        self.from.is_some_and(|from| at < from)
    }

    pub(super) fn is_after(&self, at: Time) -> bool {
        self.to.is_some_and(|to| at > to)
    }
}
