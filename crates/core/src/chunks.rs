//! A list that grows without moving what it holds.
//!
//! A vector of a million positions moves them all when it is full, and whoever asks then waits for thirty milliseconds.
//! Here they stand in chunks that stay where they are.

use std::ops::{Index, IndexMut};

/// Items in one chunk.
const CHUNK: usize = 4_096;

/// Items by place, as in a vector.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<T> {
    /// Every chunk but the last is full.
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T> Chunks<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, place: usize) -> Option<&T> {
        self.chunks.get(place / CHUNK)?.get(place % CHUNK)
    }

    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        self.chunks.get_mut(place / CHUNK)?.get_mut(place % CHUNK)
    }

    pub(crate) fn push(&mut self, item: T) {
        if self.len == self.chunks.len() * CHUNK {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(item);
            self.len += 1;
        }
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        let chunk = self.chunks.last_mut()?;
        let item = chunk.pop()?;
        if chunk.is_empty() {
            self.chunks.pop();
        }
        self.len -= 1;
        Some(item)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        &self.chunks[place / CHUNK][place % CHUNK]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    fn index_mut(&mut self, place: usize) -> &mut T {
        &mut self.chunks[place / CHUNK][place % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn chunks_are_a_vector(steps in prop::collection::vec((any::<bool>(), 1usize..5_000), 1..20)) {
            let (mut chunks, mut vector) = (Chunks::default(), Vec::new());
            for (grows, count) in steps {
                for number in 0..count {
                    if grows {
                        chunks.push(number);
                        vector.push(number);
                    } else {
                        prop_assert_eq!(chunks.pop(), vector.pop());
                    }
                }
                prop_assert_eq!(chunks.len(), vector.len());
                prop_assert_eq!(chunks.get(vector.len()), None);
                prop_assert_eq!(chunks.get_mut(vector.len() / 2).copied(), vector.get(vector.len() / 2).copied());
                prop_assert!(chunks.iter().eq(&vector));
            }
            for (place, number) in vector.iter().enumerate() {
                prop_assert_eq!(&chunks[place], number);
            }
        }
    }
}
