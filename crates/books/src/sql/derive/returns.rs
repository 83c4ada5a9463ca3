//! Money of orders given back: refunds by merchants, corrections by the operator.

use super::changes::Change;
use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::Fen;
use ratchet_core::event::{Corrected, Refunded};

pub(super) fn refund(
    taken: &Taken<'_>,
    (place, refunded): (u64, &Refunded),
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let amounts = [refunded.amount, refunded.amount, Fen::ZERO, Fen::ZERO, Fen::ZERO];
    row(taken, "refund", (place, refunded.order.0), amounts, refunded.burned.get(), rows)?;
    let (order, amount, at) = (refunded.order.0, refunded.amount, taken.recorded_at());
    rows.changes.push(Change::OrderGivenBack { order, amount, is_correction: false, at });
    Ok(())
}

pub(super) fn correction(
    taken: &Taken<'_>,
    (place, corrected): (u64, &Corrected),
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let awards = corrected.awarded();
    let amounts = [corrected.amount, corrected.payable, awards, corrected.from_reserve, corrected.from_platform];
    row(taken, "correct", (place, corrected.order.0), amounts, corrected.burned.get(), rows)?;
    let (order, amount, at) = (corrected.order.0, corrected.amount, taken.recorded_at());
    rows.changes.push(Change::OrderGivenBack { order, amount, is_correction: true, at });
    Ok(())
}

/// `amounts`: the whole, then what the merchant, the awards, the reserve and the platform paid of it.
fn row(
    taken: &Taken<'_>,
    operation: &str,
    (place, order): (u64, u32),
    amounts: [Fen; 5],
    burned: i64,
    rows: &mut Rows,
) -> Result<(), BooksError> {
    let row = &mut rows.returns;
    row.count(taken.sequence)?.count(place)?.put(i64::from(order))?.put(operation)?;
    for amount in amounts {
        row.put(amount.get())?;
    }
    row.put(burned)?.put(taken.recorded_at().milliseconds())?;
    row.put(taken.command.actor.as_str())?.put(taken.command.approver.as_deref())?;
    Ok(())
}
