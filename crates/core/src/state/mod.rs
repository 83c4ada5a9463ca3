//! The whole state of a deployment, rebuilt by applying events; nothing is decided here.
//!
//! Every change leaves an entry in the undo log, so that a late rejection, a dry run or a preview can be taken back.

mod apply;
mod campaigns;
mod contracts;
mod debts;
mod fund;
mod money_out;
mod order_life;
mod periods;
mod undo;

pub(crate) use undo::UndoLog;

use crate::directory::Directory;
use crate::due::DueQueue;
use crate::frozen::Frozen;
use crate::handle::{Member, Payment, Placed, Programme};
use crate::keys::{Digest, Keys, UsedKey};
use crate::links::Links;
use crate::operations::{DeploymentTerms, Mode};
use crate::orders::{Number, Orders};
use crate::payments::{PaidFor, PaymentRow, Payments};
use crate::payouts::{MoneyTerms, Payouts};
use crate::pending::{PendingOrder, PendingOrders};
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
    /// Money held for orders that are not booked yet, and what providers have to give back.
    pub pending_money: Fen,
    /// Orders that can still be returned.
    pub pending: PendingOrders,
    /// Awards that are not released yet.
    pub frozen: Frozen,
    /// Links of members to referrers that began or end at a time.
    pub links: Links,
    /// Payments through providers.
    pub payments: Payments,
    /// What is due at a time.
    pub due: DueQueue,
    /// Money that left an account and is being paid out.
    pub in_transit: Fen,
    /// Money held back of payouts for whom it is owed.
    pub withheld: Fen,
    /// Fees of region agents for days that are not over yet.
    pub deferred_income: Fen,
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
            pending_money: Fen::ZERO,
            pending: PendingOrders::default(),
            frozen: Frozen::default(),
            links: Links::default(),
            payments: Payments::default(),
            due: DueQueue::default(),
            in_transit: Fen::ZERO,
            withheld: Fen::ZERO,
            deferred_income: Fen::ZERO,
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
            pending_money: self.pending_money,
            pending: self.pending.clone(),
            frozen: self.frozen.clone(),
            links: self.links.clone(),
            payments: self.payments.clone(),
            due: self.due.clone(),
            in_transit: self.in_transit,
            withheld: self.withheld,
            deferred_income: self.deferred_income,
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

    /// Whether an order of this number was ever placed or booked.
    pub(crate) fn knows_order(&self, number: &Number<'_>) -> bool {
        self.orders.find_number(number).is_some() || self.pending.knows(number)
    }

    /// Whether an order `id` was ever placed or booked.
    #[must_use]
    pub fn has_order(&self, id: &str) -> bool {
        self.knows_order(&self.orders.number(id))
    }

    /// The order `id` while it can still be returned.
    #[must_use]
    pub fn pending_order(&self, id: &str) -> Option<(Placed, &PendingOrder)> {
        self.pending.find(&self.orders.number(id))
    }

    /// The payment `id`; its row is gone once nothing can happen to it any more.
    #[must_use]
    pub fn payment(&self, id: &str) -> Option<(Payment, Option<&PaymentRow>)> {
        self.payments.find(&self.orders.number(id))
    }

    /// The referrer of a member by the link in force at `time`.
    #[must_use]
    pub fn referrer_at(&self, member: Member, time: Time) -> Option<Member> {
        self.links.referrer(member, self.directory.member_row(member)?.referrer, time)
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
        if self.payments.iter().next().is_some() {
            self.settle_payments(oldest);
        }
        if self.clock > self.forget_at {
            self.forget();
        }
    }

    /// Lets payments leave the state to which nothing can happen any more: those that brought no money once their window
    /// has passed, the others with their order, and none that still has something to give back.
    #[cold]
    fn settle_payments(&mut self, oldest: Time) {
        let Self { payments, orders, .. } = self;
        payments.settle(|row: &PaymentRow| {
            let done = match row.paid_for {
                Some(PaidFor::Order(order)) => orders.hot(order).is_none(),
                Some(PaidFor::Placed(_)) => false,
                None => row.conclusion.is_some() && row.changed_at < oldest,
            };
            done && !row.refund_due().is_positive()
        });
    }
}
