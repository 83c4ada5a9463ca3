//! The whole state of a deployment, rebuilt by applying events; nothing is decided here.
//!
//! Every change leaves an entry in the undo log, so that a late rejection, a dry run or a preview can be taken back.

mod apply;
mod money_out;
mod undo;

pub(crate) use undo::UndoLog;

use crate::directory::Directory;
use crate::handle::Programme;
use crate::keys::{Digest, Keys, UsedKey};
use crate::operations::{DeploymentTerms, Mode};
use crate::orders::Orders;
use crate::payouts::{MoneyTerms, Payouts};
use crate::programme::ProgrammeState;
use crate::requests::Requests;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why an event could not be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// An account would exceed its bound.
    #[error("an account would exceed its bound")]
    Overflow,
    /// The event contradicts the state: the journal is broken, or the engine is.
    #[error("the event contradicts the state: {0}")]
    Inconsistent(&'static str),
}

/// How far a file of orders was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BatchState {
    /// Lines taken so far.
    #[n(0)]
    pub lines: u64,
    /// Digest of those lines and of how they were read.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

/// The state of a deployment.
#[derive(Clone, Debug)]
pub struct State {
    /// The terms of the deployment, once it is open.
    pub terms: Option<DeploymentTerms>,
    /// The time of the last command.
    pub clock: Time,
    /// Members, merchants and regions.
    pub directory: Directory,
    /// Orders of all programmes.
    pub orders: Orders,
    /// Programmes by handle.
    pub programmes: Vec<ProgrammeState>,
    /// The operator's own share.
    pub platform: Fen,
    /// Money held for everybody.
    pub cash: Fen,
    /// Files of orders taken so far, by batch name.
    pub batches: BTreeMap<String, BatchState>,
    /// Money that left an account and is being paid out.
    pub in_transit: Fen,
    /// Money held back of payouts for whom it is owed.
    pub withheld: Fen,
    /// The rules of money out, once some were published.
    pub money_terms: Option<MoneyTerms>,
    /// Money out.
    pub payouts: Payouts,
    /// What waits for a second person, or did.
    pub requests: Requests,
    /// Idempotency keys of the last days.
    pub keys: Keys,
    /// Derived: until when nothing of the three above is to be forgotten.
    pub(crate) forget_at: Time,
}

impl Default for State {
    fn default() -> Self {
        Self {
            terms: None,
            clock: Time::BEGINNING,
            directory: Directory::default(),
            orders: Orders::default(),
            programmes: Vec::new(),
            platform: Fen::ZERO,
            cash: Fen::ZERO,
            batches: BTreeMap::new(),
            in_transit: Fen::ZERO,
            withheld: Fen::ZERO,
            money_terms: None,
            payouts: Payouts::default(),
            requests: Requests::default(),
            keys: Keys::default(),
            forget_at: Time::END,
        }
    }
}

impl State {
    /// A copy whose orders have no numbers.
    pub(crate) fn without_numbers(&self) -> Self {
        Self {
            terms: self.terms.clone(),
            clock: self.clock,
            directory: self.directory.clone(),
            orders: self.orders.without_numbers(),
            programmes: self.programmes.clone(),
            platform: self.platform,
            cash: self.cash,
            batches: self.batches.clone(),
            in_transit: self.in_transit,
            withheld: self.withheld,
            money_terms: self.money_terms.clone(),
            payouts: self.payouts.clone(),
            requests: self.requests.clone(),
            keys: self.keys.clone(),
            forget_at: self.forget_at,
        }
    }

    /// The programme `handle`.
    #[must_use]
    pub fn programme(&self, handle: Programme) -> Option<&ProgrammeState> {
        self.programmes.get(handle.place())
    }

    /// The programme of this name.
    #[must_use]
    pub fn programme_named(&self, name: &str) -> Option<Programme> {
        self.programmes.iter().position(|programme| programme.name == name).map(Programme::at)
    }

    /// Whether the deployment is live; one that is not open yet is not.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.mode == Mode::Live)
    }

    /// Whether an order recorded at `recorded_at` can still be refunded or corrected at `now`.
    #[must_use]
    pub fn is_refundable(&self, recorded_at: Time, now: Time) -> bool {
        recorded_at >= self.oldest_refundable(now)
    }

    /// Orders recorded before this moment can no longer be refunded or corrected at `now`.
    fn oldest_refundable(&self, now: Time) -> Time {
        let days = self.terms.as_ref().map_or(0, |terms| terms.refundable_days);
        now.minus_days(days)
    }

    /// Whether anything is kept of an order at all: nothing of one without a number that can never be refunded.
    pub(crate) fn keeps_orders(&self) -> bool {
        !self.orders.are_nameless()
            || self.orders.hot_count() > 0
            || self.terms.as_ref().is_none_or(|terms| terms.refundable_days > 0)
    }

    /// Moves the clock; it never goes back. The time before, to set it back.
    pub(crate) fn advance_clock(&mut self, recorded_at: Time) -> Time {
        let before = self.clock;
        self.clock = before.max(recorded_at);
        before
    }

    /// What was asked under an idempotency key, if it still counts.
    #[must_use]
    pub fn find_key(&self, digest: &Digest) -> Option<&UsedKey> {
        self.keys.find(digest, self.clock)
    }

    /// Lets leave what only counts for some time: orders whose window has passed, ended payouts, requests, idempotency
    /// keys. Called once a command is final.
    pub(crate) fn settle(&mut self) {
        let oldest = self.oldest_refundable(self.clock);
        self.orders.settle_before(oldest);
        if self.clock > self.forget_at {
            self.forget();
        }
    }
}
