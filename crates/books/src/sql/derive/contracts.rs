//! Contracts of region agents, and where they end earlier than they were signed for.

use super::changes::Change;
use super::{Rows, Taken};
use crate::error::BooksError;
use ratchet_core::event::{ContractCutShort, ContractSigned};

pub(super) fn signed(taken: &Taken<'_>, signed: &ContractSigned, rows: &mut Rows) -> Result<(), BooksError> {
    let row = &mut rows.contracts;
    row.put(i64::from(signed.programme.0))?.put(i64::from(signed.contract.0))?.put(signed.id.as_str())?;
    row.put(signed.division.to_string())?.put(i64::from(signed.member.0))?.put(signed.from.to_string())?;
    row.put(i64::from(signed.days))?.put(i64::from(signed.days))?.put(signed.fee.get())?.put(0_i64)?;
    row.put(signed.document.to_vec())?.count(taken.sequence)?.put(taken.recorded_at().milliseconds())?;
    Ok(())
}

pub(super) fn cut_short(cut: &ContractCutShort, rows: &mut Rows) {
    rows.changes.push(Change::ContractCutShort {
        programme: cut.programme.0,
        contract: cut.contract.0,
        days_in_force: cut.days_in_force,
        given_back: cut.given_back,
    });
}
