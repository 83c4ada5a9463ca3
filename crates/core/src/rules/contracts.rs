//! What the rules say about contracts of region agents.

use super::Faults;
use crate::limits::AMOUNT_MAX;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// What contracts of region agents may ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractRules {
    /// The most that an agent may pay for holding a region, for the whole term, in fen; 0 for nothing. Anything else is a
    /// finding of the policy (`entry-fee`).
    #[n(0)]
    #[serde(default)]
    pub fee_max_fen: Fen,
}

impl ContractRules {
    pub(super) fn check(self, faults: &mut Faults) {
        if !(0..=AMOUNT_MAX).contains(&self.fee_max_fen.get()) {
            let message = format!("{} is not between 0 and {AMOUNT_MAX} fen", self.fee_max_fen.get());
            faults.add("contracts.fee_max_fen", "rule_fee_out_of_range", message);
        }
    }
}
