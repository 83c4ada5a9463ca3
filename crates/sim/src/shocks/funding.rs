//! Money of a financing round is booked: it is in the fund, and reaches the reserve with orders as the rules say.

use crate::error::SimError;
use crate::scenario::limits::DAYS_MAX;
use crate::scenario::section::Section;
use crate::scene::Scene;
use crate::spend::amount;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(super) struct Funding {
    on_day: u32,
    amount: Fen,
}

impl Funding {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        Ok(Self { on_day: section.count("on_day", 0..=DAYS_MAX)?, amount: amount(section, "amount_fen")? })
    }

    pub(super) fn act(self, scene: &mut Scene) {
        if scene.day() == self.on_day {
            scene.fund(self.amount);
        }
    }
}
