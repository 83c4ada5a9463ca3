//! Movements of accounts, from the postings of events.

use super::coins;
use super::{Rows, Taken, programme_of};
use crate::error::BooksError;
use crate::sql::account::kind_and_owner;
use crate::sql::inserts::Inserts;
use crate::sql::standing::Standing;
use ratchet_core::event::Event;
use ratchet_core::handle::{Member, Order, Payout, Programme};
use ratchet_core::ledger::{FenAccount, PointsAccount, Posting, postings};
use ratchet_core::{Fen, Points};
use std::borrow::Cow;

/// A movement of an account that has a statement.
#[derive(Debug)]
pub(crate) struct Line {
    account: i64,
    sequence: u64,
    place: u64,
    kind: Cow<'static, str>,
    amount: Fen,
    balance: Fen,
    programme: Option<Programme>,
    order: Option<Order>,
    payout: Option<Payout>,
    reference: Option<String>,
}

/// Adds the rows of lines in the order of their key: neighbours are then written together.
pub(super) fn rows(mut lines: Vec<Line>, rows: &mut Inserts) -> Result<(), BooksError> {
    lines.sort_unstable_by_key(|line| (line.account, line.sequence, line.place));
    for line in lines {
        rows.put(line.account)?.count(line.sequence)?.count(line.place)?;
        match line.kind {
            Cow::Borrowed(kind) => rows.put(kind)?,
            Cow::Owned(kind) => rows.put(kind)?,
        };
        rows.put(line.amount.get())?.put(line.balance.get())?;
        rows.put(line.programme.map(|programme| i64::from(programme.0)))?;
        rows.put(line.order.map(|order| i64::from(order.0)))?;
        rows.put(line.payout.map(|payout| i64::from(payout.0)))?.put(line.reference)?;
    }
    Ok(())
}

/// What the kind of a line begins with that is an award.
pub(crate) const AWARD: &str = "award:";

/// Moves the accounts as `event` says, with a line for each account of a member or a merchant. `place` counts the lines
/// of a record.
pub(super) fn post(
    standing: &mut Standing,
    taken: &Taken<'_>,
    (event_place, event): (u64, &Event),
    place: &mut u64,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let mut awards = Awards::of(event);
    postings(event, |posting| match posting {
        Posting::Fen(_, Fen::ZERO) | Posting::Points(_, Points::ZERO) | Posting::Shares(..) => Ok(()),
        Posting::Coins(account, posted) => coins::line(taken, (event_place, event), (account, posted), place, rows),
        Posting::Fen(account, posted) => {
            let sums = || taken.broken("sums that no decision brings");
            let (amount, balance) = standing.post(account, posted).ok_or_else(sums)?;
            let (kind, owner) = kind_and_owner(account);
            let award = awards.next(account, amount);
            if kind.has_statement() {
                let name = crate::entry::event_name(event);
                rows.statement_lines.push(Line {
                    account: kind.number(owner),
                    sequence: taken.sequence,
                    place: *place,
                    kind: award.map_or(Cow::Borrowed(name), |award| Cow::Owned(format!("{AWARD}{award}"))),
                    amount,
                    balance,
                    programme: programme_of(event),
                    order: taken.order_before(event_place),
                    payout: payout_of(event),
                    reference: reference_of(taken, event),
                });
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

/// The payout that an event is about.
fn payout_of(event: &Event) -> Option<Payout> {
    match event {
        Event::PayoutRequested(requested) => Some(requested.payout),
        Event::PayoutChanged(changed) => Some(changed.payout),
        _ => None,
    }
}

/// The number of an order that is not booked, or what the bank calls the money that an event brought.
fn reference_of(taken: &Taken<'_>, event: &Event) -> Option<String> {
    match event {
        Event::OrderPlaced(placed) => Some(placed.id.to_string()),
        Event::OrderReturned(_) => taken.command.operation.reference().map(str::to_owned),
        Event::ToppedUp(paid_in) => paid_in.reference.clone(),
        _ => None,
    }
}

/// The awards that an event pays or takes back, in the order of its postings, and what is left of the first one: of one
/// that is taken back, a part may still be frozen.
#[allow(clippy::struct_field_names)] // the awards that are still to come
struct Awards {
    awards: std::vec::IntoIter<(Member, &'static str, Fen)>,
    are_paid: bool,
    taken: Fen,
}

impl Awards {
    fn of(event: &Event) -> Self {
        let (awards, are_paid) = match event {
            Event::OrderBooked(booked) => (booked.every_award().collect(), true),
            Event::Corrected(corrected) => (corrected.every_award().collect(), false),
            _ => (Vec::new(), false),
        };
        Self { awards: awards.into_iter(), are_paid, taken: Fen::ZERO }
    }

    /// The award that moves `account` by `amount`, if one does: what a balance pays of an order, or gets back of it, goes
    /// the other way.
    fn next(&mut self, account: FenAccount, amount: Fen) -> Option<&'static str> {
        let member: Member = match account {
            FenAccount::Balance(member) | FenAccount::Frozen(member) => member,
            _ => return None,
        };
        let &(of, kind, whole) = self.awards.as_slice().first()?;
        if of != member || amount.is_positive() != self.are_paid {
            return None;
        }
        self.taken += if self.are_paid { amount } else { -amount };
        if self.taken >= whole {
            self.awards.next();
            self.taken = Fen::ZERO;
        }
        Some(kind)
    }
}
