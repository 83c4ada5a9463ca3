//! Payments through providers, as they were opened.

use super::columns::Columns;
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::{Fen, Time};

/// A payment as it was when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedPayment {
    /// Who collects it.
    pub provider: String,
    /// The programme of the order.
    pub programme: String,
    /// The order that it pays.
    pub order: String,
    /// What the provider collects.
    pub amount: Fen,
    /// Until when it can be paid.
    pub expires_at: Time,
    /// When it was opened.
    pub recorded_at: Time,
}

impl BooksReader {
    /// The payment of this number as it was opened, whatever became of it since; nothing where there is none.
    pub async fn opened_payment(&self, id: &str) -> Result<Option<OpenedPayment>, BooksError> {
        let query = sqlx::query(
            "SELECT y.*, p.name AS programme_name FROM payments y \
             JOIN programmes p ON p.programme = y.programme WHERE y.id = ?",
        );
        let Some(row) = query.bind(id).fetch_optional(&self.pool).await? else { return Ok(None) };
        Ok(Some(OpenedPayment {
            provider: row.text("provider")?,
            programme: row.text("programme_name")?,
            order: row.text("order_no")?,
            amount: row.fen("amount")?,
            expires_at: row.time("expires_at")?,
            recorded_at: row.time("recorded_at")?,
        }))
    }
}
