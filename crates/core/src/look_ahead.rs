//! Looks at what a group of commands is about to touch, so that their cache misses overlap.
//!
//! With a million members nearly every order finds its ids, its member, the position and the referrers in memory that
//! no cache holds. One after the other these waits are most of an order's time. Looked at for a whole group first, in
//! passes whose loads do not depend on each other, they overlap. Nothing is decided or kept here: executing the
//! commands afterwards, one by one, brings the same events with or without it.

use crate::command::Command;
use crate::handle::{Member, Merchant};
use crate::operations::Operation;
use crate::state::State;
use std::hint::black_box;

/// Most commands looked at together: what they touch should still be in the cache when they are executed.
pub const LOOK_AHEAD_MAX: usize = 256;

impl State {
    /// Looks at what the bookings among `commands` are about to touch.
    pub(crate) fn look_ahead(&self, commands: &[Command]) {
        let bookings = || {
            commands.iter().filter_map(|command| match &command.operation {
                Operation::Book(book) => Some(book),
                _ => None,
            })
        };
        for book in bookings() {
            black_box(self.orders.find(&book.id));
        }
        let mut members = [Member(u32::MAX); LOOK_AHEAD_MAX];
        let mut merchants = [Merchant(u32::MAX); LOOK_AHEAD_MAX];
        let mut count = 0;
        for (book, (member, merchant)) in bookings().zip(members.iter_mut().zip(&mut merchants)) {
            *member = self.directory.member(&book.member).unwrap_or(*member);
            *merchant = self.directory.merchant(&book.merchant).unwrap_or(*merchant);
            count += 1;
        }
        self.look_at_parties(&mut members[..count], &merchants[..count]);
    }

    /// Looks at the rows of these parties and of whoever earns on their orders; `members` ends as the referrers.
    fn look_at_parties(&self, members: &mut [Member], merchants: &[Merchant]) {
        for programme in &self.programmes {
            for &member in &*members {
                black_box(programme.positions.points_of(member));
            }
            for &member in &*members {
                black_box(programme.positions.joinable(member).map(|open| open.holding.points));
            }
        }
        for &merchant in merchants {
            let recruiter = self.directory.merchant_row(merchant).and_then(|row| row.recruiter);
            black_box(recruiter.and_then(|recruiter| self.directory.member_row(recruiter)).map(|row| row.balance));
        }
        for _ in 0..2 {
            for member in &mut *members {
                let row = self.directory.member_row(*member);
                *member = row.and_then(|row| row.referrer).unwrap_or(Member(u32::MAX));
            }
        }
        for &member in &*members {
            black_box(self.directory.member_row(member).map(|row| row.balance));
        }
    }
}
