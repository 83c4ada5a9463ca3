//! Seeded draws: the same on every machine, with a stream of its own for each purpose, so that a change of one behaviour
//! leaves the draws of the others as they are.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// 2⁵³: as many steps as a float has between 0 and 1.
const STEPS: u64 = 1 << 53;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Arrivals,
    Buyers,
    Spend,
    Referral,
    Merchants,
    Assignment,
    Selling,
    Shocks,
    Study,
    OldDebts,
}

/// Streams of a run: a power of two above the number of purposes.
const STREAMS: u64 = 16;

/// A stream of draws.
#[derive(Clone, Debug)]
pub(crate) struct Draw(ChaCha8Rng);

/// A probability in whole steps of 2⁻⁵³: 0 never happens, 1 always does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chance(u64);

impl Chance {
    /// What never happens.
    pub(crate) const NEVER: Self = Self(0);

    /// `basis_points` of 10,000, between 0 and 10,000; fractions are allowed.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // 0 to 2⁵³
    pub(crate) fn of_bp(basis_points: f64) -> Self {
        Self((basis_points.clamp(0.0, 10_000.0) / 10_000.0 * STEPS as f64) as u64)
    }
}

impl Draw {
    /// The stream of `purpose` of the run `run` under `seed`.
    pub(crate) fn of(seed: u64, run: u32, purpose: Purpose) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(u64::from(run) * STREAMS + purpose as u64);
        Self(generator)
    }

    /// A number below `bound`, which is positive; the bias is below `bound`/2⁶⁴.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A place in a list of `len`, which is not empty.
    pub(crate) fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, chance: Chance) -> bool {
        self.0.next_u64() >> 11 < chance.0
    }

    /// A number in [0, 1).
    #[allow(clippy::cast_precision_loss)] // below 2⁵³: exact
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / STEPS as f64
    }

    /// A standard normal number.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// A Poisson count of this mean: by multiplication, in parts small enough for it.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        const PART: f64 = 16.0;
        let (mut left, mut count) = (mean, 0);
        while left > 0.0 {
            let part = left.min(PART);
            left -= PART;
            let floor = libm::exp(-part);
            let mut product = self.unit();
            while product > floor {
                count += 1;
                product *= self.unit();
            }
        }
        count
    }

    /// Puts a list into random order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.place(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_published_ones() {
        // Pinned: another generator, seeding or order of draws would change every result without a word.
        let mut draw = Draw::of(1, 0, Purpose::Arrivals);
        let drawn: Vec<u64> = (0..4).map(|_| draw.below(1_000_000)).collect();
        let again: Vec<u64> = (0..4).map(|_| Draw::of(1, 0, Purpose::Arrivals).below(1_000_000)).collect();
        assert_eq!(drawn[0], again[3]);
        assert_ne!(drawn[0], Draw::of(1, 1, Purpose::Arrivals).below(1_000_000));
        assert_ne!(drawn[0], Draw::of(1, 0, Purpose::Buyers).below(1_000_000));
        assert_eq!(drawn, PINNED);
    }

    const PINNED: [u64; 4] = [402_485, 80_383, 596_560, 219_324];

    #[test]
    #[allow(clippy::cast_precision_loss)]
    fn draws_have_their_moments() {
        let mut draw = Draw::of(7, 0, Purpose::Spend);
        let count = 100_000;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let normal: Vec<f64> = (0..count).map(|_| draw.normal()).collect();
        let squares: Vec<f64> = normal.iter().map(|value| value * value).collect();
        assert!(mean(&normal).abs() < 0.02 && (mean(&squares) - 1.0).abs() < 0.02);
        let poisson: Vec<f64> = (0..count).map(|_| draw.poisson(40.5) as f64).collect();
        let variance = mean(&poisson.iter().map(|value| (value - 40.5).powi(2)).collect::<Vec<_>>());
        assert!((mean(&poisson) - 40.5).abs() < 0.1 && (variance - 40.5).abs() < 1.0, "{variance}");
        let happened = (0..count).filter(|_| draw.happens(Chance::of_bp(2_500.0))).count();
        assert!((24_000..26_000).contains(&happened), "{happened}");
        assert!((0..1_000).all(|_| draw.happens(Chance::of_bp(10_000.0)) && !draw.happens(Chance::of_bp(0.0))));
    }

    #[test]
    fn a_shuffle_keeps_everybody() {
        let mut list: Vec<u32> = (0..100).collect();
        Draw::of(1, 0, Purpose::Shocks).shuffle(&mut list);
        assert_ne!(list, (0..100).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..100).collect::<Vec<_>>());
    }
}
