//! Sells once what they received, with what the points are worth, is so many times what they spent.

use super::{Moment, Sells};
use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::section::Section;
use ratchet_core::limits::CAP_MULTIPLE_MAX_BP;
use ratchet_core::price::Price;
use ratchet_core::{BasisPoints, Points};

#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    multiple: BasisPoints,
}

impl Target {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        Ok(Self { multiple: BasisPoints::new(section.count("multiple_bp", 1..=CAP_MULTIPLE_MAX_BP)?) })
    }
}

impl Sells for Target {
    fn wakes(&mut self, _day: u32, _price: Price) -> bool {
        true
    }

    fn sells(&self, moment: &Moment<'_>, _draw: &mut Draw) -> Points {
        let is_reached = moment.row.is_worth(moment.points, moment.price, self.multiple);
        if is_reached { moment.points } else { Points::ZERO }
    }
}
