//! Payments through a provider, and what the provider has to give back.

use super::changes::Change;
use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::Fen;
use ratchet_core::event::{Conclusion, Event, Owed, PaymentConcluded, PaymentOpened, RefundConcluded};

pub(super) fn row(taken: &Taken<'_>, opened: &PaymentOpened, rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.payments;
    row.put(i64::from(opened.payment.0))?.put(opened.id.as_str())?.count(taken.sequence)?;
    row.put(opened.provider.as_str())?.put(i64::from(opened.programme.0))?.put(opened.order.id.as_str())?;
    row.put(opened.amount.get())?.put(opened.order.cost.map(Fen::get))?.put("created")?;
    row.put(opened.expires_at.milliseconds())?;
    row.put(taken.recorded_at().milliseconds())?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

pub(super) fn concluded(taken: &Taken<'_>, concluded: &PaymentConcluded, rows: &mut Rows) {
    rows.changes.push(Change::PaymentConcluded {
        payment: concluded.payment.0,
        state: match concluded.conclusion {
            Conclusion::Paid => "paid",
            Conclusion::Failed => "failed",
            Conclusion::Expired => "expired",
        },
        reference: concluded.reference.clone(),
        code: concluded.code.clone(),
        at: taken.recorded_at(),
    });
}

pub(super) fn given_back(taken: &Taken<'_>, concluded: &RefundConcluded, rows: &mut Rows) {
    rows.changes.push(Change::RefundConcluded {
        payment: concluded.owed.payment.0,
        refund: concluded.owed.refund,
        sequence: taken.sequence,
        reference: concluded.reference.clone(),
    });
}

/// What a provider has to give back from this event on.
pub(super) fn owed(taken: &Taken<'_>, event: &Event, rows: &mut Rows) -> Result<(), BooksError> {
    let Some(Owed { payment, refund, amount }) = owed_by(event) else { return Ok(()) };
    let row = &mut rows.payment_refunds;
    row.put(i64::from(payment.0))?.put(i64::from(refund))?.put(amount.get())?.count(taken.sequence)?;
    Ok(())
}

fn owed_by(event: &Event) -> Option<Owed> {
    match event {
        Event::OrderReturned(returned) => returned.given_back?.owed,
        Event::Refunded(refunded) => refunded.given_back?.owed,
        Event::Corrected(corrected) => corrected.given_back?.owed,
        Event::PaymentConcluded(concluded) => concluded.owed,
        _ => None,
    }
}
