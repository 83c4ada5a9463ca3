//! Payouts as people and interfaces see them.

use crate::handle::Payout;
use crate::payouts::{Payee, PayoutRow, PayoutState};
use crate::state::State;
use crate::units::{Fen, Time};
use serde::Serialize;

/// A payout to which something can still happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayoutView {
    /// Its own number.
    pub payout: String,
    /// `member`, `merchant` or `platform`.
    pub kind: &'static str,
    /// The member or the merchant.
    pub payee: Option<String>,
    /// Where it stands.
    pub state: PayoutState,
    /// What left the account, in fen.
    pub amount: Fen,
    /// What the platform takes of it once it is paid, in fen.
    pub fee: Fen,
    /// What is held back of it once it is paid, in fen.
    pub withheld: Fen,
    /// What the payee receives, in fen.
    pub net: Fen,
    /// Who asked.
    pub requester: String,
    /// When that was recorded, UTC milliseconds.
    pub requested_at: Time,
    /// When its state changed last, UTC milliseconds.
    pub changed_at: Time,
    /// The provider that it was handed to.
    pub provider: Option<String>,
}

impl PayoutView {
    /// The payout of this number; nothing when there is none, or when it ended long ago.
    #[must_use]
    pub fn of(state: &State, id: &str) -> Option<Self> {
        let payout = state.payouts.find(id)?;
        Some(Self::row(state, payout, state.payouts.get(payout)?))
    }

    /// All payouts to which something can still happen, newest first; with `only`, those of this state.
    pub fn all(state: &State, only: Option<PayoutState>) -> impl Iterator<Item = Self> {
        let rows = state.payouts.iter().rev().filter(move |(_, row)| only.is_none_or(|only| row.state == only));
        rows.map(|(payout, row)| Self::row(state, payout, row))
    }

    /// Those of one payee, newest first.
    pub fn of_payee(state: &State, payee: Payee) -> impl Iterator<Item = Self> {
        state.payouts.of(payee).map(|(payout, row)| Self::row(state, payout, row))
    }

    fn row(state: &State, payout: Payout, row: &PayoutRow) -> Self {
        let (kind, payee) = match row.payee {
            Payee::Member(member) => ("member", Some(state.directory.member_names.name(member.0).to_owned())),
            Payee::Merchant(merchant) => ("merchant", Some(state.directory.merchant_names.name(merchant.0).to_owned())),
            Payee::Platform => ("platform", None),
        };
        Self {
            payout: state.payouts.id(payout).to_owned(),
            kind,
            payee,
            state: row.state,
            amount: row.amount,
            fee: row.fee,
            withheld: row.withheld,
            net: row.net(),
            requester: row.requester.clone(),
            requested_at: row.requested_at,
            changed_at: row.changed_at,
            provider: row.provider.clone(),
        }
    }
}
