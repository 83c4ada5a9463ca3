//! Which position is due next: a small heap of near exits, and far ones in buckets that are looked at lazily.
//!
//! An ordered set of a million exit keys would be touched by every order. But the price only rises, and most positions
//! are far from their cap. So a position waits in the bucket of a *lower bound* of its key's exponent (one
//! subtraction, no division) and nothing happens while its key moves up. Only when the price reaches the exponent of a
//! bucket are its positions looked at again: those that are really near go into the heap with their exact keys.
//!
//! Invariant: every open position with a cap and points is in a bucket at or below its key's exponent, or in the heap
//! with its exact key. Entries that no longer say the truth are dropped when they come up.

use crate::chunks::Chunks;
use crate::handle::Position;
use crate::positions::Row;
use crate::price::{Price, exit_key, exit_key_exponent_bound};
use crate::units::{Fen, Points};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An exit key is below 2¹²⁴ (what is left is below 2⁶⁰), so its exponent fits.
const BUCKETS: usize = 128;

/// The heap or a bucket is cleared of stale entries once it is twice as long as after the last time, and longer by this
/// many: previews that are taken back leave such entries.
const STALE_ENTRIES_MAX: usize = 4_096;

/// Slots of positions whose entries stand together in a bucket, so that no bucket of a million is cleared or copied at
/// once.
const BLOCK: u32 = 4_096;

/// Where a position waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In no list: just opened, closed, or without a cap.
    Nowhere,
    /// In the bucket of this exponent.
    Far(u8),
    /// In the heap.
    Near,
}

/// A position at a slot; the id tells whether the slot still holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    id: Position,
    slot: u32,
}

/// Positions of one block whose key has at least the exponent of this bucket, and entries that no longer say the truth.
#[derive(Clone, Debug, Default)]
struct Bucket {
    waiting: Vec<Waiting>,
    /// Length when it was last cleared of stale entries.
    cleared: usize,
}

/// The exit queue of one programme.
#[derive(Clone, Debug)]
pub(crate) struct ExitQueue {
    near: BinaryHeap<Reverse<(u128, Waiting)>>,
    /// Length of the heap when it was last cleared of stale entries.
    near_cleared: usize,
    /// By exponent, then by block of slots.
    far: Vec<Vec<Bucket>>,
    /// Buckets below this exponent are empty: the price has reached them.
    horizon: usize,
}

impl Default for ExitQueue {
    fn default() -> Self {
        Self { near: BinaryHeap::new(), near_cleared: 0, far: vec![Vec::new(); BUCKETS], horizon: 0 }
    }
}

impl ExitQueue {
    /// Takes note of the row at `slot` after it changed.
    pub(crate) fn offer(&mut self, slot: u32, rows: &mut Chunks<Row>) {
        let row = &mut rows[slot as usize];
        let Some((left, points)) = row.left_and_points() else { return };
        let waiting = Waiting { id: row.position.id, slot };
        let exponent = exit_key_exponent_bound(left, points) as usize;
        match row.place {
            Place::Near => self.near.push(Reverse((exit_key(left, points), waiting))),
            // Moved up, or not enough to matter: it is found again when the price reaches its bucket.
            Place::Far(bucket) if usize::from(bucket) <= exponent => {}
            Place::Far(_) | Place::Nowhere => {
                self.put(waiting, exponent, row, left, points);
                self.clear_bucket(exponent, slot, rows);
            }
        }
    }

    /// The due position with the smallest `(exit key, id)` at `price`.
    pub(crate) fn next_due(&mut self, price: Price, rows: &mut Chunks<Row>) -> Option<Position> {
        self.promote(price, rows);
        while let Some(&Reverse((key, waiting))) = self.near.peek() {
            if !price.reaches(key) {
                return None;
            }
            if current_key(waiting, rows) == Some(key) {
                return Some(waiting.id);
            }
            self.near.pop();
        }
        None
    }

    /// Looks again at the positions of every bucket that the price has reached.
    fn promote(&mut self, price: Price, rows: &mut Chunks<Row>) {
        let reached = (price.key_exponent_bound() as usize + 1).min(BUCKETS);
        while self.horizon < reached {
            let bucket = self.horizon;
            self.horizon += 1;
            for waiting in std::mem::take(&mut self.far[bucket]).into_iter().flat_map(|block| block.waiting) {
                let row = &mut rows[waiting.slot as usize];
                let waits_here = row.position.id == waiting.id && is_far(row.place, bucket);
                if let Some((left, points)) = row.left_and_points().filter(|_| waits_here) {
                    let exponent = exit_key_exponent_bound(left, points) as usize;
                    self.put(waiting, exponent, row, left, points);
                }
            }
        }
        if self.near.len() > 2 * self.near_cleared + STALE_ENTRIES_MAX {
            self.clear_stale(rows);
        }
    }

    fn put(&mut self, waiting: Waiting, exponent: usize, row: &mut Row, left: Fen, points: Points) {
        if exponent < self.horizon {
            row.place = Place::Near;
            self.near.push(Reverse((exit_key(left, points), waiting)));
        } else {
            row.place = Place::Far(u8::try_from(exponent).unwrap_or(u8::MAX));
            let (blocks, block) = (&mut self.far[exponent], (waiting.slot / BLOCK) as usize);
            if blocks.len() <= block {
                blocks.resize_with(block + 1, Bucket::default);
            }
            blocks[block].waiting.push(waiting);
        }
    }

    fn clear_bucket(&mut self, exponent: usize, slot: u32, rows: &Chunks<Row>) {
        let Some(bucket) = self.far[exponent].get_mut((slot / BLOCK) as usize) else { return };
        if bucket.waiting.len() <= 2 * bucket.cleared + STALE_ENTRIES_MAX {
            return;
        }
        bucket.waiting.retain(|waiting| {
            let row = &rows[waiting.slot as usize];
            row.position.id == waiting.id && row.left_and_points().is_some() && is_far(row.place, exponent)
        });
        bucket.waiting.sort_unstable();
        bucket.waiting.dedup();
        bucket.cleared = bucket.waiting.len();
    }

    fn clear_stale(&mut self, rows: &Chunks<Row>) {
        let mut entries: Vec<_> = std::mem::take(&mut self.near).into_vec();
        entries.retain(|&Reverse((key, waiting))| current_key(waiting, rows) == Some(key));
        entries.sort_unstable();
        entries.dedup();
        self.near_cleared = entries.len();
        self.near = BinaryHeap::from(entries);
    }
}

fn is_far(place: Place, bucket: usize) -> bool {
    matches!(place, Place::Far(waits) if usize::from(waits) == bucket)
}

/// The exact key of a near position, while its slot still holds it.
fn current_key(waiting: Waiting, rows: &Chunks<Row>) -> Option<u128> {
    let row = rows.get(waiting.slot as usize)?;
    if row.position.id != waiting.id || row.place != Place::Near {
        return None;
    }
    row.left_and_points().map(|(left, points)| exit_key(left, points))
}
