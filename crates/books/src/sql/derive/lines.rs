//! Movements of accounts, from the postings of events.

use super::{Rows, Taken, programme_of};
use crate::error::BooksError;
use crate::sql::account::kind_and_owner;
use crate::sql::standing::Standing;
use ratchet_core::awards::Award;
use ratchet_core::event::Event;
use ratchet_core::handle::Member;
use ratchet_core::ledger::{FenAccount, PointsAccount, Posting, postings};
use ratchet_core::{Fen, Points};

/// Moves the accounts as `event` says, with a line for each account of a member or a merchant. `place` counts the lines
/// of a record.
pub(super) fn post(
    standing: &mut Standing,
    taken: &Taken<'_>,
    event: &Event,
    place: &mut u64,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let mut awards = awards_of(event);
    postings(event, |posting| match posting {
        Posting::Fen(_, Fen::ZERO) | Posting::Points(_, Points::ZERO) => Ok(()),
        Posting::Fen(account, posted) => {
            let sums = || taken.broken("sums that no decision brings");
            let (amount, balance) = standing.post(account, posted).ok_or_else(sums)?;
            let (kind, owner) = kind_and_owner(account);
            let award = next_award(&mut awards, account, posted);
            if kind.has_statement() {
                let row = &mut rows.lines;
                row.put(kind.number(owner))?.count(taken.sequence)?.count(*place)?;
                row.put(taken.recorded_at().milliseconds())?.put(crate::entry::event_name(event))?;
                row.put(award.map(|award| award.kind.name()))?.put(amount.get())?.put(balance.get())?;
                row.put(programme_of(event).map(|programme| i64::from(programme.0)))?;
                row.put(taken.order_of(event).map(|order| i64::from(order.0)))?.put(None::<&str>)?;
                *place += 1;
            }
            Ok(())
        }
        Posting::Points(account, points) => {
            if let PointsAccount::Issued(of) = account
                && let Some(programme) = standing.programmes.get_mut(of.place())
            {
                let sums = || taken.broken("sums that no decision brings");
                programme.supply = programme.supply.checked_add(points).ok_or_else(sums)?;
                programme.has_moved = true;
            }
            Ok(())
        }
    })
}

/// The awards that an event pays or takes back, in the order of its postings.
fn awards_of(event: &Event) -> &[Award] {
    match event {
        Event::OrderBooked(booked) => &booked.awards,
        Event::Corrected(corrected) => &corrected.awards,
        _ => &[],
    }
}

/// The award that moves `account`, if one does: what a balance pays of an order, or gets back of it, is none.
fn next_award<'a>(awards: &mut &'a [Award], account: FenAccount, posted: Fen) -> Option<&'a Award> {
    let member: Member = match account {
        FenAccount::Balance(member) | FenAccount::Frozen(member) => member,
        _ => return None,
    };
    let is_it = |first: &Award| first.member == member && (posted == first.amount || posted == -first.amount);
    let (first, rest) = awards.split_first().filter(|(first, _)| is_it(first))?;
    *awards = rest;
    Some(first)
}
