//! Wants their money back and no more: sells once the sale, with what they received before, brings what they spent.

use super::{Moment, Sells};
use crate::draw::Draw;
use ratchet_core::Points;
use ratchet_core::price::Price;

#[derive(Clone, Copy, Debug)]
pub(super) struct BreakEven;

impl Sells for BreakEven {
    fn wakes(&mut self, _day: u32, _price: Price) -> bool {
        true
    }

    fn sells(&self, moment: &Moment<'_>, _draw: &mut Draw) -> Points {
        let is_even = moment.row.is_even(moment.points, moment.price, moment.fee);
        if is_even { moment.points } else { Points::ZERO }
    }
}
