//! Statements: what moved on somebody's account, with the balance after each movement.

use super::columns::Columns;
use super::page::{AsOf, Cursor, Listing, Page};
use super::reader::BooksReader;
use crate::error::BooksError;
use crate::sql::account::AccountKind;
use crate::sql::derive::AWARD;
use ratchet_core::{Fen, Time};
use serde::Serialize;
use sqlx::QueryBuilder;
use sqlx::sqlite::SqliteRow;

/// Whose account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementOf<'a> {
    /// The balance of the member of this id.
    Balance(&'a str),
    /// Awards of the member of this id that are not released yet.
    Frozen(&'a str),
    /// What the merchant of this id is owed.
    Payable(&'a str),
}

/// A page of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The kind of account.
    pub account: &'static str,
    /// What it held at the place in history that was asked for, or else now.
    pub balance: Fen,
    /// What moved, newest first.
    pub lines: Listing<StatementLine>,
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementLine {
    /// Sequence of its record.
    pub sequence: u64,
    /// Place in its record.
    pub place: u64,
    /// When it was recorded.
    pub recorded_at: Time,
    /// What happened: the name of an event, or `award`.
    pub kind: String,
    /// The kind of award, where it is one.
    pub award: Option<String>,
    /// What came; negative where it went.
    pub amount: Fen,
    /// What the account held after it.
    pub balance: Fen,
    /// The programme.
    pub programme: Option<String>,
    /// The order.
    pub order: Option<String>,
    /// What else it is about: the number of a payout, of a deposit.
    pub reference: Option<String>,
}

const SELECT: &str = "SELECT l.*, u.recorded_at, p.name AS programme_name, o.order_no, y.id AS payout_id FROM lines l \
    LEFT JOIN audit u ON u.sequence = l.sequence LEFT JOIN programmes p ON p.programme = l.programme LEFT JOIN orders o ON o.order_handle = l.order_handle \
    LEFT JOIN payouts y ON y.payout = l.payout \
    WHERE l.account = ";

impl BooksReader {
    /// A page of a statement, newest first, as it was at `as_of` or is now; nothing where nobody has this id.
    pub async fn statement(
        &self,
        of: StatementOf<'_>,
        as_of: Option<AsOf>,
        page: Page,
    ) -> Result<Option<Statement>, BooksError> {
        let (kind, owner) = match of {
            StatementOf::Balance(member) => (AccountKind::Balance, self.member(member).await?),
            StatementOf::Frozen(member) => (AccountKind::Frozen, self.member(member).await?),
            StatementOf::Payable(merchant) => (AccountKind::Payable, self.merchant(merchant).await?),
        };
        let Some(owner) = owner else { return Ok(None) };
        let account = kind.number(u32::try_from(owner).unwrap_or(u32::MAX));
        let end = match as_of {
            Some(place) => self.end_of(place).await?,
            None => i64::MAX,
        };
        let balance: Option<i64> = sqlx::query_scalar(
            "SELECT balance FROM lines WHERE account = ? AND sequence < ? ORDER BY sequence DESC, place DESC LIMIT 1",
        )
        .bind(account)
        .bind(end)
        .fetch_optional(&self.pool)
        .await?;
        let mut query = QueryBuilder::new(SELECT);
        query.push_bind(account).push(" AND l.sequence < ").push_bind(end);
        if let Some(Cursor { sequence, place }) = page.after {
            query.push(" AND (l.sequence, l.place) < (").push_bind(sequence.cast_signed()).push(", ");
            query.push_bind(place.cast_signed()).push(")");
        }
        query.push(" ORDER BY l.sequence DESC, l.place DESC LIMIT ").push_bind(page.rows());
        let rows = query.build().fetch_all(&self.pool).await?;
        let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let lines = Listing::of(lines, page, |line| Cursor { sequence: line.sequence, place: line.place });
        Ok(Some(Statement { account: kind.name(), balance: Fen::new(balance.unwrap_or_default()), lines }))
    }
}

fn line(row: &SqliteRow) -> Result<StatementLine, BooksError> {
    let kind = row.text("kind")?;
    let award = kind.strip_prefix(AWARD).map(str::to_owned);
    let (mut order, mut reference) = (row.text_or_none("order_no")?, row.text_or_none("reference")?);
    if matches!(kind.as_str(), "order_placed" | "order_returned") {
        // An order that is not booked has no handle yet: its number stands in the line.
        order = order.or(reference.take());
    }
    Ok(StatementLine {
        sequence: row.count("sequence")?,
        place: row.count("place")?,
        recorded_at: row.time("recorded_at")?,
        kind: if award.is_some() { "award".to_owned() } else { kind },
        award,
        amount: row.fen("amount")?,
        balance: row.fen("balance")?,
        programme: row.text_or_none("programme_name")?,
        order,
        reference: row.text_or_none("payout_id")?.or(reference),
    })
}
