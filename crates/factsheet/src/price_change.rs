//! Why the price is what it is: its change since the beginning, by cause, in parts that sum to it exactly.
//!
//! The price is followed in steps of 10⁻¹⁶ CNY per point, floored after each event; the difference to the event before is
//! that event's. Differences of one sequence sum to its last value less its first, whatever the rounding.

use ratchet_core::event::{Event, SaleCause};
use ratchet_core::price::Price;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Fen, Points};
use serde::Serialize;
use std::collections::VecDeque;

/// What each of this many last orders moved the price by is kept, for the recent pace.
pub(crate) const RECENT_ORDERS: usize = 1_000;
/// Steps of 10⁻¹⁶ in one of 10⁻⁸.
const STEPS: i128 = 100_000_000;

/// Why a price changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceCause {
    /// Rounding of the founding units at par.
    Founding,
    /// Orders: contributions of which fewer points are minted than they would buy.
    Orders,
    /// Fees of sales by members, and what their rounding left.
    SaleFees,
    /// Exits at the cap: their fees, what was retained above the cap, and rounding.
    Exits,
    /// Money without points.
    Injections,
    /// Points burned by refunds.
    Refunds,
    /// Corrections, by rounding and where the reserve pays less than the points were worth.
    Corrections,
}

impl PriceCause {
    const ALL: [Self; 7] =
        [Self::Founding, Self::Orders, Self::SaleFees, Self::Exits, Self::Injections, Self::Refunds, Self::Corrections];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Founding => "founding",
            Self::Orders => "orders",
            Self::SaleFees => "sale_fees",
            Self::Exits => "exits",
            Self::Injections => "injections",
            Self::Refunds => "refunds",
            Self::Corrections => "corrections",
        }
    }

    fn of(event: &Event) -> Option<Self> {
        Some(match event {
            // A closing burns the founding units.
            Event::ProgrammeOpened(_) | Event::RedemptionBegun(_) => Self::Founding,
            Event::OrderBooked(_) => Self::Orders,
            Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => Self::Exits,
            // When the last unit leaves, the price before it stays as the reference: nothing changes.
            Event::Sold(_) | Event::Emptied(_) | Event::Subscribed(_) => Self::SaleFees,
            // Unallocated money that comes back has no points either.
            // What the fund pays for points moves the price by what flooring leaves, and no more.
            Event::Injected(_) | Event::UnallocatedReleased(_) | Event::PointsGranted(_) => Self::Injections,
            Event::Refunded(_) => Self::Refunds,
            Event::Corrected(_) | Event::CoinsTakenBack(_) => Self::Corrections,
            _ => return None,
        })
    }
}

/// A price in steps of 10⁻¹⁶ CNY per point: ⌊R·10²²/S⌋. A reserve is at most 9·10¹⁵ fen, so the product fits.
pub(crate) fn fine(price: Price) -> i128 {
    i128::from(price.reserve.get()) * 10_000_000_000_000_000_000_000 / i128::from(price.supply.get()).max(1)
}

/// The price and what changed it, while the journal is read.
#[derive(Debug, Default)]
pub(crate) struct PriceParts {
    first: i128,
    pub(crate) last: i128,
    parts: [i128; PriceCause::ALL.len()],
    recent: VecDeque<i128>,
}

impl PriceParts {
    pub(crate) fn open(&mut self, initial: Fen) {
        self.first = fine(Price::per_point(initial));
        self.last = self.first;
    }

    /// Takes over the price after an event. Between the last unit and what `Emptied` does there is none.
    pub(crate) fn settle(&mut self, programme: &ProgrammeState, event: &Event) {
        if programme.supply == Points::ZERO
            && matches!(event, Event::Sold(_) | Event::Refunded(_) | Event::Corrected(_) | Event::CoinsTakenBack(_))
        {
            return;
        }
        let Some(cause) = PriceCause::of(event) else { return };
        let price = fine(programme.price());
        self.parts[cause as usize] += price - self.last;
        if cause == PriceCause::Orders {
            if self.recent.len() == RECENT_ORDERS {
                self.recent.pop_front();
            }
            self.recent.push_back(price - self.last);
        }
        self.last = price;
    }

    /// How many orders the recent pace is of, and by how much they themselves moved the price, in steps of 10⁻¹⁶.
    pub(crate) fn recent(&self) -> Option<(u64, i128)> {
        (!self.recent.is_empty()).then(|| (self.recent.len() as u64, self.recent.iter().sum()))
    }

    pub(crate) fn told(&self) -> PriceChange {
        let change = self.last - self.first;
        let shown = apportion(&self.parts, self.last / STEPS - self.first / STEPS);
        let part = |(place, cause): (usize, PriceCause)| PricePart {
            cause,
            change: decimals(self.parts[place]),
            shown: eight_decimals(shown[place]),
        };
        PriceChange {
            first: decimals(self.first),
            last: decimals(self.last),
            change: decimals(change),
            shown_first: eight_decimals(self.first / STEPS),
            shown_last: eight_decimals(self.last / STEPS),
            shown_change: eight_decimals(self.last / STEPS - self.first / STEPS),
            parts: PriceCause::ALL.into_iter().enumerate().map(part).collect(),
        }
    }
}

/// The parts in steps of 10⁻⁸ that sum to `whole`, by largest remainder, ties in the order of the causes.
fn apportion(parts: &[i128; PriceCause::ALL.len()], whole: i128) -> [i128; PriceCause::ALL.len()] {
    let mut shown = parts.map(|part| part.div_euclid(STEPS));
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&place| std::cmp::Reverse(parts[place].rem_euclid(STEPS)));
    let mut missing = whole - shown.iter().sum::<i128>();
    // Less than one step is missing for each part, and at most one too many where the ends were floored.
    for place in order.into_iter().cycle() {
        if missing == 0 {
            break;
        }
        shown[place] += missing.signum();
        missing -= missing.signum();
    }
    shown
}

fn decimals(price: i128) -> String {
    let count = price.unsigned_abs();
    let one = 10_000_000_000_000_000;
    format!("{}{}.{:016}", if price < 0 { "-" } else { "" }, count / one, count % one)
}

fn eight_decimals(price: i128) -> String {
    let count = price.unsigned_abs();
    format!("{}{}.{:08}", if price < 0 { "-" } else { "" }, count / 100_000_000, count % 100_000_000)
}

/// The change of the price since the programme opened. All in CNY per point.
#[derive(Clone, Debug, Serialize)]
pub struct PriceChange {
    /// The initial price, sixteen decimals.
    pub first: String,
    /// The price now, sixteen decimals, floored.
    pub last: String,
    /// `last − first`.
    pub change: String,
    /// `first` with eight decimals, floored.
    pub shown_first: String,
    /// `last` with eight decimals, floored.
    pub shown_last: String,
    /// `shown_last − shown_first`.
    pub shown_change: String,
    /// What each cause changed; the parts sum to the change, also as they are shown.
    pub parts: Vec<PricePart>,
}

/// What one cause changed.
#[derive(Clone, Debug, Serialize)]
pub struct PricePart {
    /// The cause.
    pub cause: PriceCause,
    /// Its part, sixteen decimals.
    pub change: String,
    /// Its part with eight decimals, by largest remainder, so that the parts shown sum to the change shown.
    pub shown: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_as_they_are_shown_sum_to_the_change_as_it_is_shown() {
        let shown = apportion(&[STEPS / 2, STEPS / 2, STEPS * 3 + 1, -1, 0, 0, 0], 4);
        assert_eq!(shown, [1, 0, 3, 0, 0, 0, 0]);
        assert_eq!(apportion(&[STEPS - 1, 0, 0, 0, 0, 0, 0], 0), [0; 7]);
    }

    #[test]
    fn prices_have_their_decimals() {
        assert_eq!(decimals(14_285_714_285_714_285), "1.4285714285714285");
        assert_eq!(decimals(-1), "-0.0000000000000001");
        assert_eq!(eight_decimals(142_857_142), "1.42857142");
    }
}
