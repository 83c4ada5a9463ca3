//! The price of a programme with the two accounts that it is the quotient of.

use crate::programme::ProgrammeState;
use crate::units::{Fen, Points};
use serde::Serialize;

/// The price and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PriceView {
    /// CNY per point, eight decimals, floored.
    pub price: String,
    /// Whether it only stands in, because there are no points.
    pub is_reference: bool,
    /// Money behind the points, in fen.
    pub reserve: Fen,
    /// Units in circulation.
    pub supply: Points,
}

impl PriceView {
    /// Of a programme.
    #[must_use]
    pub fn of(programme: &ProgrammeState) -> Self {
        Self {
            price: programme.price().to_text(),
            is_reference: !programme.supply.is_positive(),
            reserve: programme.reserve,
            supply: programme.supply,
        }
    }
}
