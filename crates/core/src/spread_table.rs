//! A hash table that grows in small steps.
//!
//! One table of ten million entries moves them all when it grows, and whoever asks then waits for half a second. So
//! the entries are spread over many tables by bits of their hash, of which one at a time grows.

use hashbrown::HashTable;
use std::hint::black_box;

/// Tables; each is small enough to move between two orders.
const TABLES: usize = 256;

/// How far from its place an entry is looked for when the place is only looked at.
const NEAR: usize = 8;

/// Entries found by a hash that the owner computes.
#[derive(Clone, Debug)]
pub(crate) struct SpreadTable<T> {
    tables: Vec<HashTable<T>>,
}

impl<T> Default for SpreadTable<T> {
    fn default() -> Self {
        Self { tables: (0..TABLES).map(|_| HashTable::new()).collect() }
    }
}

impl<T> SpreadTable<T> {
    /// The entry with this hash for which `is_it` holds.
    pub(crate) fn find(&self, hash: u64, is_it: impl FnMut(&T) -> bool) -> Option<&T> {
        self.tables[table_of(hash)].find(hash, is_it)
    }

    /// Looks at where an entry with this hash stands or would be put, and keeps nothing.
    pub(crate) fn look_at(&self, hash: u64)
    where
        T: Copy,
    {
        let table = &self.tables[table_of(hash)];
        #[allow(clippy::cast_possible_truncation)] // as the table does
        let first = hash as usize & table.num_buckets().wrapping_sub(1);
        // An entry beside the place is in the same line of the cache, most likely.
        black_box((first..first + NEAR).find_map(|place| table.get_bucket(place).copied()));
    }

    /// Adds an entry that is not there yet; `hash_of` gives the hash of any entry.
    pub(crate) fn insert(&mut self, hash: u64, entry: T, hash_of: impl Fn(&T) -> u64) {
        self.tables[table_of(hash)].insert_unique(hash, entry, hash_of);
    }

    /// Makes room for entries with these hashes, so that no table has to move while they are added.
    pub(crate) fn reserve(&mut self, hashes: impl Iterator<Item = u64>, hash_of: impl Fn(&T) -> u64) {
        let mut counts = [0; TABLES];
        hashes.for_each(|hash| counts[table_of(hash)] += 1);
        for (table, count) in self.tables.iter_mut().zip(counts) {
            table.reserve(count, &hash_of);
        }
    }

    /// Removes the entry with this hash for which `is_it` holds.
    pub(crate) fn remove(&mut self, hash: u64, is_it: impl FnMut(&T) -> bool) {
        if let Ok(entry) = self.tables[table_of(hash)].find_entry(hash, is_it) {
            entry.remove();
        }
    }
}

/// Bits that a table of this size uses for nothing else: it takes the lowest for the place and the highest for a tag.
fn table_of(hash: u64) -> usize {
    (hash >> 40) as usize % TABLES
}
