//! Dividends of shareholders (股东加权分红): the register of shares, and the pot.

use crate::handle::Member;
use crate::units::{Fen, Shares};
use minicbor::{Decode, Encode};
use serde::Serialize;
use std::collections::BTreeMap;

/// The dividends of a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Dividends {
    /// Money that waits to be shared.
    #[n(0)]
    pub pot: Fen,
    /// What of it is left of closed months: what could not be shared.
    #[n(1)]
    pub kept: Fen,
    /// What the next closing gives back to the platform: dividends of orders that were taken back after their month was
    /// closed.
    #[n(2)]
    pub charge: Fen,
    /// Shares issued.
    #[n(3)]
    pub issued: Shares,
    /// The register: who holds how many.
    #[n(4)]
    pub shares: BTreeMap<Member, Shares>,
    /// What flowed so far.
    #[n(5)]
    pub totals: DividendTotals,
}

/// What flowed through a pot so far, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct DividendTotals {
    /// Came in from orders, less what was taken back of those of open months.
    #[n(0)]
    pub accrued: Fen,
    /// Was shared.
    #[n(1)]
    pub shared: Fen,
    /// Was given back for orders of closed months.
    #[n(2)]
    pub charged: Fen,
}

/// What one holder gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DividendPart {
    /// Who.
    #[n(0)]
    pub member: Member,
    /// Shares held.
    #[n(1)]
    pub shares: Shares,
    /// What the holder's team turned over, where that counts.
    #[n(2)]
    pub turnover: Option<Fen>,
    /// How much.
    #[n(3)]
    pub amount: Fen,
}

impl Dividends {
    /// What a member holds.
    #[must_use]
    pub fn shares_of(&self, member: Member) -> Shares {
        self.shares.get(&member).copied().unwrap_or_default()
    }
}
