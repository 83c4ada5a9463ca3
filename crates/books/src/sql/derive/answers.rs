//! What was decided for a command with an idempotency key.

use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::keys::Key;
use std::convert::Infallible;

pub(super) fn row(taken: &Taken<'_>, key: &Key, rows: &mut Rows) -> Result<(), BooksError> {
    let mut events = Vec::new();
    // A `Vec` takes every byte.
    let _: Result<(), minicbor::encode::Error<Infallible>> = minicbor::encode(taken.events, &mut events);
    let row = &mut rows.answers;
    row.put(key.digest.as_slice())?.put(key.fingerprint.as_slice())?.count(taken.sequence)?;
    row.put(taken.recorded_at().milliseconds())?.put(events)?;
    Ok(())
}
