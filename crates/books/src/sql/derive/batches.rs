//! Files of orders, and how far each was taken.

use super::changes::Change;
use super::{Rows, Taken};
use ratchet_core::event::BatchAdvanced;

pub(super) fn row(taken: &Taken<'_>, advanced: &BatchAdvanced, rows: &mut Rows) {
    rows.changes.push(Change::Batch {
        batch: advanced.batch.clone(),
        lines: advanced.lines,
        digest: advanced.digest,
        sequence: taken.sequence,
        at: taken.recorded_at(),
    });
}
