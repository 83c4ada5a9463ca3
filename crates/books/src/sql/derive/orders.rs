//! Orders as they were asked for, and what they did.

use super::changes::{Booking, Change};
use super::coins;
use super::{Rows, Taken};
use crate::error::BooksError;
use crate::sql::standing::Standing;
use ratchet_core::event::{CoinPart, OrderBooked, OrderHeld, OrderPlaced, OrderReturned};
use ratchet_core::handle::Member;
use ratchet_core::operations::Operation;
use ratchet_core::{Fen, Time};

/// An order that is held until it can no longer be returned.
pub(super) fn placed(taken: &Taken<'_>, placed: &OrderPlaced, rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.orders;
    row.count(taken.sequence)?.put(placed.id.as_str())?.put(None::<i64>)?.put(i64::from(placed.placed.0))?;
    row.put(None::<i64>)?.put(i64::from(placed.programme.0))?.put(i64::from(placed.member.0))?;
    row.put(i64::from(placed.merchant.0))?.put(None::<i64>)?.put(None::<i64>)?.put(placed.amount.get())?;
    row.put(placed.from_balance.get())?.put(placed.payment.map(|payment| i64::from(payment.0)))?;
    // The whole cost, as it was asked for: coins bear a part of it.
    let by_coins = placed.coins.and_then(|part| part.cost).unwrap_or_default();
    row.put(placed.cost.map(|cost| (cost + by_coins).get()))?
        .put(0_i64)?
        .put(0_i64)?
        .put(0_i64)?
        .put("")?
        .put("")?
        .put(0_i64)?;
    row.put(None::<i64>)?.put("pending")?.put(0_i64)?.put(0_i64)?.put(placed.due_at.milliseconds())?;
    end(taken, placed.occurred_at, placed.coins, rows)
}

pub(super) fn returned(taken: &Taken<'_>, returned: &OrderReturned, rows: &mut Rows) {
    let (placed, amount, at) = (returned.placed.0, returned.amount, taken.recorded_at());
    rows.changes.push(Change::OrderReturned { placed, amount, at });
}

pub(super) fn held(taken: &Taken<'_>, held: &OrderHeld, rows: &mut Rows) {
    let (placed, code, at) = (held.placed.0, held.code.clone(), taken.recorded_at());
    rows.changes.push(Change::OrderHeld { placed, code, at });
}

pub(super) fn booked(
    standing: &mut Standing,
    taken: &Taken<'_>,
    booked: &OrderBooked,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    coins::booked(taken, booked, rows)?;
    let unopened = || taken.broken("an order of a programme that is not open");
    standing.programmes.get_mut(booked.programme.place()).ok_or_else(unopened)?.orders += 1;
    let awards = booked.awarded();
    let awarded: Vec<String> = booked.every_award().map(award_text).collect();
    let split: Vec<String> = booked.lines.iter().map(|line| line.get().to_string()).collect();
    let (awarded, split) = (awarded.join(","), split.join(","));
    let particulars = booked.particulars.as_deref();
    if let Some(placed) = particulars.and_then(|particulars| particulars.placed) {
        let booking = Box::new(Booking {
            order: booked.order.0,
            sequence: taken.sequence,
            plan: booked.plan.0,
            version: booked.version,
            commission: booked.commission,
            pool: booked.pool,
            awards,
            awarded,
            split,
            minted: booked.minted,
            position: booked.position.map(|position| position.0),
            at: taken.recorded_at(),
        });
        rows.changes.push(Change::OrderBooked { placed: placed.0, booking });
        return Ok(());
    }
    let cost = match &taken.command.operation {
        Operation::Book(book) => book.cost,
        Operation::Place(place) => place.cost,
        _ => None,
    };
    let from_balance = particulars.map_or(Fen::ZERO, |particulars| particulars.from_balance);
    let payment = particulars.and_then(|particulars| particulars.payment);
    let row = &mut rows.orders;
    row.count(taken.sequence)?.put(booked.id.as_str())?.put(i64::from(booked.order.0))?.put(None::<i64>)?;
    row.count(taken.sequence)?.put(i64::from(booked.programme.0))?.put(i64::from(booked.member.0))?;
    row.put(i64::from(booked.merchant.0))?.put(i64::from(booked.plan.0))?.put(i64::from(booked.version))?;
    row.put(booked.amount.get())?.put(from_balance.get())?.put(payment.map(|payment| i64::from(payment.0)))?;
    row.put(cost.map(Fen::get))?.put(booked.commission.get())?.put(booked.pool.get())?.put(awards.get())?;
    row.put(awarded)?.put(split)?.put(booked.minted.get())?;
    row.put(booked.position.map(|position| i64::from(position.0)))?.put("booked")?.put(0_i64)?.put(0_i64)?;
    row.put(None::<i64>)?;
    let of_its_own = particulars.and_then(|particulars| particulars.occurred_at);
    let coins = particulars.and_then(|particulars| particulars.coins);
    end(taken, of_its_own.unwrap_or(taken.command.occurred_at), coins, rows)
}

/// The columns that every order ends with.
fn end(taken: &Taken<'_>, occurred_at: Time, coins: Option<CoinPart>, rows: &mut Rows) -> Result<(), BooksError> {
    let recorded_at = taken.recorded_at().milliseconds();
    let row = &mut rows.orders;
    row.put(recorded_at)?.put(occurred_at.milliseconds())?.put(taken.command.actor.as_str())?.put(recorded_at)?;
    row.put(coins.map_or(0, |part| part.coins.get()))?;
    Ok(())
}

fn award_text((member, kind, amount): (Member, &str, Fen)) -> String {
    format!("{kind} {} {}", member.0, amount.get())
}
