//! Who did what.

use super::columns::Columns;
use super::page::{AsOf, Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use crate::sql::derive::payload_hash;
use ratchet_core::Time;
use ratchet_core::operations::Operation;
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row};
use std::fmt::Write as _;

/// Which records; all of them by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditFilter<'a> {
    /// Who asked.
    pub actor: Option<&'a str>,
    /// Who approved.
    pub approver: Option<&'a str>,
    /// What was asked.
    pub operation: Option<&'a str>,
    /// The programme, by name.
    pub programme: Option<&'a str>,
    /// What it is about: the id of an order, a member, a merchant, a batch.
    pub reference: Option<&'a str>,
    /// Recorded at this moment or later.
    pub from: Option<Time>,
    /// Recorded at this moment or before.
    pub to: Option<Time>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// Sequence of the record.
    pub sequence: u64,
    /// When it was recorded.
    pub recorded_at: Time,
    /// When it happened.
    pub occurred_at: Time,
    /// Who asked.
    pub actor: String,
    /// Who approved.
    pub approver: Option<String>,
    /// What was asked.
    pub operation: String,
    /// The programme, by name.
    pub programme: String,
    /// What it is about.
    pub reference: Option<String>,
    /// BLAKE3 of the operation as it is in the journal, in hexadecimal.
    pub payload_hash: String,
}

impl BooksReader {
    /// Whether exactly this was done before, under the number that it is about; not of orders, whose numbers stand elsewhere.
    pub async fn was_done(&self, operation: &Operation) -> Result<bool, BooksError> {
        let query =
            sqlx::query("SELECT 1 FROM audit WHERE reference = ? AND operation = ? AND payload_hash = ? LIMIT 1");
        let hash = payload_hash(operation);
        let query = query.bind(operation.reference()).bind(operation.name()).bind(hash.as_slice());
        Ok(query.fetch_optional(&self.pool).await?.is_some())
    }

    /// Records, newest first.
    pub async fn audit(&self, filter: &AuditFilter<'_>, page: Page) -> Result<Listing<AuditLine>, BooksError> {
        let mut query = QueryBuilder::new(
            "SELECT a.*, o.order_no FROM audit a \
             LEFT JOIN orders o ON o.sequence = a.sequence AND a.operation IN ('book', 'place') WHERE a.sequence < ",
        );
        query.push_bind(page.after.map_or(i64::MAX, |cursor| cursor.sequence.cast_signed()));
        // The filter that leaves least has its index; `+` keeps the others out of theirs.
        let filters =
            [(filter.actor, "a.actor = "), (filter.approver, "+a.approver = "), (filter.programme, "+a.programme = ")];
        let mut plus = "";
        if let Some(reference) = filter.reference {
            query.push(" AND a.sequence IN (SELECT sequence FROM audit WHERE reference = ").push_bind(reference);
            query.push(" UNION ALL SELECT sequence FROM orders WHERE order_no = ").push_bind(reference).push(")");
            plus = "+";
        }
        if let Some(operation) = filter.operation {
            query.push(" AND ").push(plus).push("a.operation = ").push_bind(operation);
            if !matches!(operation, "book" | "place") {
                // Said once more, so that the index of everything else can be used.
                query.push(" AND a.operation <> 'book' AND a.operation <> 'place'");
                plus = "+";
            }
        }
        for (wanted, column) in filters {
            if let Some(wanted) = wanted {
                query.push(" AND ").push(if column.starts_with('+') { "" } else { plus }).push(column);
                query.push_bind(wanted);
                plus = "+";
            }
        }
        if let Some(from) = filter.from {
            query.push(" AND a.sequence >= ").push_bind(self.first_after(from, true).await?);
        }
        if let Some(to) = filter.to {
            query.push(" AND a.sequence < ").push_bind(self.end_of(AsOf::Time(to)).await?);
        }
        query.push(" ORDER BY a.sequence DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        Ok(Listing::of(lines, page, |line| Cursor { sequence: line.sequence, place: 0 }))
    }
}

fn line(row: &SqliteRow) -> Result<AuditLine, BooksError> {
    let hash: &[u8] = row.try_get("payload_hash")?;
    Ok(AuditLine {
        sequence: row.count("sequence")?,
        recorded_at: row.time("recorded_at")?,
        occurred_at: row.time("occurred_at")?,
        actor: row.text("actor")?,
        approver: row.text_or_none("approver")?,
        operation: row.text("operation")?,
        programme: row.text("programme")?,
        reference: row.text_or_none("reference")?.or(row.text_or_none("order_no")?),
        payload_hash: hash.iter().fold(String::with_capacity(64), |mut text, byte| {
            // A `String` takes every text.
            let _ = write!(text, "{byte:02x}");
            text
        }),
    })
}
