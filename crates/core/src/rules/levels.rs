//! Levels of members (V1…Vn): what each asks for over a month, and what it would earn on the orders below.

use super::{Faults, absent_or_null};
use crate::limits::{LEVEL_DEPTH_MAX, LEVELS_MAX, RESERVE_MAX};
use crate::units::{BasisPoints, Fen};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The levels of a programme.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRules {
    /// Whether the awards of levels are only shown or paid.
    #[n(0)]
    #[serde(default)]
    pub mode: LevelMode,
    /// How many levels of referrers above a buyer an order is walked up.
    #[n(1)]
    pub depth: u32,
    /// How many levels below a member count as the team.
    #[n(2)]
    pub team_depth: u32,
    /// What the first upline on the level of the one paid last earns, once (平级奖).
    #[n(3)]
    #[serde(default)]
    pub peer_bp: BasisPoints,
    /// V1, V2 … in rising order.
    #[n(4)]
    pub steps: Vec<LevelStep>,
}

/// Whether the awards of levels are only shown or paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum LevelMode {
    /// Nothing is paid: a statement shows what each line would be.
    #[default]
    #[n(0)]
    Report,
    /// Paid out of the distribution line.
    #[n(1)]
    Pay,
}

/// One level: its rate, and what a month has to show for it. Whoever reaches it reaches those below it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LevelStep {
    /// The rate of the orders below, differential (级差).
    #[n(0)]
    pub rate_bp: BasisPoints,
    /// Least own spend, in fen.
    #[n(1)]
    #[serde(deserialize_with = "absent_or_null")]
    pub own_spend_fen: Fen,
    /// Least turnover of the team, in fen.
    #[n(2)]
    #[serde(deserialize_with = "absent_or_null")]
    pub team_turnover_fen: Fen,
    /// Least number of direct members at a level.
    #[n(3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct: Option<DirectMembers>,
}

/// So many direct members at a level or above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectMembers {
    /// How many.
    #[n(0)]
    pub count: u32,
    /// At which level, below the one that asks for it; 0 for any.
    #[n(1)]
    #[serde(default)]
    pub level: u32,
}

impl LevelRules {
    /// The rate of a level; nothing for none.
    #[must_use]
    pub fn rate(&self, level: u8) -> BasisPoints {
        let step = usize::from(level).checked_sub(1).and_then(|place| self.steps.get(place));
        step.map_or(BasisPoints::ZERO, |step| step.rate_bp)
    }

    /// A level that was reached under rules with more levels is the highest of these.
    #[must_use]
    pub fn known(&self, level: u8) -> u8 {
        level.min(u8::try_from(self.steps.len()).unwrap_or(u8::MAX))
    }

    /// The most that one order can bring all its uplines together, in basis points: the differences come to the highest
    /// rate, and the same level earns once.
    #[must_use]
    pub fn worst_case(&self) -> u64 {
        let highest = self.steps.iter().map(|step| u64::from(step.rate_bp.get())).max().unwrap_or_default();
        highest + u64::from(self.peer_bp.get())
    }

    /// The most that one order is paid for its levels, in basis points: nothing in mode `report`.
    #[must_use]
    pub fn most_paid(&self) -> u64 {
        if self.mode == LevelMode::Pay { self.worst_case() } else { 0 }
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        for (key, depth) in [("depth", self.depth), ("team_depth", self.team_depth)] {
            if !(1..=LEVEL_DEPTH_MAX).contains(&depth) {
                let message = format!("{depth} is not between 1 and {LEVEL_DEPTH_MAX}");
                faults.add(&format!("levels.{key}"), "rule_level_depth_out_of_range", message);
            }
        }
        faults.check_rate("levels.peer_bp", self.peer_bp, 0);
        if !(1..=LEVELS_MAX).contains(&self.steps.len()) {
            let message = format!("{} levels: 1 to {LEVELS_MAX} work", self.steps.len());
            faults.add("levels.steps", "rule_levels_out_of_range", message);
        }
        let mut before = BasisPoints::ZERO;
        for (place, step) in self.steps.iter().enumerate() {
            step.check(place, before, faults);
            before = step.rate_bp;
        }
    }
}

impl LevelStep {
    /// `before` is the rate of the level below.
    fn check(&self, place: usize, before: BasisPoints, faults: &mut Faults) {
        let at = |key: &str| format!("levels.steps.{place}.{key}");
        faults.check_rate(&at("rate_bp"), self.rate_bp, 1);
        if self.rate_bp <= before {
            let message = format!("{} is not above {}, the rate of the level below", self.rate_bp.get(), before.get());
            faults.add(&at("rate_bp"), "rule_level_rates_do_not_rise", message);
        }
        for (key, amount) in [("own_spend_fen", self.own_spend_fen), ("team_turnover_fen", self.team_turnover_fen)] {
            if amount.is_negative() || amount.get() > RESERVE_MAX {
                let message = format!("{} is not between 0 and {RESERVE_MAX} fen", amount.get());
                faults.add(&at(key), "rule_level_amount_out_of_range", message);
            }
        }
        if let Some(direct) = self.direct {
            if direct.count == 0 {
                let message = "asks for no direct member: leave `direct` out, or ask for at least 1".to_owned();
                faults.add(&at("direct.count"), "rule_level_without_condition", message);
            }
            if direct.level as usize > place {
                let message = format!("{} is not a level below V{}", direct.level, place + 1);
                faults.add(&at("direct.level"), "rule_level_direct_not_below", message);
            }
        }
        // What is out of its range is told of already.
        let asks = self.own_spend_fen != Fen::ZERO || self.team_turnover_fen != Fen::ZERO || self.direct.is_some();
        if !asks {
            let message = format!("V{} would be everybody's: ask for own spend, turnover or direct members", place + 1);
            faults.add(&format!("levels.steps.{place}"), "rule_level_without_condition", message);
        }
    }
}
