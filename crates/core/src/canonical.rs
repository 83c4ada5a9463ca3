//! The canonical bytes of a state: what a snapshot holds and what the state hash is taken of.
//!
//! One form for both, so that a snapshot that loads is the state that was hashed. Everything derived (hash tables,
//! the exit queue, slots) is left out and rebuilt.

use crate::directory::Directory;
use crate::keys::Keys;
use crate::payouts::Payouts;
use crate::state::State;
use crate::units::Time;
use minicbor::{Decoder, Encoder};
use std::convert::Infallible;
use thiserror::Error;

/// Version of the canonical form. Version 1 fingerprinted the numbers of orders in another way; version 2 knew no money
/// out, no requests, no idempotency keys, no placed orders, frozen awards, links and payments; version 3 no fees of region agents,
/// months, levels and dividends, funds, closings and allotments, and no old debts.
const VERSION: u32 = 4;

/// Bytes that are not a state.
#[derive(Debug, Error)]
pub enum CanonicalError {
    /// Another version of the form.
    #[error("the snapshot has version {0}, this program reads {VERSION}")]
    Version(u32),
    /// Not the form.
    #[error("the snapshot is not a state: {0}")]
    Malformed(#[from] minicbor::decode::Error),
}

/// Bytes gathered before they are hashed: the hash is many times faster on long input.
const HASHED_AT_ONCE: usize = 1 << 16;

/// Feeds encoded bytes to a hash without keeping them.
#[derive(Default)]
struct Hashing {
    hasher: blake3::Hasher,
    gathered: Vec<u8>,
}

impl Hashing {
    fn flush(&mut self) {
        self.hasher.update(&self.gathered);
        self.gathered.clear();
    }
}

impl minicbor::encode::Write for Hashing {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= HASHED_AT_ONCE {
            self.flush();
        }
        Ok(())
    }
}

impl State {
    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        match self.write(&mut encoder) {
            Ok(()) => encoder.into_writer(),
            // A `Vec` takes every byte, and no part of a state refuses to be encoded.
            Err(_) => Vec::new(),
        }
    }

    /// BLAKE3 of the canonical bytes: the same for the same commands on every machine.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let mut encoder = Encoder::new(Hashing::default());
        match self.write(&mut encoder) {
            Ok(()) => {
                let mut hashing = encoder.into_writer();
                hashing.flush();
                *hashing.hasher.finalize().as_bytes()
            }
            Err(_) => [0; 32],
        }
    }

    /// The state of these canonical bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        let mut decoder = Decoder::new(bytes);
        let version = decoder.u32()?;
        if version != VERSION {
            return Err(CanonicalError::Version(version));
        }
        let terms: Option<crate::operations::DeploymentTerms> = decoder.decode()?;
        let key = terms.as_ref().map_or([0; 16], |terms| terms.hash_key);
        let mut state = Self {
            terms,
            clock: decoder.decode()?,
            directory: Directory::decode(&mut decoder, key)?,
            orders: decoder.decode()?,
            programmes: decoder.decode()?,
            platform: decoder.decode()?,
            cash: decoder.decode()?,
            batches: decoder.decode()?,
            in_transit: decoder.decode()?,
            withheld: decoder.decode()?,
            money_terms: decoder.decode()?,
            payouts: Payouts::decode(&mut decoder, key)?,
            requests: decoder.decode()?,
            keys: Keys::decode(&mut decoder, key)?,
            forget_at: Time::END,
            pending_money: decoder.decode()?,
            pending: decoder.decode()?,
            frozen: decoder.decode()?,
            links: decoder.decode()?,
            payments: decoder.decode()?,
            due: decoder.decode()?,
            deferred_income: decoder.decode()?,
        };
        state.forget_at = state.next_to_forget();
        state.pending.derive();
        state.programmes.iter_mut().for_each(crate::programme::ProgrammeState::derive);
        if decoder.position() != bytes.len() {
            return Err(minicbor::decode::Error::message("bytes behind the state").into());
        }
        Ok(state)
    }

    fn write<W: minicbor::encode::Write>(&self, out: &mut Encoder<W>) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.u32(VERSION)?.encode(&self.terms)?.encode(self.clock)?;
        self.directory.encode(out)?;
        out.encode(&self.orders)?.encode(&self.programmes)?;
        out.encode(self.platform)?.encode(self.cash)?.encode(&self.batches)?;
        out.encode(self.in_transit)?.encode(self.withheld)?.encode(&self.money_terms)?;
        self.payouts.encode(out)?;
        out.encode(&self.requests)?;
        self.keys.encode(out)?;
        out.encode(self.pending_money)?.encode(&self.pending)?.encode(&self.frozen)?.encode(&self.links)?;
        out.encode(&self.payments)?.encode(&self.due)?;
        out.encode(self.deferred_income)?;
        Ok(())
    }
}
