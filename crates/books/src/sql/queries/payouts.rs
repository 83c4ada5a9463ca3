//! Payouts: lists by who is paid and how they stand, and one of them.

use super::columns::Columns;
use super::page::{Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::payouts::PayoutState;
use ratchet_core::{Fen, Time};
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Sqlite};

/// Which payouts; all of them by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct PayoutFilter<'a> {
    /// To this member.
    pub member: Option<&'a str>,
    /// To this merchant.
    pub merchant: Option<&'a str>,
    /// To the platform itself.
    pub to_platform: bool,
    /// How they stand.
    pub state: Option<PayoutState>,
}

/// A payout as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayoutRow {
    /// Sequence of the record that asked for it.
    pub sequence: u64,
    /// Its number.
    pub id: String,
    /// The member who is paid.
    pub member: Option<String>,
    /// The merchant who is paid; without either it is the platform.
    pub merchant: Option<String>,
    /// What left the account: paid out, fee and withheld together.
    pub amount: Fen,
    /// What the platform takes of it.
    pub fee: Fen,
    /// What is held back of it.
    pub withheld: Fen,
    /// The category under which that is reported.
    pub withholding: Option<String>,
    /// How it stands.
    pub state: String,
    /// Who asked.
    pub requester: String,
    /// The provider that it was handed to.
    pub provider: Option<String>,
    /// What the provider or the bank calls it, or the code of a reason.
    pub reference: Option<String>,
    /// When it was asked for.
    pub recorded_at: Time,
    /// When it changed last.
    pub changed_at: Time,
}

const SELECT: &str = "SELECT y.*, m.id AS member_id, s.id AS merchant_id FROM payouts y \
    LEFT JOIN members m ON m.member = y.member LEFT JOIN merchants s ON s.merchant = y.merchant";

impl BooksReader {
    /// Payouts, newest first; nothing where the filter names somebody who is not registered.
    pub async fn payouts(
        &self,
        filter: &PayoutFilter<'_>,
        page: Page,
    ) -> Result<Option<Listing<PayoutRow>>, BooksError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE y.sequence < ").push_bind(page.after.map_or(i64::MAX, |after| after.sequence.cast_signed()));
        let is_named = filter.member.is_some() || filter.merchant.is_some();
        if let Some(id) = filter.member {
            let Some(member) = self.member(id).await? else { return Ok(None) };
            query.push(" AND y.member = ").push_bind(member);
        }
        if let Some(id) = filter.merchant {
            let Some(merchant) = self.merchant(id).await? else { return Ok(None) };
            query.push(" AND y.merchant = ").push_bind(merchant);
        }
        if filter.to_platform {
            query.push(" AND y.member IS NULL AND y.merchant IS NULL");
        }
        if let Some(state) = filter.state {
            query.push(if is_named { " AND +y.state = " } else { " AND y.state = " }).push_bind(state.name());
        }
        query.push(" ORDER BY y.sequence DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let payouts = rows.iter().map(payout).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Listing::of(payouts, page, |payout| Cursor { sequence: payout.sequence, place: 0 })))
    }

    /// The payout of this number; nothing where there is none.
    pub async fn payout(&self, id: &str) -> Result<Option<PayoutRow>, BooksError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" WHERE y.id = ").push_bind(id);
        query.build().fetch_optional(&self.pool).await?.as_ref().map(payout).transpose()
    }
}

fn payout(row: &SqliteRow) -> Result<PayoutRow, BooksError> {
    Ok(PayoutRow {
        sequence: row.count("sequence")?,
        id: row.text("id")?,
        member: row.text_or_none("member_id")?,
        merchant: row.text_or_none("merchant_id")?,
        amount: row.fen("amount")?,
        fee: row.fen("fee")?,
        withheld: row.fen("withheld")?,
        withholding: row.text_or_none("withholding")?,
        state: row.text("state")?,
        requester: row.text("requester")?,
        provider: row.text_or_none("provider")?,
        reference: row.text_or_none("reference")?,
        recorded_at: row.time("recorded_at")?,
        changed_at: row.time("changed_at")?,
    })
}
