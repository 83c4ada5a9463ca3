//! Who earns by awards, and how many earn nothing.

use crate::gathering::MemberRow;
use crate::statistics::{nearest_rank, share_rounded_up};
use ratchet_core::{BasisPoints, Fen};
use serde::Serialize;

/// Awards of the programme, less those taken back, over all who took part: who booked an order or received an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwardsIncome {
    /// Members who took part.
    pub members: u64,
    /// All awards, in fen.
    pub total: Fen,
    /// The median member's, by nearest rank, in fen; none without members.
    pub median: Option<Fen>,
    /// How many members are the top 1 %: ⌈members/100⌉.
    pub top_members: u64,
    /// What they received of all awards, rounded up; none without awards.
    pub top_share_bp: Option<BasisPoints>,
    /// Members who received nothing.
    pub without: u64,
    /// Their share, rounded up; none without members.
    pub without_bp: Option<BasisPoints>,
}

pub(crate) fn told(members: &[MemberRow]) -> AwardsIncome {
    let took_part = members.iter().filter(|row| row.first_order.is_some() || row.was_awarded);
    let mut awards: Vec<Fen> = took_part.map(|row| row.awards).collect();
    awards.sort_unstable();
    let top = awards.len().div_ceil(100);
    let sum = |awards: &[Fen]| awards.iter().map(|amount| u128::from(amount.get().unsigned_abs())).sum::<u128>();
    let without = awards.iter().filter(|amount| **amount == Fen::ZERO).count() as u128;
    AwardsIncome {
        members: awards.len() as u64,
        total: awards.iter().copied().sum(),
        median: nearest_rank(&awards, 50),
        top_members: top as u64,
        top_share_bp: share_rounded_up(sum(&awards[awards.len() - top..]), sum(&awards)),
        without: u64::try_from(without).unwrap_or(u64::MAX),
        without_bp: share_rounded_up(without, awards.len() as u128),
    }
}
