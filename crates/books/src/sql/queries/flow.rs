//! What a merchant sold since some moment, what it gave up of that, and what became of it.

use super::columns::Columns;
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::{Fen, Points, Time};
use serde::Serialize;

/// Sums over orders of a merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Orders, without those that were wholly returned or taken back.
    pub orders: u64,
    /// What they came to, less what was returned before they were booked.
    pub amount: Fen,
    /// Of that, what can still be returned, or could not be booked yet.
    pub held: Fen,
    /// What was given back of booked orders.
    pub refunded: Fen,
    /// What the merchant gave up.
    pub commission: Fen,
    /// What entered the reserve of it.
    pub pool: Fen,
    /// Awards paid of it.
    pub awards: Fen,
    /// Units minted.
    pub minted: Points,
}

const SELECT: &str = "SELECT COUNT(*) AS orders, COALESCE(SUM(amount - returned), 0) AS amount, \
    COALESCE(SUM(CASE WHEN state IN ('pending', 'held') THEN amount - returned END), 0) AS held, \
    COALESCE(SUM(refunded), 0) AS refunded, COALESCE(SUM(commission), 0) AS commission, \
    COALESCE(SUM(pool), 0) AS pool, COALESCE(SUM(awards), 0) AS awards, COALESCE(SUM(minted), 0) AS minted \
    FROM orders WHERE merchant = ? AND sequence >= ? AND +state NOT IN ('returned', 'corrected')";

impl BooksReader {
    /// What a merchant sold in orders recorded at `from` or later; nothing where there is none of this id.
    pub async fn flow(&self, merchant: &str, from: Time) -> Result<Option<Flow>, BooksError> {
        let Some(handle) = self.merchant(merchant).await? else { return Ok(None) };
        let first = self.first_after(from, true).await?;
        let row = sqlx::query(SELECT).bind(handle).bind(first).fetch_one(&self.pool).await?;
        Ok(Some(Flow {
            orders: row.count("orders")?,
            amount: row.fen("amount")?,
            held: row.fen("held")?,
            refunded: row.fen("refunded")?,
            commission: row.fen("commission")?,
            pool: row.fen("pool")?,
            awards: row.fen("awards")?,
            minted: row.points("minted")?,
        }))
    }
}
