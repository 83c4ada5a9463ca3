//! Every order is the same.

use super::amount;
use crate::error::SimError;
use crate::scenario::section::Section;
use ratchet_core::Fen;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixed {
    amount: Fen,
}

impl Fixed {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, SimError> {
        Ok(Self { amount: amount(section, "amount_fen")? })
    }

    pub(super) fn amount(self) -> Fen {
        self.amount
    }
}
