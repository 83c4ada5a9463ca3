//! What the bytes of a journal record mean: a command, the events it caused, and the model that decided.

use minicbor::{Decode, Decoder, Encode};
use ratchet_core::{Command, Event, Time};
use std::convert::Infallible;

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

impl Record {
    /// Reads a record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        minicbor::decode(bytes)
    }
}

impl RecordToWrite<'_> {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        self.append_to(&mut bytes);
        bytes
    }

    fn append_to(&self, bytes: &mut Vec<u8>) {
        // A `Vec` takes every byte.
        let _: Result<(), minicbor::encode::Error<Infallible>> = minicbor::encode(self, bytes);
    }
}

/// What a replay needs of a record: when it was recorded and what it did. What was asked is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effects {
    pub(crate) recorded_at: Time,
    pub(crate) events: Vec<Event>,
}

impl Effects {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        let malformed = || minicbor::decode::Error::message("neither command nor events");
        let mut input = Decoder::new(bytes);
        let fields = input.array()?.ok_or_else(malformed)?;
        input.u32()?;
        let of_command = input.array()?.and_then(|fields| fields.checked_sub(1)).ok_or_else(malformed)?;
        let recorded_at = input.decode()?;
        for _ in 0..of_command {
            input.skip()?;
        }
        if fields < 3 {
            return Err(malformed());
        }
        Ok(Self { recorded_at, events: input.decode()? })
    }
}

/// The records of commands that are executed but not durable yet, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Group {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Group {
    pub(crate) fn push(&mut self, record: &RecordToWrite<'_>) {
        record.append_to(&mut self.bytes);
        self.ends.push(self.bytes.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub(crate) fn records(&self) -> Vec<&[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, &end)| self.bytes.get(start..end)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratchet_core::operations::DeploymentTerms;

    #[test]
    fn a_replay_reads_what_a_record_did() {
        let command = Command::new(Time::from_milliseconds(7), "operator", DeploymentTerms::sandbox());
        let events = vec![Event::DeploymentOpened(DeploymentTerms::sandbox())];
        let mut group = Group::default();
        for _ in 0..2 {
            group.push(&RecordToWrite { model_version: 1, command: &command, events: &events });
        }
        let records = group.records();
        assert_eq!(records.len(), group.len());
        for bytes in records {
            assert_eq!(
                Record::from_bytes(bytes).unwrap(),
                Record { model_version: 1, command: command.clone(), events: events.clone() }
            );
            assert_eq!(
                Effects::from_bytes(bytes).unwrap(),
                Effects { recorded_at: command.recorded_at, events: events.clone() }
            );
            for length in 0..bytes.len() {
                assert!(Effects::from_bytes(&bytes[..length]).is_err());
            }
        }
        group.clear();
        assert!(group.is_empty());
    }
}
