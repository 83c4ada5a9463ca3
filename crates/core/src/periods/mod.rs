//! Months of a programme: the orders that were booked since the last closing, the levels in force, and a closing that is
//! being worked on. Months are closed in order; what is recorded in a month that is over never changes any more, so a
//! closing reads what stands still and can be done piece by piece between other commands.

mod orders;
mod statement;
mod work;

pub(crate) use orders::{PassedOrders, PeriodOrderUndo};
pub use orders::{PeriodOrder, PeriodOrders};
pub use statement::{LevelSums, MemberPeriod};
pub use work::{LevelLine, level_lines};
pub(crate) use work::{Seen, Work};

use crate::due::DueKey;
use crate::handle::{Member, Order};
use crate::levels::Levels;
use crate::month::Month;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// The month closed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClosedMonth {
    /// Which.
    #[n(0)]
    pub month: Month,
    /// When it was over.
    #[n(1)]
    pub ends: Time,
}

/// A closing that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Closing {
    /// Which month.
    #[n(0)]
    pub month: Month,
    /// When it is over.
    #[n(1)]
    pub ends: Time,
    /// The rules in force at its end.
    #[n(2)]
    pub version: u32,
    /// How many orders of the list are its own.
    #[n(3)]
    pub orders: u32,
    /// How many members there were when the closing began.
    #[n(4)]
    pub members: u32,
    /// How far the work is.
    #[n(5)]
    pub steps: u64,
    /// The member whose statement comes next.
    #[n(6)]
    pub stated: Member,
    /// The levels reached, of those whose statement is there.
    #[n(7)]
    pub reached: Levels,
    /// What is taken off the spend of members, of orders of months closed before.
    #[n(8)]
    pub taken_off: BTreeMap<Member, Fen>,
    /// Where the rest of the work stands in the due queue.
    #[n(9)]
    pub due: DueKey,
}

/// The months of a programme.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Periods {
    /// The month closed last.
    #[n(0)]
    pub closed: Option<ClosedMonth>,
    /// Orders booked under rules with levels or dividends that no closing has taken yet.
    #[n(1)]
    pub orders: PeriodOrders,
    /// The first order that was ever counted here.
    #[n(2)]
    pub counted_from: Option<Order>,
    /// What the next closing takes off the spend of members: refunds and corrections of orders of closed months.
    #[n(3)]
    pub taken_off: BTreeMap<Member, Fen>,
    /// The levels in force.
    #[n(4)]
    pub levels: Levels,
    /// A closing that is being worked on.
    #[n(5)]
    pub closing: Option<Box<Closing>>,
    /// What the closing has worked out so far; derived from what stands still, and worked out again where it is missing.
    #[cbor(skip)]
    pub(crate) work: Option<Box<Work>>,
}

impl Periods {
    /// The place of an order that no closing has taken yet, nor is taking.
    pub(crate) fn open_place(&self, order: Order) -> Option<usize> {
        let taken = self.closing.as_ref().map_or(0, |closing| closing.orders as usize);
        self.orders.find(order).filter(|place| *place >= taken)
    }

    /// Whether an order was counted in a month that is closed, or being closed.
    pub(crate) fn counted_before(&self, order: Order) -> bool {
        self.counted_from.is_some_and(|first| first <= order) && self.open_place(order).is_none()
    }
}
