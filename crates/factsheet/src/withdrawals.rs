//! Withdrawals of members: how long they take, how many failed, how many wait. They are the deployment's, whatever the
//! programme.

use ratchet_core::handle::Payout;
use ratchet_core::payouts::{Payee, PayoutState};
use ratchet_core::{Event, Time};
use serde::Serialize;
use std::collections::BTreeMap;

/// How withdrawals went. What is not known is null, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Withdrawals {
    /// Median time from the request to the money, in milliseconds, of nearest rank; none where nothing was paid out.
    pub median_time_ms: Option<i64>,
    /// Withdrawals that failed, or that a bank sent back.
    pub failures: u64,
    /// Withdrawals that wait: asked for and neither paid nor ended.
    pub pending: u64,
    /// Why there is no time: `none_paid`.
    pub reason: Option<&'static str>,
}

/// Follows withdrawals.
#[derive(Debug, Default)]
pub(crate) struct WithdrawalsSoFar {
    waiting: BTreeMap<Payout, Time>,
    times: Vec<i64>,
    failures: u64,
}

impl WithdrawalsSoFar {
    /// Takes in an event that was recorded at `now`.
    pub(crate) fn take(&mut self, event: &Event, now: Time) {
        match event {
            Event::PayoutRequested(asked) if matches!(asked.payee, Payee::Member(_)) => {
                self.waiting.insert(asked.payout, now);
            }
            Event::PayoutChanged(changed) if matches!(changed.payee, Payee::Member(_)) => match changed.to {
                PayoutState::Paid => {
                    let asked = self.waiting.remove(&changed.payout).unwrap_or(now);
                    self.times.push(now.milliseconds() - asked.milliseconds());
                }
                PayoutState::Failed | PayoutState::Returned => {
                    self.waiting.remove(&changed.payout);
                    self.failures += 1;
                }
                PayoutState::Rejected | PayoutState::Cancelled => {
                    self.waiting.remove(&changed.payout);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// What there is to tell.
    pub(crate) fn told(&self) -> Withdrawals {
        let mut times = self.times.clone();
        times.sort_unstable();
        let median = times.get(times.len().saturating_sub(1) / 2).copied();
        Withdrawals {
            median_time_ms: median,
            failures: self.failures,
            pending: self.waiting.len() as u64,
            reason: median.is_none().then_some("none_paid"),
        }
    }
}
