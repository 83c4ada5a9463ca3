//! Months that are closed: what is stated of each member, what was shared, and the register of shares.
//!
//! Statements come before the end of a closing; readers look at months that are closed alone.

use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::Fen;
use ratchet_core::event::{PeriodClosed, PeriodStated, SharesSet};

pub(super) fn members(stated: &PeriodStated, rows: &mut Rows) -> Result<(), BooksError> {
    let month = stated.month.to_string();
    for member in &stated.rows {
        let row = &mut rows.month_members;
        row.put(i64::from(stated.programme.0))?.put(month.as_str())?.put(i64::from(member.member.0))?;
        row.put(member.own_spend.get())?.put(member.team_turnover.get())?.put(i64::from(member.direct))?;
        row.put(i64::from(member.held))?.put(i64::from(member.reached))?;
        for sums in [member.reported, member.paid] {
            row.put(sums.differential.get())?.put(sums.same_level.get())?;
        }
    }
    Ok(())
}

pub(super) fn closed(taken: &Taken<'_>, closed: &PeriodClosed, rows: &mut Rows) -> Result<(), BooksError> {
    let month = closed.month.to_string();
    let row = &mut rows.months;
    row.put(i64::from(closed.programme.0))?.put(month.as_str())?.count(taken.sequence)?;
    row.put(closed.accrued.get())?.put(closed.charged.get())?.put(closed.shared().get())?.put(closed.kept.get())?;
    row.put(taken.recorded_at().milliseconds())?;
    for part in &closed.parts {
        let row = &mut rows.dividends;
        row.put(i64::from(closed.programme.0))?.put(month.as_str())?.put(i64::from(part.member.0))?;
        row.put(part.shares.get())?.put(part.turnover.map(Fen::get))?.put(part.amount.get())?;
    }
    Ok(())
}

pub(super) fn shares(taken: &Taken<'_>, (place, set): (u64, &SharesSet), rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.shares;
    row.count(taken.sequence)?.count(place)?.put(i64::from(set.programme.0))?.put(i64::from(set.member.0))?;
    row.put(set.before.get())?.put(set.shares.get())?.put(set.document.as_deref())?;
    row.put(taken.recorded_at().milliseconds())?;
    Ok(())
}
