//! Levels of members, and what an order earns the uplines of its buyer by them: differential and same-level awards
//! (级差奖, 平级奖).

use crate::handle::Member;
use crate::rules::LevelRules;
use crate::units::{BasisPoints, Fen};
use minicbor::{Decode, Encode};

/// Why an upline earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum LevelAwardKind {
    /// Its rate is above the highest so far: it earns the difference (级差奖).
    #[n(0)]
    Differential,
    /// It is the first on the level of the one paid last (平级奖).
    #[n(1)]
    SameLevel,
}

impl LevelAwardKind {
    /// The name in results and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Differential => "level:differential",
            Self::SameLevel => "level:same",
        }
    }
}

/// What an upline earns on one order by its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LevelAward {
    /// Who.
    #[n(0)]
    pub member: Member,
    /// Why.
    #[n(1)]
    pub kind: LevelAwardKind,
    /// Its level.
    #[n(2)]
    pub level: u8,
    /// How many levels of referrers above the buyer, from 1.
    #[n(3)]
    pub distance: u32,
    /// The rate that it earns: the difference, or that of the same level.
    #[n(4)]
    pub rate: BasisPoints,
    /// How much, floored to whole fen.
    #[n(5)]
    pub amount: Fen,
}

/// The levels in force, by member; whoever is not here has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Levels {
    /// By place, without a zero at the end.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    levels: Vec<u8>,
}

impl Levels {
    /// The level of a member; 0 for none.
    #[must_use]
    pub fn of(&self, member: Member) -> u8 {
        self.levels.get(member.place()).copied().unwrap_or_default()
    }

    /// Everybody who has a level.
    pub fn iter(&self) -> impl Iterator<Item = (Member, u8)> {
        let levels = self.levels.iter().enumerate();
        levels.filter(|(_, level)| **level > 0).map(|(place, level)| (Member::at(place), *level))
    }

    pub(crate) fn set(&mut self, member: Member, level: u8) {
        if self.levels.len() <= member.place() {
            if level == 0 {
                return;
            }
            self.levels.resize(member.place() + 1, 0);
        }
        self.levels[member.place()] = level;
    }

    /// Forgets everybody from `first` on.
    pub(crate) fn forget_from(&mut self, first: Member) {
        self.levels.truncate(first.place());
        while self.levels.last() == Some(&0) {
            self.levels.pop();
        }
    }
}

/// Walks up from `first`, the referrer of the buyer, and hands over what each upline earns on an order of `amount`; awards
/// that floor to nothing are left out, but their rate is taken. How many uplines were looked at.
pub(crate) fn climb(
    rules: &LevelRules,
    levels: &Levels,
    amount: Fen,
    first: Option<Member>,
    referrer_of: impl Fn(Member) -> Option<Member>,
    mut earn: impl FnMut(LevelAward),
) -> u32 {
    let (mut highest, mut last_level, mut same_is_paid) = (BasisPoints::ZERO, 0, rules.peer_bp == BasisPoints::ZERO);
    let top = rules.steps.last().map_or(BasisPoints::ZERO, |step| step.rate_bp);
    let mut upline = first;
    for distance in 1..=rules.depth {
        // Above the highest rate nobody earns a difference, and the same level earns once.
        if same_is_paid && highest >= top {
            return distance - 1;
        }
        let Some(member) = upline else { return distance - 1 };
        let level = rules.known(levels.of(member));
        let rate = rules.rate(level);
        let mut pay = |kind, rate| {
            let amount = amount.share(rate);
            if amount.is_positive() {
                earn(LevelAward { member, kind, level, distance, rate, amount });
            }
        };
        if rate > highest {
            pay(LevelAwardKind::Differential, BasisPoints::new(rate.get() - highest.get()));
            (highest, last_level) = (rate, level);
        } else if !same_is_paid && last_level > 0 && level == last_level {
            pay(LevelAwardKind::SameLevel, rules.peer_bp);
            same_is_paid = true;
        }
        upline = referrer_of(member);
    }
    rules.depth
}
