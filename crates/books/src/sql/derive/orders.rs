//! Orders as they were asked for, and what they did.

use super::{Rows, Taken};
use crate::error::BooksError;
use crate::sql::standing::Standing;
use ratchet_core::Fen;
use ratchet_core::awards::Award;
use ratchet_core::event::OrderBooked;
use ratchet_core::operations::Operation;

pub(super) fn row(
    standing: &mut Standing,
    taken: &Taken<'_>,
    booked: &OrderBooked,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let unopened = || taken.broken("an order of a programme that is not open");
    standing.programmes.get_mut(booked.programme.place()).ok_or_else(unopened)?.orders += 1;
    let cost = match &taken.command.operation {
        Operation::Book(book) => book.cost,
        _ => None,
    };
    let awards: Fen = booked.awards.iter().map(|award| award.amount).sum();
    let awarded: Vec<String> = booked.awards.iter().map(award_text).collect();
    let split: Vec<String> = booked.lines.iter().map(|line| line.get().to_string()).collect();
    let row = &mut rows.orders;
    row.count(taken.sequence)?.put(booked.id.as_str())?.put(i64::from(booked.order.0))?;
    row.put(i64::from(booked.programme.0))?.put(i64::from(booked.member.0))?.put(i64::from(booked.merchant.0))?;
    row.put(i64::from(booked.plan.0))?.put(i64::from(booked.version))?.put(booked.amount.get())?;
    row.put(cost.map(Fen::get))?.put(booked.commission.get())?.put(booked.pool.get())?.put(awards.get())?;
    row.put(awarded.join(","))?;
    row.put(split.join(","))?.put(booked.minted.get())?.put(booked.position.map(|position| i64::from(position.0)))?;
    row.put("booked")?.put(0_i64)?.put(taken.recorded_at().milliseconds())?;
    row.put(taken.command.occurred_at.milliseconds())?.put(taken.command.actor.as_str())?;
    row.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

fn award_text(award: &Award) -> String {
    format!("{} {} {}", award.kind.name(), award.member.0, award.amount.get())
}
