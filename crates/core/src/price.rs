//! The price of points: the exact quotient of two accounts, never stored, never a float.

use crate::units::{BasisPoints, Fen, ONE_IN_BP, Points, UNITS_PER_POINT};
use minicbor::{Decode, Encode};

/// A price as the rational `reserve / supply` (fen per unit). Both parts are positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Price {
    /// Money behind the points.
    #[n(0)]
    pub reserve: Fen,
    /// Points in circulation.
    #[n(1)]
    pub supply: Points,
}

impl Price {
    /// A price of `fen` for each whole point.
    #[must_use]
    pub const fn per_point(fen: Fen) -> Self {
        Self { reserve: fen, supply: Points::new(UNITS_PER_POINT) }
    }

    /// What `points` are worth: `⌊q·R/S⌋`, floored, so a sale never takes more than its part of the reserve.
    #[must_use]
    pub fn value_of(self, points: Points) -> Fen {
        let value = points.wide() * self.reserve.wide() / self.supply.wide().max(1);
        Fen::from_wide(value).unwrap_or(Fen::new(i64::MAX))
    }

    /// The most points that are worth no more than `money`: `⌊r·S/R⌋`, or nothing when that is beyond any supply.
    #[must_use]
    pub fn points_worth(self, money: Fen) -> Option<Points> {
        Points::from_wide(money.wide() * self.supply.wide() / self.reserve.wide().max(1))
    }

    /// Points minted for a pool contribution: `⌊a·mint_bp·S / (10⁴·R)⌋`, or nothing when that is beyond any supply.
    /// Minting less than the contribution buys, and flooring, both leave the price where it was or higher.
    #[must_use]
    pub fn minted_for(self, contribution: Fen, mint: BasisPoints) -> Option<Points> {
        let value = contribution.wide() * mint.wide() * self.supply.wide();
        let cost = u128::from(ONE_IN_BP) * self.reserve.wide();
        Points::from_wide(value / cost.max(1))
    }

    /// Whether the price key `⌊R·2⁶⁴/S⌋` is at or above `exit_key`, without dividing: `key·S ≤ R·2⁶⁴`.
    #[must_use]
    pub fn reaches(self, exit_key: u128) -> bool {
        let (high, low) = (exit_key >> 64, exit_key & u128::from(u64::MAX));
        let supply = self.supply.wide();
        let Some(high_part) = high.checked_mul(supply) else {
            return false;
        };
        let low_part = low * supply;
        // key·S = high_part·2⁶⁴ + low_part, compared with R·2⁶⁴ digit by digit (in base 2⁶⁴).
        match high_part.checked_add(low_part >> 64) {
            None => false,
            Some(top) if top == self.reserve.wide() => low_part & u128::from(u64::MAX) == 0,
            Some(top) => top < self.reserve.wide(),
        }
    }

    /// An upper bound of `log2` of the price key, cheap: no position whose exit key is at least 2 to the power of
    /// one more than this can be due.
    #[must_use]
    pub fn key_exponent_bound(self) -> u32 {
        // R < 2^(r+1) and S ≥ 2^s give R·2⁶⁴/S < 2^(r+1+64−s).
        let reserve = self.reserve.wide().max(1).ilog2();
        let supply = self.supply.wide().max(1).ilog2();
        reserve + 64 - supply
    }

    /// Whether this price is at least `other`: `R·S' ≥ R'·S`.
    #[must_use]
    pub fn at_least(self, other: Self) -> bool {
        self.reserve.wide() * other.supply.wide() >= other.reserve.wide() * self.supply.wide()
    }

    /// The price as CNY per point with eight decimals, floored: `1.42857142`.
    #[must_use]
    pub fn to_text(self) -> String {
        let scaled = self.in_hundred_millionths();
        format!("{}.{:08}", scaled / 100_000_000, scaled % 100_000_000)
    }

    /// The price in 10⁻⁸ CNY per point, floored.
    #[must_use]
    pub fn in_hundred_millionths(self) -> u128 {
        // fen/unit · 10⁸ units/point / 100 fen/CNY, times 10⁸ for the decimals: R·10¹⁴/S.
        self.reserve.wide() * 100_000_000_000_000 / self.supply.wide().max(1)
    }
}

/// A position's exit key `⌊left·2⁶⁴ / points⌋`: it is due when the price key reaches it.
#[must_use]
pub fn exit_key(left: Fen, points: Points) -> u128 {
    (left.wide() << 64) / points.wide().max(1)
}

/// A lower bound of `log2` of the exit key, cheap; 0 when nothing is left.
#[must_use]
pub fn exit_key_exponent_bound(left: Fen, points: Points) -> u32 {
    if left == Fen::ZERO {
        return 0;
    }
    // left ≥ 2^l and points < 2^(p+1) give left·2⁶⁴/points > 2^(l+64−p−1).
    left.wide().ilog2() + 63 - points.wide().max(1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_floored_to_eight_decimals() {
        let price = Price { reserve: Fen::new(16_000), supply: Points::new(11_200_000_000) };
        assert_eq!(price.to_text(), "1.42857142");
        assert_eq!(Price::per_point(Fen::new(100)).to_text(), "1.00000000");
    }

    proptest! {
        #[test]
        fn reaching_a_key_equals_the_division(
            reserve in 1i64..=crate::limits::RESERVE_MAX,
            supply in 1i64..=i64::MAX,
            left in 0i64..=900_000_000_000_000_000,
            points in 1i64..=i64::MAX,
            nudge in -2i128..=2,
        ) {
            let price = Price { reserve: Fen::new(reserve), supply: Points::new(supply) };
            let price_key = (price.reserve.wide() << 64) / price.supply.wide();
            prop_assert!(price_key == 0 || price_key.ilog2() <= price.key_exponent_bound());
            let key = exit_key(Fen::new(left), Points::new(points));
            let near = price_key.saturating_add_signed(nudge);
            for key in [key, near] {
                prop_assert_eq!(price.reaches(key), key <= price_key);
            }
            if key > 0 {
                prop_assert!(exit_key_exponent_bound(Fen::new(left), Points::new(points)) <= key.ilog2());
            }
        }
    }
}
