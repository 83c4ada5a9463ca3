//! A long history in a bounded number of buckets: a bucket keeps the first, least, most and last value of its time, so
//! that nothing that could be seen is lost.

use super::flow::Flow;
use ratchet_core::price::Price;
use ratchet_core::{Fen, Points, Time};

/// What a value was within a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent<T> {
    /// After the first command.
    pub first: T,
    /// The smallest.
    pub least: T,
    /// The largest.
    pub most: T,
    /// After the last command.
    pub last: T,
}

impl<T: Copy> Extent<T> {
    fn of(value: T) -> Self {
        Self { first: value, least: value, most: value, last: value }
    }

    /// With what came `later`; `at_least` says of two values whether the first is at least the second.
    fn absorb(&mut self, later: &Self, at_least: impl Fn(T, T) -> bool) {
        if at_least(self.least, later.least) {
            self.least = later.least;
        }
        if at_least(later.most, self.most) {
            self.most = later.most;
        }
        self.last = later.last;
    }
}

/// A stretch of time in which something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceBucket {
    /// When the first command in it was.
    pub first_at: Time,
    /// When the last one was.
    pub last_at: Time,
    /// The price.
    pub price: Extent<Price>,
    /// Money behind the points, in fen.
    pub reserve: Extent<Fen>,
    /// Points in circulation, in units.
    pub supply: Extent<Points>,
    /// What happened.
    pub flow: Flow,
}

impl PriceBucket {
    /// A bucket of one command, with the accounts after it.
    #[must_use]
    pub fn of(at: Time, price: Price, (reserve, supply): (Fen, Points), flow: Flow) -> Self {
        let (price, reserve, supply) = (Extent::of(price), Extent::of(reserve), Extent::of(supply));
        Self { first_at: at, last_at: at, price, reserve, supply, flow }
    }

    /// With the bucket that came `later`.
    pub fn absorb(&mut self, later: &Self) {
        self.last_at = later.last_at;
        self.price.absorb(&later.price, Price::at_least);
        self.reserve.absorb(&later.reserve, |one, other| one >= other);
        self.supply.absorb(&later.supply, |one, other| one >= other);
        self.flow.add(&later.flow);
    }
}

/// Buckets in the order of time, as fine as their number allows.
#[derive(Debug)]
pub struct Thinning {
    most: usize,
    /// Logarithm of a bucket's width in milliseconds: powers of two, so that buckets of one width merge into those of the
    /// next, and the widest holds all of time.
    width: u32,
    buckets: Vec<PriceBucket>,
}

impl Thinning {
    /// At most `most` buckets, and one at least.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), width: 0, buckets: Vec::new() }
    }

    /// Adds what came after all others.
    pub fn push(&mut self, bucket: PriceBucket) {
        place(&mut self.buckets, bucket, self.width);
        while self.buckets.len() > self.most {
            self.width += 1;
            let finer = std::mem::take(&mut self.buckets);
            for bucket in finer {
                place(&mut self.buckets, bucket, self.width);
            }
        }
    }

    /// What is left of all that was added.
    #[must_use]
    pub fn into_buckets(self) -> Vec<PriceBucket> {
        self.buckets
    }
}

/// The stretch of 2^width milliseconds in which `at` lies.
#[must_use]
pub fn slot(at: Time, width: u32) -> u64 {
    // Counted from the beginning of time: before and after 1970 are no stretches of their own.
    at.milliseconds().abs_diff(i64::MIN).checked_shr(width).unwrap_or(0)
}

/// Puts a bucket into the last one where both lie in the same stretch of this width, else behind it.
fn place(buckets: &mut Vec<PriceBucket>, bucket: PriceBucket, width: u32) {
    let slot = |bucket: &PriceBucket| slot(bucket.first_at, width);
    match buckets.last_mut().filter(|last| slot(last) == slot(&bucket)) {
        Some(last) => last.absorb(&bucket),
        None => buckets.push(bucket),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::price_history::flow::Happened;
    use proptest::prelude::*;

    fn bucket((at, reserve, supply, exits): (i64, i64, i64, u64)) -> PriceBucket {
        let (reserve, supply) = (Fen::new(reserve), Points::new(supply));
        let forced_exits = Happened { count: exits, amount: Fen::new(7) };
        let flow = Flow { orders: 1, forced_exits, ..Flow::default() };
        PriceBucket::of(Time::from_milliseconds(at), Price { reserve, supply }, (reserve, supply), flow)
    }

    #[test]
    fn all_of_time_fits_one_bucket() {
        let mut thinning = Thinning::new(1);
        for at in [i64::MIN, -1, 0, i64::MAX] {
            thinning.push(bucket((at, 1, 1, 0)));
        }
        assert_eq!(thinning.into_buckets().len(), 1);
    }

    proptest! {
        #[test]
        fn thinning_loses_no_peak_no_end_and_no_count(
            steps in prop::collection::vec((0i64..1_000_000, 1i64..1_000_000, 1i64..1_000_000, 0u64..3), 1..400),
            most in 1usize..40,
        ) {
            let mut at = -5_000;
            let whole: Vec<PriceBucket> = steps.into_iter().map(|(gap, reserve, supply, exits)| {
                at += gap;
                bucket((at, reserve, supply, exits))
            }).collect();
            let mut thinning = Thinning::new(most);
            for bucket in &whole {
                thinning.push(bucket.clone());
            }
            let kept = thinning.into_buckets();
            prop_assert!((1..=most).contains(&kept.len()));
            prop_assert!(kept.windows(2).all(|pair| pair[0].last_at < pair[1].first_at || pair[0].last_at < pair[1].last_at));
            // Each bucket says the truth of its own stretch.
            let mut rest = whole.iter().peekable();
            for bucket in &kept {
                let mut inside = Vec::new();
                while let Some(one) = rest.next_if(|one| one.first_at <= bucket.last_at) {
                    inside.push(one);
                }
                let reserves = || inside.iter().map(|one| one.reserve.last);
                prop_assert_eq!(bucket.first_at, inside[0].first_at);
                prop_assert_eq!(bucket.reserve.first, inside[0].reserve.first);
                prop_assert_eq!(Some(bucket.reserve.least), reserves().min());
                prop_assert_eq!(Some(bucket.reserve.most), reserves().max());
                prop_assert_eq!(Some(bucket.reserve.last), reserves().next_back());
                prop_assert!(inside.iter().all(|one| bucket.price.most.at_least(one.price.last)));
                prop_assert!(inside.iter().all(|one| one.price.last.at_least(bucket.price.least)));
                prop_assert_eq!(bucket.supply.last, inside[inside.len() - 1].supply.last);
                let exits: u64 = inside.iter().map(|one| one.flow.forced_exits.count).sum();
                prop_assert_eq!(bucket.flow.forced_exits.count, exits);
                prop_assert_eq!(bucket.flow.orders, inside.len() as u64);
            }
            prop_assert!(rest.next().is_none());
        }
    }

    #[test]
    fn few_moments_stay_apart_however_long_the_time() {
        let mut thinning = Thinning::new(4);
        for at in [0, 1, 900_000_000_000, 900_000_000_001] {
            thinning.push(bucket((at, 5, 5, 0)));
        }
        assert_eq!(thinning.into_buckets().len(), 4);
    }
}
