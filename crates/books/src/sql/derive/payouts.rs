//! Money out: what was asked for, and what became of it.

use super::changes::Change;
use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::event::{PayoutChanged, PayoutRequested};
use ratchet_core::payouts::{Payee, PayoutState};

pub(super) fn row(taken: &Taken<'_>, requested: &PayoutRequested, rows: &mut Rows) -> Result<(), BooksError> {
    let (member, merchant) = match requested.payee {
        Payee::Member(member) => (Some(i64::from(member.0)), None),
        Payee::Merchant(merchant) => (None, Some(i64::from(merchant.0))),
        Payee::Platform => (None, None),
    };
    let row = &mut rows.payouts;
    row.put(i64::from(requested.payout.0))?.put(requested.id.as_str())?.count(taken.sequence)?;
    row.put(member)?.put(merchant)?.put(requested.amount.get())?.put(requested.fee.get())?;
    row.put(requested.withheld.get())?.put(requested.withholding.as_deref())?.put(PayoutState::Requested.name())?;
    row.put(requested.requester.as_str())?.put(None::<&str>)?.put(None::<&str>)?;
    row.put(taken.recorded_at().milliseconds())?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

pub(super) fn change(taken: &Taken<'_>, changed: &PayoutChanged, rows: &mut Rows) {
    rows.changes.push(Change::Payout {
        payout: changed.payout.0,
        state: changed.to.name(),
        provider: changed.provider.clone(),
        reference: changed.reference.clone(),
        at: taken.recorded_at(),
    });
}
