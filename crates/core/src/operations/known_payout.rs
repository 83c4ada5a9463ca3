//! A payout that a command is about: what every operation on one does.

use crate::engine::Step;
use crate::event::{Event, PayoutChanged};
use crate::handle::Payout;
use crate::payouts::{PayoutRow, PayoutState};
use crate::rejection::Rejection;

/// A payout to which something can still happen.
pub(super) struct KnownPayout {
    payout: Payout,
    pub(super) row: PayoutRow,
}

impl KnownPayout {
    /// What is journaled when it becomes `to`, with nothing known beside.
    pub(super) fn becomes(&self, to: PayoutState) -> PayoutChanged {
        let PayoutRow { payee, amount, fee, withheld, .. } = self.row;
        let (provider, evidence, reference) = (None, None, None);
        PayoutChanged { payout: self.payout, payee, to, amount, fee, withheld, provider, evidence, reference }
    }
}

impl Step<'_> {
    /// The payout of this number.
    pub(super) fn payout(&self, id: &str) -> Result<KnownPayout, Rejection> {
        self.deployment()?;
        let payouts = &self.state().payouts;
        let payout = payouts.find(id).ok_or(Rejection::PayoutUnknown)?;
        let row = payouts.get(payout).ok_or(Rejection::PayoutSettled)?;
        Ok(KnownPayout { payout, row: row.clone() })
    }

    /// Changes a payout, where its state may become that.
    pub(super) fn change_payout(&mut self, known: &KnownPayout, changed: PayoutChanged) -> Result<(), Rejection> {
        known.row.state.may_become(changed.to)?;
        self.emit(Event::PayoutChanged(changed))
    }
}
