//! The state of one programme in the shape of the vector files.

use crate::handle::{Member, Programme};
use crate::positions::OpenPosition;
use crate::state::State;
use crate::units::{Fen, Points};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A programme's accounts, with the balances and payables of the deployment. Zero balances and payables are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateView {
    /// Money behind the points.
    pub reserve: Fen,
    /// Units in circulation.
    pub supply: Points,
    /// Money left when the last unit left.
    pub unallocated: Fen,
    /// Money meant for the reserve and not in it yet.
    #[serde(skip_serializing_if = "super::is_nothing")]
    pub fund: Fen,
    /// The operator's own share.
    pub platform: Fen,
    /// CNY per point, eight decimals, floored.
    pub price: String,
    /// Money owned by members, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balances: Option<BTreeMap<String, Fen>>,
    /// Awards of members that are not released yet, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frozen: Option<BTreeMap<String, Fen>>,
    /// Money held for orders that are not booked yet, and what providers have to give back.
    #[serde(skip_serializing_if = "super::is_nothing")]
    pub pending: Fen,
    /// Money owed to merchants, by id.
    pub payables: BTreeMap<String, Fen>,
    /// Open positions by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub positions: Option<Vec<PositionRow>>,
    /// Forced exits so far.
    pub exits: u64,
}

/// An open position, written as `[id, member, spend, points, realised]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionRow {
    /// Its id.
    pub id: u32,
    /// Whose it is.
    pub member: String,
    /// What was spent in this cycle.
    pub spend: Fen,
    /// Units held.
    pub points: Points,
    /// What its sales were worth.
    pub realised: Fen,
}

impl Serialize for PositionRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.id, &self.member, self.spend, self.points, self.realised).serialize(serializer)
    }
}

impl PositionRow {
    fn of(state: &State, open: &OpenPosition) -> Self {
        Self {
            id: open.id.0,
            member: state.directory.member_names.name(open.member.0).to_owned(),
            spend: open.holding.spend,
            points: open.holding.points,
            realised: open.holding.realised,
        }
    }
}

impl StateView {
    /// The view of `programme`; nothing when there is none. `all` adds balances and positions.
    #[must_use]
    pub fn of(state: &State, programme: Programme, all: bool) -> Option<Self> {
        let of = state.programme(programme)?;
        let balances = || {
            let owned = state.directory.members().filter(|(_, _, row)| row.balance.is_positive());
            owned.map(|(_, id, row)| (id.to_owned(), row.balance)).collect()
        };
        let frozen = || {
            let name = |member: Member| state.directory.member_names.name(member.0).to_owned();
            state.frozen.accounts().map(|(member, amount)| (name(member), amount)).collect()
        };
        let owed = state.directory.merchants().filter(|(_, _, row)| row.payable.is_positive());
        Some(Self {
            reserve: of.reserve,
            supply: of.supply,
            unallocated: of.unallocated,
            fund: of.fund.balance,
            platform: state.platform,
            price: of.price().to_text(),
            balances: all.then(balances),
            frozen: Some(frozen()).filter(|frozen: &BTreeMap<_, _>| all && !frozen.is_empty()),
            pending: state.pending_money,
            payables: owed.map(|(_, id, row)| (id.to_owned(), row.payable)).collect(),
            positions: all.then(|| of.positions.iter().map(|open| PositionRow::of(state, open)).collect()),
            exits: of.exits,
        })
    }
}
