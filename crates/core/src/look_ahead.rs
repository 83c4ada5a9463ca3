//! Looks at what a group of commands is about to touch, so that their cache misses overlap.
//!
//! With a million members nearly every order finds its ids, its member, the position and the referrers in memory that
//! no cache holds. One after the other these waits are most of an order's time. Looked at for a whole group first, in
//! passes whose loads do not depend on each other, they overlap. What was found out is kept for the
//! commands that come next, and believed only after comparing the texts: executing them one by one brings the same
//! events with or without it.

use crate::command::Command;
use crate::event::Event;
use crate::handle::{Member, Merchant};
use crate::limits::IDENTIFIER_BYTES_MAX;
use crate::names::{Entry, Names};
use crate::operations::{Book, KnownOrder, Operation, Place};
use crate::orders::Fingerprint;
use crate::programme::ProgrammeState;
use crate::state::State;
use arrayvec::{ArrayString, ArrayVec};
use std::hint::black_box;

/// Most commands looked at together: what they touch should still be in the cache when they are executed.
pub const LOOK_AHEAD_MAX: usize = 64;

/// What was found out about a booking before it is executed. Nothing of it is believed without comparing the texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Foreseen {
    /// Of the order's number.
    pub(crate) fingerprint: Fingerprint,
    /// Where the member most likely is.
    pub(crate) member: Entry,
    /// Where the merchant most likely is.
    pub(crate) merchant: Entry,
}

/// What was found out about the next bookings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ahead {
    /// The key of the fingerprints.
    key: [u8; 16],
    /// Each with the text whose fingerprint it has.
    bookings: Vec<(ArrayString<IDENTIFIER_BYTES_MAX>, Foreseen)>,
    next: usize,
}

/// What an order to be booked, or to be held first, is found by.
struct Booking<'a> {
    id: &'a str,
    member: &'a str,
    merchant: &'a str,
}

impl Ahead {
    /// What was found out about the booking `id`, if ids are fingerprinted under `key`. Those before it are passed over:
    /// they were refused before anybody asked for what was found out.
    pub(crate) fn take(&mut self, id: &str, key: &[u8; 16]) -> Option<Foreseen> {
        let coming = self.bookings.get(self.next..)?;
        let passed = coming.iter().position(|(foreseen, _)| **foreseen == *id && self.key == *key)?;
        self.next += passed + 1;
        coming.get(passed).map(|(_, foreseen)| *foreseen)
    }

    /// Begins anew, with fingerprints under `key`.
    fn begin(&mut self, key: &[u8; 16]) {
        self.bookings.clear();
        self.next = 0;
        self.key = *key;
    }
}

impl State {
    /// Looks at what the bookings among `commands` are about to touch.
    pub(crate) fn look_ahead(&self, commands: &[Command], ahead: &mut Ahead) {
        ahead.begin(self.orders.key());
        let bookings = commands.iter().take(LOOK_AHEAD_MAX).filter_map(|command| match &command.operation {
            Operation::Book(Book { id, member, merchant, .. })
            | Operation::Place(Place { id, member, merchant, .. }) => Some(Booking { id, member, merchant }),
            _ => None,
        });
        let bookings: ArrayVec<Booking<'_>, LOOK_AHEAD_MAX> = bookings.collect();
        let members = look_at_names(&self.directory.member_names, &bookings, |booking| booking.member);
        let merchants = look_at_names(&self.directory.merchant_names, &bookings, |booking| booking.merchant);
        for (booking, (&member, &merchant)) in bookings.iter().zip(members.iter().zip(&merchants)) {
            let Ok(id) = ArrayString::from(booking.id) else { continue };
            let fingerprint = self.orders.number(booking.id).fingerprint();
            ahead.bookings.push((id, Foreseen { fingerprint, member, merchant }));
        }
        // A pass of its own: with a fingerprint to compute in between, the waits would not overlap.
        for (_, near) in &ahead.bookings {
            self.orders.look_at(&near.fingerprint);
        }
        let party = |(_, near): &(_, Foreseen)| (Member(near.member.place), Merchant(near.merchant.place));
        self.look_at_parties(ahead.bookings.iter().map(party));
    }

    /// Looks at what these orders are about to touch.
    pub(crate) fn look_ahead_known(&self, orders: &[KnownOrder]) {
        self.look_at_parties(orders.iter().take(LOOK_AHEAD_MAX).map(|order| (order.member, order.merchant)));
    }

    /// Looks at the rows of these buyers and merchants, and of whoever earns on their orders.
    fn look_at_parties(&self, parties: impl Iterator<Item = (Member, Merchant)> + Clone) {
        let mut members: ArrayVec<Member, LOOK_AHEAD_MAX> = parties.clone().map(|(member, _)| member).collect();
        self.look_at_positions(&members);
        if self.programmes.iter().any(ProgrammeState::pays_awards) {
            self.look_at_awarded(&mut members, parties.map(|(_, merchant)| merchant));
        } else {
            for (_, merchant) in parties {
                black_box(self.directory.merchant_row(merchant).map(|row| row.plan));
            }
        }
    }

    fn look_at_positions(&self, members: &[Member]) {
        for programme in &self.programmes {
            for &member in members {
                black_box(programme.positions.points_of(member));
            }
            for &member in members {
                let open = programme.positions.joinable(member);
                black_box(open.and_then(|open| programme.positions.get(open.id)).map(|open| open.holding.points));
            }
        }
    }

    /// `members` ends as those two levels up.
    fn look_at_awarded(&self, members: &mut [Member], merchants: impl Iterator<Item = Merchant>) {
        for merchant in merchants {
            let Some(row) = self.directory.merchant_row(merchant) else { continue };
            let agents = row.regions.iter().flatten().filter_map(|region| self.programmes.first()?.agents.get(*region));
            for member in row.recruiter.into_iter().chain(agents) {
                black_box(self.directory.member_row(member).map(|row| row.balance));
            }
        }
        // Up to the referrer's referrer, each pass one level for everybody.
        for _ in 0..2 {
            for member in &mut *members {
                let row = self.directory.member_row(*member);
                *member = row.and_then(|row| row.referrer).unwrap_or(Member(Entry::NOBODY.place));
            }
        }
        for &member in &*members {
            black_box(self.directory.member_row(member).map(|row| row.balance));
        }
    }
}

impl State {
    /// Looks at what the orders among `events` are about to touch, in passes of which each needs only the one before.
    pub(crate) fn look_ahead_events<'a>(&self, events: impl Iterator<Item = &'a Event> + Clone) {
        let orders = events.filter_map(|event| match event {
            Event::OrderBooked(booked) => Some((self.programme(booked.programme)?, booked)),
            _ => None,
        });
        for (programme, booked) in orders.clone() {
            self.orders.look_at(&self.orders.number(&booked.id).fingerprint());
            black_box(programme.positions.points_of(booked.member));
            for award in &booked.awards {
                black_box(self.directory.member_row(award.member).map(|row| row.balance));
            }
        }
        for (programme, booked) in orders {
            black_box(booked.position.and_then(|open| programme.positions.get(open)).map(|open| open.holding.points));
        }
    }
}

/// Looks at the names that `id` takes from the bookings: hashes first, then the table, then the texts. Where each name
/// most likely is.
fn look_at_names<'a>(
    names: &Names,
    bookings: &[Booking<'a>],
    id: fn(&Booking<'a>) -> &'a str,
) -> ArrayVec<Entry, LOOK_AHEAD_MAX> {
    let hashes: ArrayVec<u64, LOOK_AHEAD_MAX> = bookings.iter().map(|book| names.hash(id(book))).collect();
    let found: ArrayVec<Entry, LOOK_AHEAD_MAX> = hashes.iter().map(|&hash| names.candidate(hash)).collect();
    for &entry in &found {
        names.look_at(entry);
    }
    found
}
