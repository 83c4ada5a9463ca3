//! What coins did: of an order that they paid a part of, and line by line for the statement of an old debt.

use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::event::{Event, OrderBooked};
use ratchet_core::ledger::CoinsAccount;
use ratchet_core::{Coins, Fen, Points};

/// What coins paid of a booked order, and what came with them: the grant is in the same record.
pub(super) fn booked(taken: &Taken<'_>, booked: &OrderBooked, rows: &mut Rows) -> Result<(), BooksError> {
    let Some(part) = booked.particulars.as_ref().and_then(|particulars| particulars.coins) else { return Ok(()) };
    let granted = taken.events.iter().find_map(|event| match event {
        Event::PointsGranted(granted) if granted.order == booked.order => Some(granted),
        _ => None,
    });
    let row = &mut rows.order_coins;
    row.put(i64::from(booked.order.0))?.put(part.coins.get())?.put(part.to_merchant.get())?;
    row.put(granted.map_or(Fen::ZERO, |granted| granted.from_fund).get())?;
    row.put(granted.map_or(Points::ZERO, |granted| granted.points).get())?;
    row.put(granted.map(|granted| i64::from(granted.position.0)))?;
    Ok(())
}

/// A movement of what a member is owed, as members read it: what they have is positive.
pub(super) fn line(
    taken: &Taken<'_>,
    (event_place, event): (u64, &Event),
    (account, posted): (CoinsAccount, Coins),
    place: &mut u64,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let (name, programme, member) = match account {
        // What is owed in all is the sum of the others.
        CoinsAccount::Owed(_) => return Ok(()),
        CoinsAccount::Unconverted(programme, member) => ("unconverted", programme, member),
        CoinsAccount::Coins(programme, member) => ("coins", programme, member),
        CoinsAccount::Held(programme, member) => ("held", programme, member),
    };
    if posted == Coins::ZERO {
        return Ok(());
    }
    let row = &mut rows.coin_lines;
    row.count(taken.sequence)?.count(*place)?.put(i64::from(programme.0))?.put(i64::from(member.0))?.put(name)?;
    row.put(crate::entry::event_name(event))?.put(-posted.get())?;
    row.put(taken.order_before(event_place).map(|order| i64::from(order.0)))?;
    *place += 1;
    Ok(())
}
