//! Idempotency keys: what was asked under which key in the last days, so that asking twice does nothing twice.
//!
//! For what moves value and has no id of its own. The keys are part of the journaled state: they survive a restart, and
//! they are forgotten by journal time, in the order in which they came.

use crate::limits::{KEY_DAYS, KEYS_MAX};
use crate::spread_table::SpreadTable;
use crate::units::Time;
use minicbor::{Decode, Encode};
use siphasher::sip::SipHasher13;
use std::collections::VecDeque;

/// Bytes of a digest: two different keys meet in one of 2⁶⁴ pairs.
pub type Digest = [u8; 16];

/// An idempotency key with what was asked under it, both as digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Key {
    /// Of who asked and of the key as it was given.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub digest: Digest,
    /// Of the fields of what was asked, as they were understood.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub fingerprint: Digest,
}

impl Key {
    /// The key `text` of somebody (`scope`: two may choose the same one), for a request of these fields.
    #[must_use]
    pub fn of(scope: &str, text: &str, fields: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        // The length in front keeps ("a", "bc") and ("ab", "c") apart.
        hasher.update(&(scope.len() as u64).to_le_bytes()).update(scope.as_bytes()).update(text.as_bytes());
        Self { digest: short(&hasher.finalize()), fingerprint: short(&blake3::hash(fields)) }
    }
}

fn short(hash: &blake3::Hash) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(&hash.as_bytes()[..16]);
    digest
}

/// A key that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct UsedKey {
    /// The key, and what was asked under it.
    #[n(0)]
    pub key: Key,
    /// When its command was recorded.
    #[n(1)]
    pub used_at: Time,
}

/// Keys in one block: blocks stay where they are when more come, and a whole one is given back when all are forgotten.
const BLOCK: usize = 1_024;

/// The keys of the last days, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// Keyed, so that nobody outside can choose keys that collide.
    hash_key: [u8; 16],
    /// Every block but the last is full; the first one begins with some that are forgotten.
    blocks: VecDeque<Vec<UsedKey>>,
    /// How many of the first block are forgotten.
    forgotten: usize,
    len: usize,
    /// The running number of the first key of the first block; it may wrap around.
    first: u32,
    /// Running numbers.
    index: SpreadTable<u32>,
}

impl Keys {
    /// No keys yet, found through hashes under `hash_key`.
    pub(crate) fn new(hash_key: [u8; 16]) -> Self {
        Self { hash_key, ..Self::default() }
    }

    /// How many keys are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What was asked under this key, if it is still kept at `now`.
    #[must_use]
    pub fn find(&self, digest: &Digest, now: Time) -> Option<&UsedKey> {
        let oldest = now.minus_days(KEY_DAYS);
        let is_it =
            |number: &u32| self.get(*number).is_some_and(|used| used.key.digest == *digest && used.used_at >= oldest);
        self.get(*self.index.find(self.hash(digest), is_it)?)
    }

    /// All keys, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &UsedKey> {
        self.blocks.iter().flatten().skip(self.forgotten)
    }

    /// Keeps a key; nothing when there is no more room.
    pub(crate) fn add(&mut self, used: UsedKey) -> Option<()> {
        if self.len >= KEYS_MAX {
            return None;
        }
        if self.blocks.back().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push_back(Vec::with_capacity(BLOCK));
        }
        let number = self.number_at(self.forgotten + self.len);
        self.blocks.back_mut()?.push(used);
        self.len += 1;
        let Self { hash_key, blocks, first, index, .. } = self;
        let hash_of = |number: &u32| at(blocks, *first, *number).map_or(0, |used| hash(hash_key, &used.key.digest));
        index.insert(hash(hash_key, &used.key.digest), number, hash_of);
        Some(())
    }

    /// Takes the last key back.
    pub(crate) fn remove_last(&mut self) {
        let Some(last) = self.len.checked_sub(1) else { return };
        let number = self.number_at(self.forgotten + last);
        let Some(used) = self.blocks.back_mut().and_then(Vec::pop) else { return };
        if self.blocks.back().is_some_and(Vec::is_empty) {
            self.blocks.pop_back();
        }
        self.len = last;
        self.index.remove(self.hash(&used.key.digest), |&other| other == number);
    }

    /// Forgets the keys that were used before `oldest`.
    pub(crate) fn forget_before(&mut self, oldest: Time) {
        while let Some(used) = self.oldest().filter(|used| used.used_at < oldest) {
            let number = self.number_at(self.forgotten);
            self.index.remove(self.hash(&used.key.digest), |&other| other == number);
            self.len -= 1;
            self.forgotten += 1;
            if self.forgotten == BLOCK || self.len == 0 {
                self.first = self.number_at(self.forgotten);
                self.forgotten = 0;
                self.blocks.pop_front();
            }
        }
    }

    /// The key that was used first of those that are kept.
    pub(crate) fn oldest(&self) -> Option<UsedKey> {
        self.blocks.front()?.get(self.forgotten).copied()
    }

    fn number_at(&self, place: usize) -> u32 {
        // At most `KEYS_MAX` and a block: it fits.
        self.first.wrapping_add(u32::try_from(place).unwrap_or(u32::MAX))
    }

    fn get(&self, number: u32) -> Option<&UsedKey> {
        at(&self.blocks, self.first, number)
    }

    fn hash(&self, digest: &Digest) -> u64 {
        hash(&self.hash_key, digest)
    }
}

fn at(blocks: &VecDeque<Vec<UsedKey>>, first: u32, number: u32) -> Option<&UsedKey> {
    let place = number.wrapping_sub(first) as usize;
    blocks.get(place / BLOCK)?.get(place % BLOCK)
}

fn hash(hash_key: &[u8; 16], digest: &Digest) -> u64 {
    SipHasher13::new_with_key(hash_key).hash(digest)
}

impl Keys {
    /// Writes the canonical form: the keys, oldest first.
    pub(crate) fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(self.len as u64)?;
        self.iter().try_for_each(|used| out.encode(used).map(|_| ()))
    }

    /// Reads the canonical form.
    pub(crate) fn decode(
        input: &mut minicbor::Decoder<'_>,
        hash_key: [u8; 16],
    ) -> Result<Self, minicbor::decode::Error> {
        let mut keys = Self::new(hash_key);
        for used in input.array_iter::<UsedKey>()? {
            keys.add(used?).ok_or_else(|| minicbor::decode::Error::message("too many keys"))?;
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn key(number: u8) -> Key {
        Key::of("scope", &number.to_string(), &[number])
    }

    #[test]
    fn keys_of_two_people_differ() {
        assert_ne!(Key::of("a", "bc", b"").digest, Key::of("ab", "c", b"").digest);
        assert_eq!(Key::of("a", "b", b"x").digest, Key::of("a", "b", b"y").digest);
        assert_ne!(Key::of("a", "b", b"x").fingerprint, Key::of("a", "b", b"y").fingerprint);
    }

    #[test]
    fn a_kept_key_takes_at_most_64_bytes() {
        // The table holds a number of 4 bytes and a tag of 1 in at least 7/16 of its places.
        assert!(size_of::<UsedKey>() + 5 * 16 / 7 <= 64);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Against a list: adding, taking back, forgetting, finding, reading back.
        #[test]
        fn keys_are_a_queue_that_forgets(steps in prop::collection::vec((0u8..4, 1i64..3_000), 1..40)) {
            let mut keys = Keys::new([3; 16]);
            let mut list: VecDeque<UsedKey> = VecDeque::new();
            let mut now = 0;
            let mut number = 0_u32;
            for (kind, count) in steps {
                match kind {
                    0 | 1 => for _ in 0..count {
                        now += 1_000;
                        number += 1;
                        let key = Key::of("s", &number.to_string(), b"");
                        let used = UsedKey { key, used_at: Time::from_milliseconds(now) };
                        prop_assert_eq!(keys.add(used), Some(()));
                        list.push_back(used);
                    },
                    2 => for _ in 0..count {
                        keys.remove_last();
                        list.pop_back();
                    },
                    _ => {
                        let oldest = Time::from_milliseconds(now - count * 1_000);
                        keys.forget_before(oldest);
                        list.retain(|used| used.used_at >= oldest);
                    }
                }
                prop_assert_eq!(keys.len(), list.len());
                prop_assert!(keys.iter().eq(&list));
                let now = Time::from_milliseconds(now);
                for used in list.iter().step_by(97) {
                    prop_assert_eq!(keys.find(&used.key.digest, now), Some(used));
                }
                prop_assert_eq!(keys.find(&key(1).digest, now), None);
                let mut encoder = minicbor::Encoder::new(Vec::new());
                prop_assert!(keys.encode(&mut encoder).is_ok());
                let bytes = encoder.into_writer();
                let read = Keys::decode(&mut minicbor::Decoder::new(&bytes), [3; 16]).unwrap();
                prop_assert!(read.iter().eq(&list));
            }
            let kept: BTreeMap<_, _> = list.iter().map(|used| (used.key.digest, used.used_at)).collect();
            prop_assert_eq!(kept.len(), keys.len());
        }
    }
}
