//! How events of money out, requests and idempotency keys change the state. None of them is part of booking an order.

use super::undo::{Change, UndoLog};
use super::{ApplyError, State};
use crate::event::Event;
use crate::handle::Payout;
use crate::keys::UsedKey;
use crate::limits::{KEY_DAYS, PAYOUT_DAYS, REQUEST_KEPT_DAYS};
use crate::units::Time;

impl State {
    pub(super) fn apply_money_out(&mut self, event: &Event, log: &mut UndoLog) -> Result<(), ApplyError> {
        let now = self.clock;
        match event {
            Event::MoneyTermsPublished(published) => {
                let before = self.money_terms.replace((*published.terms).clone());
                log.changes.push(Change::MoneyTerms(before.map(Box::new)));
            }
            Event::PayoutRequested(requested) => {
                if requested.payout != Payout::at(self.payouts.len()) {
                    return Err(ApplyError::Inconsistent("payout handles count up"));
                }
                self.payouts.add(requested, now).ok_or(ApplyError::Overflow)?;
                log.changes.push(Change::PayoutAdded);
            }
            Event::PayoutChanged(changed) => {
                let before = self.payouts.change(changed, now).ok_or(ApplyError::Inconsistent("no such payout"))?;
                log.changes.push(Change::Payout(Box::new((changed.payout, before))));
                self.forget_at = self.forget_at.min(now.plus_days(PAYOUT_DAYS));
            }
            Event::KeyUsed(key) => {
                self.keys.add(UsedKey { key: *key, used_at: now }).ok_or(ApplyError::Overflow)?;
                log.changes.push(Change::KeyUsed);
                self.forget_at = self.forget_at.min(now.plus_days(KEY_DAYS));
            }
            Event::ApprovalRequested(requested) => {
                self.requests
                    .add(requested, now)
                    .ok_or(ApplyError::Inconsistent("a request with this number exists"))?;
                log.changes.push(Change::RequestMade(requested.id.as_str().into()));
                self.forget_at = self.forget_at.min(now.plus_days(REQUEST_KEPT_DAYS));
            }
            Event::RequestConcluded(concluded) => {
                self.requests.conclude(concluded).ok_or(ApplyError::Inconsistent("no such open request"))?;
                log.changes.push(Change::RequestEnded(concluded.id.as_str().into()));
            }
            _ => {}
        }
        Ok(())
    }

    /// Forgets keys, requests and ended payouts whose days have passed.
    #[cold]
    pub(super) fn forget(&mut self) {
        self.keys.forget_before(self.clock.minus_days(KEY_DAYS));
        self.payouts.forget_before(self.clock.minus_days(PAYOUT_DAYS));
        self.requests.forget_before(self.clock.minus_days(REQUEST_KEPT_DAYS));
        self.forget_at = self.next_to_forget();
    }

    /// Until when nothing is to be forgotten.
    pub(crate) fn next_to_forget(&self) -> Time {
        let key = self.keys.oldest().map(|used| used.used_at.plus_days(KEY_DAYS));
        let payout = self.payouts.oldest_end().map(|at| at.plus_days(PAYOUT_DAYS));
        let request = self.requests.oldest().map(|at| at.plus_days(REQUEST_KEPT_DAYS));
        [key, payout, request].into_iter().flatten().min().unwrap_or(Time::END)
    }
}
