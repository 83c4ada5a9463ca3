//! Dividends of shareholders (股东加权分红): what of each order goes into the pot, and by which weight it is shared.

use super::{Faults, PLATFORM, Plan};
use crate::limits::LEVEL_DEPTH_MAX;
use crate::units::BasisPoints;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The dividends of a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DividendRules {
    /// Share of each order's line `platform` that goes into the pot.
    #[n(0)]
    pub dividend_bp: BasisPoints,
    /// By what the pot is shared.
    #[n(1)]
    #[serde(default)]
    pub weight: ShareWeight,
    /// How many levels below a holder count as the team, for the weight `turnover` where there are no levels: with them it
    /// is their team.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_depth: Option<u32>,
}

/// By what the pot is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum ShareWeight {
    /// By the shares held.
    #[default]
    #[n(0)]
    Fixed,
    /// By the shares held times the turnover of the holder's team in the month.
    #[n(1)]
    Turnover,
}

impl DividendRules {
    pub(super) fn check(&self, plans: &BTreeMap<String, Plan>, has_levels: bool, faults: &mut Faults) {
        faults.check_rate("dividends.dividend_bp", self.dividend_bp, 1);
        if !plans.values().any(|plan| plan.split.contains_key(PLATFORM)) {
            let message = format!("no plan has a split line `{PLATFORM}` that could feed the pot");
            faults.add("dividends", "rule_dividends_without_platform", message);
        }
        let is_needed = self.weight == ShareWeight::Turnover && !has_levels;
        let in_range = self.team_depth.is_none_or(|depth| (1..=LEVEL_DEPTH_MAX).contains(&depth));
        if self.team_depth.is_some() != is_needed || !in_range {
            let message = format!(
                "the weight `turnover` needs a depth of 1 to {LEVEL_DEPTH_MAX}, unless there are levels: theirs is taken then"
            );
            faults.add("dividends.team_depth", "rule_level_depth_out_of_range", message);
        }
    }
}
