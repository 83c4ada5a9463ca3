//! What the bytes of a journal record mean: a command, the events it caused, and the model that decided.

use minicbor::{Decode, Encode};
use ratchet_core::{Command, Event};

/// One record. The encoding is CBOR with published field numbers, see `docs/journal-format.md`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Record {
    /// Version of the decisions that were taken.
    #[n(0)]
    pub model_version: u32,
    /// What was asked.
    #[n(1)]
    pub command: Command,
    /// What it did.
    #[n(2)]
    pub events: Vec<Event>,
}

/// A record that is about to be written, without copies.
#[derive(Encode)]
pub(crate) struct RecordToWrite<'a> {
    #[n(0)]
    pub(crate) model_version: u32,
    #[n(1)]
    pub(crate) command: &'a Command,
    #[n(2)]
    pub(crate) events: &'a [Event],
}

impl RecordToWrite<'_> {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        // A `Vec` takes every byte.
        let _: Result<(), minicbor::encode::Error<std::convert::Infallible>> = minicbor::encode(self, &mut bytes);
        bytes
    }
}

impl Record {
    /// Reads a record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        minicbor::decode(bytes)
    }
}
