//! What a closed month says of a member.

use crate::handle::Member;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// What the orders below bring a member by its level, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct LevelSums {
    /// Differences of rates (级差奖).
    #[n(0)]
    pub differential: Fen,
    /// Of the same level (平级奖).
    #[n(1)]
    pub same_level: Fen,
}

/// One member in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MemberPeriod {
    /// Who.
    #[n(0)]
    pub member: Member,
    /// Own orders of the month less what was given back of orders, at least nothing.
    #[n(1)]
    pub own_spend: Fen,
    /// The same of everybody below, to the depth of the team.
    #[n(2)]
    pub team_turnover: Fen,
    /// Direct members at the level that the first level not reached asks for; nothing where it asks for none.
    #[n(3)]
    pub direct: u32,
    /// The level in force during the month.
    #[n(4)]
    pub held: u8,
    /// The level reached, in force from the next month on.
    #[n(5)]
    pub reached: u8,
    /// What orders under rules in mode `report` would have brought.
    #[n(6)]
    pub reported: LevelSums,
    /// What orders under rules in mode `pay` brought.
    #[n(7)]
    pub paid: LevelSums,
}

impl MemberPeriod {
    /// Whether there is anything to tell.
    pub(super) fn tells_something(&self) -> bool {
        let nothing = Self {
            member: self.member,
            own_spend: Fen::ZERO,
            team_turnover: Fen::ZERO,
            direct: 0,
            held: 0,
            reached: 0,
            reported: LevelSums::default(),
            paid: LevelSums::default(),
        };
        *self != nothing
    }
}
