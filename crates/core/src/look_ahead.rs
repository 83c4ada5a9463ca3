//! Looks at what a group of commands is about to touch, so that their cache misses overlap.
//!
//! With a million members nearly every order finds its ids, its member, the position and the referrers in memory that
//! no cache holds. One after the other these waits are most of an order's time. Looked at for a whole group first, in
//! passes whose loads do not depend on each other, they overlap. Nothing is decided or kept here: executing the
//! commands afterwards, one by one, brings the same events with or without it.

use crate::command::Command;
use crate::handle::{Member, Merchant};
use crate::names::Names;
use crate::operations::{Book, Operation};
use crate::state::State;
use std::hint::black_box;

/// Most commands looked at together: what they touch should still be in the cache when they are executed.
pub const LOOK_AHEAD_MAX: usize = 64;

/// Nobody's handle.
const NOBODY: u32 = u32::MAX;

impl State {
    /// Looks at what the bookings among `commands` are about to touch.
    pub(crate) fn look_ahead(&self, commands: &[Command]) {
        let mut bookings: [Option<&Book>; LOOK_AHEAD_MAX] = [None; LOOK_AHEAD_MAX];
        for (booking, command) in bookings.iter_mut().zip(commands) {
            if let Operation::Book(book) = &command.operation {
                *booking = Some(book);
            }
        }
        let bookings = &bookings[..commands.len().min(LOOK_AHEAD_MAX)];
        let mut members = look_at_names(&self.directory.member_names, bookings, |book| &book.member).map(Member);
        let merchants = look_at_names(&self.directory.merchant_names, bookings, |book| &book.merchant).map(Merchant);
        for book in bookings.iter().flatten() {
            self.orders.look_at(&book.id);
        }
        self.look_at_parties(&mut members[..bookings.len()], &merchants[..bookings.len()]);
    }

    /// Looks at the rows of these parties and of whoever earns on their orders; `members` ends as those two levels up.
    fn look_at_parties(&self, members: &mut [Member], merchants: &[Merchant]) {
        for programme in &self.programmes {
            for &member in &*members {
                black_box(programme.positions.points_of(member));
            }
            for &member in &*members {
                let open = programme.positions.joinable(member);
                black_box(open.and_then(|open| programme.positions.get(open.id)).map(|open| open.holding.points));
            }
        }
        for &merchant in merchants {
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
                *member = row.and_then(|row| row.referrer).unwrap_or(Member(NOBODY));
            }
        }
        for &member in &*members {
            black_box(self.directory.member_row(member).map(|row| row.balance));
        }
    }
}

/// Looks at the names that `id` takes from the bookings: hashes first, then the table, then the texts. Where each name
/// most likely is.
fn look_at_names(names: &Names, bookings: &[Option<&Book>], id: fn(&Book) -> &str) -> [u32; LOOK_AHEAD_MAX] {
    let mut hashes = [0; LOOK_AHEAD_MAX];
    for (hash, book) in hashes.iter_mut().zip(bookings) {
        *hash = names.hash(book.map_or("", id));
    }
    let mut places = [NOBODY; LOOK_AHEAD_MAX];
    for (place, &hash) in places.iter_mut().zip(&hashes[..bookings.len()]) {
        *place = names.candidate(hash).unwrap_or(NOBODY);
    }
    for &place in &places[..bookings.len()] {
        black_box(names.name(place).as_bytes().first());
    }
    places
}
