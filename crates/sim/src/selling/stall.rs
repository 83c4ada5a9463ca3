//! Sells when the price stalls: it rose by less than so much in so many days.

use super::{Moment, Sells};
use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use ratchet_core::Points;
use ratchet_core::price::Price;
use std::collections::VecDeque;

#[derive(Clone, Debug)]
pub(super) struct Stall {
    days: usize,
    growth_bp: u32,
    /// The prices of the last evenings.
    prices: VecDeque<Price>,
}

impl Stall {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        let days = section.count("days", 1..=DAYS_MAX)? as usize;
        let growth_bp = section.count("growth_bp", 1..=1_000_000)?;
        Ok(Self { days, growth_bp, prices: VecDeque::new() })
    }

    /// Whether `now` is less than `then` with the growth: `R·S'·10⁴ < R'·S·(10⁴ + growth)`, with both sides scaled down
    /// by the same power of two where they would not fit.
    fn is_stalled(&self, then: Price, now: Price) -> bool {
        let wide = |count: i64| u128::from(count.unsigned_abs());
        let mut now_side = wide(now.reserve.get()) * wide(then.supply.get());
        let mut then_side = wide(then.reserve.get()) * wide(now.supply.get());
        while now_side.max(then_side) >> 100 > 0 {
            (now_side, then_side) = (now_side >> 1, then_side >> 1);
        }
        now_side * 10_000 < then_side * (10_000 + u128::from(self.growth_bp))
    }
}

impl Sells for Stall {
    fn wakes(&mut self, _day: u32, price: Price) -> bool {
        self.prices.push_back(price);
        if self.prices.len() <= self.days {
            return false;
        }
        let then = self.prices.pop_front();
        then.is_some_and(|then| self.is_stalled(then, price))
    }

    fn sells(&self, moment: &Moment<'_>, _draw: &mut Draw) -> Points {
        moment.points
    }
}
