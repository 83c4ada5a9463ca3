//! Files of orders, and how far each was taken.

use super::{Rows, Taken};
use crate::sql::derive::rows::BatchChange;
use ratchet_core::event::BatchAdvanced;

pub(super) fn row(taken: &Taken<'_>, advanced: &BatchAdvanced, rows: &mut Rows) {
    rows.batch_changes.push(BatchChange {
        batch: advanced.batch.clone(),
        lines: advanced.lines,
        digest: advanced.digest,
        sequence: taken.sequence,
        at: taken.recorded_at(),
    });
}
