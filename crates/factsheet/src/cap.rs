//! How many members ever reached the cap, how long it took them, how many did not, and how far the others are.

use crate::gathering::MemberRow;
use crate::price_change::PriceParts;
use crate::statistics::{nearest_rank, share};
use ratchet_core::positions::OpenPosition;
use ratchet_core::price::{Price, exit_key};
use ratchet_core::programme::ProgrammeState;
use ratchet_core::units::ONE_IN_BP;
use ratchet_core::{BasisPoints, Fen, Points};
use serde::Serialize;

/// The cap in figures.
#[derive(Clone, Debug, Serialize)]
pub struct CapFacts {
    /// Members who ever held a position.
    pub members: u64,
    /// Of them, those of whom the system ever sold a position at its cap.
    pub reached: u64,
    /// Their share, floored; none without members.
    pub reached_bp: Option<BasisPoints>,
    /// The share that did not: 10000 less the other.
    pub not_reached_bp: Option<BasisPoints>,
    /// Time from the first order to the first exit at the cap, by business time, of those who reached it, in
    /// milliseconds: the tenth percentile by nearest rank.
    pub time_p10_ms: Option<i64>,
    /// The median.
    pub time_median_ms: Option<i64>,
    /// The ninetieth percentile.
    pub time_p90_ms: Option<i64>,
    /// Open positions that have a cap.
    pub open: u64,
    /// The open position that is nearest to its cap.
    pub nearest: Option<Distance>,
    /// The median of the open positions, by exit key, nearest rank; of equals the older one.
    pub median: Option<Distance>,
    /// What the distances in orders rest on.
    pub pace: Option<Pace>,
}

/// How far one open position is from its cap. Nobody is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Distance {
    /// What the points are worth, in fen.
    pub worth: Fen,
    /// What they must be worth for the system to sell, in fen.
    pub left: Fen,
    /// How many more units the position would need at today's price: `max(⌈left·S/R⌉ − points, 0)`. None when that is
    /// beyond any supply.
    pub points_missing: Option<Points>,
    /// How many more orders it would take if each moved the price as much as the recent ones did, rounded up; none when
    /// the price did not move, or beyond counting. Each order moves it less than the one before: in truth it is more.
    pub orders_missing: Option<u64>,
}

/// Steps of 10⁻¹⁶ in which the price is followed, in one of 10⁻⁸ in which its rise is told.
const STEPS_OF_RISE: i128 = 100_000_000;

/// The recent pace of the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// The last orders that it is taken of, at most 1000.
    pub orders: u64,
    /// Rise of the price by these orders themselves, without injections and exits, in 10⁻⁸ CNY per point, floored.
    pub rise: u64,
}

impl Distance {
    /// How far an open position with a cap is from it, at a pace that was told before. The pace is floored: the number of
    /// orders is rather too large than too small.
    #[must_use]
    pub fn at_pace(open: &OpenPosition, price: Price, pace: Option<Pace>) -> Self {
        distance(open, price, pace.map(|Pace { orders, rise }| (orders, i128::from(rise) * STEPS_OF_RISE)))
    }
}

pub(crate) fn told(members: &[MemberRow], of: &ProgrammeState, parts: &PriceParts) -> CapFacts {
    let held = members.iter().filter(|row| row.held_a_position);
    let mut times: Vec<i64> = held.clone().filter_map(|row| row.time_to_cap).collect();
    times.sort_unstable();
    let (members, reached) = (held.count() as u64, times.len() as u64);
    let reached_bp = share(reached.into(), members.into());
    let capped = of.positions.iter().filter_map(|open| Some((exit_key(open.left()?, open.holding.points), open)));
    let mut capped: Vec<(u128, &OpenPosition)> = capped.collect();
    capped.sort_unstable_by_key(|(key, open)| (*key, open.id));
    let distance = |(_, open): (u128, &OpenPosition)| distance(open, of.price(), parts.recent());
    CapFacts {
        members,
        reached,
        reached_bp,
        not_reached_bp: reached_bp.map(|reached| BasisPoints::new(ONE_IN_BP - reached.get())),
        time_p10_ms: nearest_rank(&times, 10),
        time_median_ms: nearest_rank(&times, 50),
        time_p90_ms: nearest_rank(&times, 90),
        open: capped.len() as u64,
        nearest: capped.first().copied().map(distance),
        median: nearest_rank(&capped, 50).map(distance),
        pace: parts
            .recent()
            .map(|(orders, rise)| Pace { orders, rise: u64::try_from(rise / STEPS_OF_RISE).unwrap_or(u64::MAX) }),
    }
}

fn distance(open: &OpenPosition, price: Price, recent: Option<(u64, i128)>) -> Distance {
    let (points, left) = (open.holding.points, open.left().unwrap_or_default());
    let wide = |count: i64| u128::from(count.unsigned_abs());
    let needed = (wide(left.get()) * wide(price.supply.get())).div_ceil(wide(price.reserve.get()).max(1));
    let missing = needed.saturating_sub(wide(points.get()));
    Distance {
        worth: price.value_of(points),
        left,
        points_missing: i64::try_from(missing).ok().map(Points::new),
        orders_missing: recent.and_then(|recent| orders_missing(left, points, price, recent)),
    }
}

/// `⌈(target − price)·n / rise⌉` with both prices in 10⁻⁸ CNY per point and the rise over `n` orders in 10⁻¹⁶.
fn orders_missing(left: Fen, points: Points, price: Price, (orders, rise): (u64, i128)) -> Option<u64> {
    let wide = |count: i64| u128::from(count.unsigned_abs());
    let target = (wide(left.get()) * 100_000_000_000_000).div_ceil(wide(points.get()).max(1));
    let now = wide(price.reserve.get()) * 100_000_000_000_000 / wide(price.supply.get()).max(1);
    let missing = target.saturating_sub(now);
    let rise = u128::try_from(rise).ok().filter(|rise| *rise > 0)?;
    let steps = missing.checked_mul(100_000_000)?.checked_mul(orders.into())?;
    u64::try_from(steps.div_ceil(rise)).ok()
}
