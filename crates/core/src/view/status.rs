//! A programme at a glance: its accounts, how many take part, and what flowed so far.

use super::state::StateView;
use crate::handle::Programme;
use crate::operations::Mode;
use crate::policy::Clearance;
use crate::state::State;
use crate::totals::Totals;
use crate::units::{Coins, Fen, Time};
use serde::Serialize;

/// The state object of the vector files with counts and flows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// `sandbox` or `live`.
    pub mode: &'static str,
    /// The programme.
    pub programme: String,
    /// Its accounts.
    #[serde(flatten)]
    pub state: StateView,
    /// Orders booked in this programme.
    pub orders: u64,
    /// Orders of the deployment that can still be returned.
    pub pending_orders: u64,
    /// Of these, those that could not be booked when they were due and wait for somebody.
    pub held_orders: u64,
    /// What of awards of the deployment is not released yet, in fen.
    pub frozen_awards: Fen,
    /// Members of the deployment.
    pub members: u64,
    /// Merchants of the deployment.
    pub merchants: u64,
    /// Positions open now.
    pub open_positions: u64,
    /// Positions ever opened.
    pub opened_positions: u64,
    /// Versions of the rules.
    pub versions: u64,
    /// How far a published closing has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<&'static str>,
    /// From when on a closing programme takes no orders, UTC milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing_from: Option<Time>,
    /// What the rules in force were checked by; none where nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clearance: Option<Clearance>,
    /// Money of the deployment that left an account and is being paid out.
    #[serde(skip_serializing_if = "super::is_nothing")]
    pub in_transit: Fen,
    /// Money of the deployment held back of payouts.
    #[serde(skip_serializing_if = "super::is_nothing")]
    pub withheld: Fen,
    /// What the programme owes of old debts: a liability that no reserve backs.
    #[serde(skip_serializing_if = "super::are_no_coins")]
    pub debts_owed: Coins,
    /// What flowed through the programme.
    pub totals: Totals,
    /// The most that all members together can ever receive from the reserve per 100.00 spent, in fen.
    pub most_back_per_hundred: Option<Fen>,
}

impl StatusView {
    /// The status of `programme`; nothing when there is none. `all` adds balances and positions.
    #[must_use]
    pub fn of(state: &State, programme: Programme, all: bool) -> Option<Self> {
        let of = state.programme(programme)?;
        Some(Self {
            mode: mode_name(state),
            programme: of.name.clone(),
            state: StateView::of(state, programme, all)?,
            orders: of.orders,
            pending_orders: state.pending.len() as u64,
            held_orders: state.pending.iter().filter(|(_, order)| order.held.is_some()).count() as u64,
            frozen_awards: state.frozen.accounts().map(|(_, amount)| amount).sum(),
            members: state.directory.member_names.len() as u64,
            merchants: state.directory.merchant_names.len() as u64,
            open_positions: of.positions.open_count() as u64,
            opened_positions: of.positions.opened() as u64,
            versions: of.versions.len() as u64,
            closing: of.closing.map(|closing| closing.stage(state.clock).name()),
            closing_from: of.closing.map(|closing| closing.from),
            clearance: of.versions.get(of.version_at(state.clock) as usize).and_then(|rules| rules.clearance.clone()),
            in_transit: state.in_transit,
            withheld: state.withheld,
            debts_owed: of.debts.owed(),
            totals: of.totals,
            most_back_per_hundred: of.totals.most_back_per_hundred(),
        })
    }
}

/// Whether the deployment is a `sandbox` or `live`; one that is not open yet has no real money.
#[must_use]
pub fn mode_name(state: &State) -> &'static str {
    state.terms.as_ref().map_or(Mode::Sandbox, |terms| terms.mode).name()
}
