//! What is due at a time: one queue for all kinds of things, done by ticks in order of time and then of creation.

use crate::handle::{Campaign, Contract, Member, Payment, Placed, Position, Programme};
use crate::units::{Day, Time};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// Something that is to be done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Due {
    /// A placed order is booked.
    #[n(0)]
    Order(#[n(0)] Placed),
    /// Awards of a member that were frozen until this day are released.
    #[n(1)]
    Release(#[n(0)] Day, #[n(1)] Member),
    /// The newest link of a member ends.
    #[n(2)]
    Link(#[n(0)] Member),
    /// A payment that nobody concluded expires.
    #[n(3)]
    Payment(#[n(0)] Payment),
    /// The next tranche of points that came with coins is released.
    #[n(8)]
    Tranche(#[n(0)] Programme, #[n(1)] Position),
    /// A programme takes no more orders: once the pending ones are settled, everybody is redeemed.
    #[n(50)]
    Closing(#[n(0)] Programme),
    /// More of a region agent's fee is earned, or the contract ends.
    #[n(70)]
    Contract(#[n(0)] Programme, #[n(1)] Contract),
    /// The window of a clearance campaign ends.
    #[n(71)]
    Campaign(#[n(0)] Programme, #[n(1)] Campaign),
    /// The closing of a month goes on.
    #[n(60)]
    Period(#[n(0)] Programme),
}

/// Where something stands in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct DueKey {
    /// When it is due.
    #[n(0)]
    pub at: Time,
    /// Counts up with everything that was ever queued.
    #[n(1)]
    pub number: u64,
}

/// The due queue of a deployment.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct DueQueue {
    #[n(0)]
    next: u64,
    #[n(1)]
    items: BTreeMap<DueKey, Due>,
}

/// A change that can be taken back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DueUndo {
    Added(DueKey),
    Removed(DueKey, Due),
}

impl DueQueue {
    /// What is due first, if it is due at `now`.
    #[must_use]
    pub fn first_at(&self, now: Time) -> Option<Due> {
        self.items.first_key_value().filter(|(key, _)| key.at <= now).map(|(_, due)| *due)
    }

    /// When the next item is due.
    #[must_use]
    pub fn next_at(&self) -> Option<Time> {
        self.items.first_key_value().map(|(key, _)| key.at)
    }

    /// How many items are due at `now`, counted up to `most`.
    #[must_use]
    pub fn count_at(&self, now: Time, most: u32) -> u32 {
        let due = self.items.keys().take(most as usize).take_while(|key| key.at <= now).count();
        u32::try_from(due).unwrap_or(most)
    }

    /// How many items there are, due or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing will ever be due.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All items, the first due first.
    pub(crate) fn items(&self) -> impl Iterator<Item = (DueKey, Due)> {
        self.items.iter().map(|(key, due)| (*key, *due))
    }

    pub(crate) fn add(&mut self, at: Time, due: Due) -> DueKey {
        let key = DueKey { at, number: self.next };
        self.next += 1;
        self.items.insert(key, due);
        key
    }

    pub(crate) fn remove(&mut self, key: DueKey) -> Option<DueUndo> {
        self.items.remove(&key).map(|due| DueUndo::Removed(key, due))
    }

    pub(crate) fn undo(&mut self, change: DueUndo) {
        match change {
            DueUndo::Added(key) => {
                self.items.remove(&key);
                self.next = key.number;
            }
            DueUndo::Removed(key, due) => {
                self.items.insert(key, due);
            }
        }
    }
}
