//! Who did what: one row for each record.

use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::Command;
use ratchet_core::operations::Operation;
use std::convert::Infallible;

pub(super) fn row(taken: &Taken<'_>, rows: &mut Rows) -> Result<(), BooksError> {
    let Command { recorded_at, occurred_at, actor, approver, programme, operation } = taken.command;
    let row = &mut rows.audit;
    row.count(taken.sequence)?.put(recorded_at.milliseconds())?.put(occurred_at.milliseconds())?;
    row.put(actor.as_str())?.put(approver.as_deref())?.put(operation.name())?.put(programme.as_str())?;
    row.put(reference(operation))?.put(payload_hash(operation).as_slice())?;
    Ok(())
}

/// What an operation is about: the id that people look for.
fn reference(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::Refund(refund) => Some(&refund.order),
        Operation::Correct(correct) => Some(&correct.order),
        Operation::Redeem(redeem) => Some(&redeem.member),
        Operation::AddMember(add) => Some(&add.id),
        Operation::AddMerchant(add) => Some(&add.id),
        Operation::AppointAgent(appoint) => Some(&appoint.member),
        Operation::AdvanceBatch(advance) => Some(&advance.batch),
        // The number of an order that is booked stands in its own row.
        Operation::Book(_)
        | Operation::OpenDeployment(_)
        | Operation::OpenProgramme(_)
        | Operation::PublishRules(_)
        | Operation::Inject(_) => None,
    }
}

/// BLAKE3 of the operation as it is in the journal.
fn payload_hash(operation: &Operation) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(128);
    // A `Vec` takes every byte.
    let _: Result<(), minicbor::encode::Error<Infallible>> = minicbor::encode(operation, &mut bytes);
    *blake3::hash(&bytes).as_bytes()
}
