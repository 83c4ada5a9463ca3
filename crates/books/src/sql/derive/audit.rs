//! Who did what: one row for each record.

use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::Command;
use ratchet_core::operations::Operation;
use std::convert::Infallible;

pub(super) fn row(taken: &Taken<'_>, rows: &mut Rows) -> Result<(), BooksError> {
    let Command { recorded_at, occurred_at, actor, approver, programme, operation, key: _ } = taken.command;
    let row = &mut rows.audit;
    row.count(taken.sequence)?.put(recorded_at.milliseconds())?.put(occurred_at.milliseconds())?;
    row.put(actor.as_str())?.put(approver.as_deref())?.put(operation.name())?.put(programme.as_str())?;
    // The number of an order stands in its own row.
    let is_order = matches!(operation, Operation::Book(_) | Operation::Place(_));
    row.put(operation.reference().filter(|_| !is_order))?.put(payload_hash(operation).as_slice())?;
    Ok(())
}

/// BLAKE3 of the operation as it is in the journal.
pub(crate) fn payload_hash(operation: &Operation) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(128);
    // A `Vec` takes every byte.
    let _: Result<(), minicbor::encode::Error<Infallible>> = minicbor::encode(operation, &mut bytes);
    *blake3::hash(&bytes).as_bytes()
}
