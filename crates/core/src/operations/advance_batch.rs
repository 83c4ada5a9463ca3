//! Notes how far a file of orders was taken, in the same frame as its orders: an interrupted import goes on there.

use crate::engine::Step;
use crate::event::{BatchAdvanced, Event};
use crate::identifier::check_identifier;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct AdvanceBatch {
    /// The name of the batch.
    #[n(0)]
    pub batch: String,
    /// Lines of the file taken so far.
    #[n(1)]
    pub lines: u64,
    /// Digest of those lines and of how they were read.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(serialize_with = "crate::hexadecimal::serialize")]
    pub digest: [u8; 32],
}

impl AdvanceBatch {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.programme()?;
        check_identifier(&self.batch)?;
        if step.state().batches.get(&self.batch).is_some_and(|batch| batch.lines >= self.lines) {
            return Err(Rejection::BatchBehind);
        }
        let Self { batch, lines, digest } = self.clone();
        step.emit(Event::BatchAdvanced(BatchAdvanced { batch, lines, digest }))
    }
}
