//! Numbers read one after the other; when there are no more, zeros.

/// A row of dice.
pub struct Dice<'a> {
    values: std::slice::Iter<'a, u32>,
}

impl<'a> Dice<'a> {
    /// Reads `values`.
    pub fn new(values: &'a [u32]) -> Self {
        Self { values: values.iter() }
    }

    /// So many times the dice that are left: each, and what becomes of it by mixing its bits again and again. A zero stays a
    /// zero.
    pub fn spread(&mut self, times: usize) -> Vec<u32> {
        let mixed = |value: &u32| Some(value.wrapping_mul(0x9E37_79B1).rotate_left(15));
        self.values.by_ref().flat_map(|value| std::iter::successors(Some(*value), mixed).take(times)).collect()
    }

    /// The next die.
    pub fn raw(&mut self) -> u32 {
        self.values.next().copied().unwrap_or(0)
    }

    /// A number below `count`, smaller for smaller dice.
    pub fn below(&mut self, count: i64) -> i64 {
        let count = u128::from(count.max(1).unsigned_abs());
        i64::try_from((u128::from(self.raw()) * count) >> 32).unwrap()
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// A place in a list of `count`.
    pub fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.below(i64::try_from(count).unwrap())).unwrap()
    }

    /// One of `choices`.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.place(choices.len())]
    }

    /// Yes in so many of a hundred cases; no for a zero.
    pub fn chance(&mut self, per_cent: i64) -> bool {
        self.below(100) >= 100 - per_cent
    }

    /// A number from 1 to `most` whose length in bits is even over all lengths.
    pub fn scaled(&mut self, most: i64) -> i64 {
        let bits = self.between(0, i64::from(most.ilog2()));
        let low = 1_i64 << bits;
        (low + self.below(low)).min(most)
    }
}
