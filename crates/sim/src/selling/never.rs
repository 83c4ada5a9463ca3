//! Holds whatever comes: only the system sells, at the cap.

use super::{Moment, Sells};
use crate::draw::Draw;
use ratchet_core::Points;
use ratchet_core::price::Price;

#[derive(Clone, Copy, Debug)]
pub(super) struct Never;

impl Sells for Never {
    fn wakes(&mut self, _day: u32, _price: Price) -> bool {
        false
    }

    fn sells(&self, _moment: &Moment<'_>, _draw: &mut Draw) -> Points {
        Points::ZERO
    }
}
