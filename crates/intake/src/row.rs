//! One record as an order.

use jiff::tz::TimeZone;

use crate::cells::Cells;
use crate::code;
use crate::columns::OrderColumns;
use crate::reject::Reject;

/// One order, as exact as the file has it.
///
/// Identifiers are without spaces around them and never empty; otherwise they are passed through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRow<'a> {
    /// The physical line where the record begins; the header is line 1.
    pub line: u64,
    /// When the order happened, in milliseconds since 1970 UTC.
    ///
    /// A local time that the time zone skips is read with the offset from before the gap, one that
    /// occurs twice is the earlier of the two (the "compatible" rule of RFC 5545).
    pub occurred_at: i64,
    /// Who bought.
    pub member: &'a str,
    /// What was paid, in fen; may be zero or negative.
    pub amount_fen: i64,
    /// The number of the order; `None` only if no column is mapped.
    pub order: Option<&'a str>,
    /// The shop that sold; `None` only if no column is mapped.
    pub merchant: Option<&'a str>,
    /// What the goods cost the shop, in fen; `None` if no column is mapped or the cell is empty.
    pub cost_fen: Option<i64>,
    /// Who sent the buyer; `None` if no column is mapped or the cell is empty.
    pub referrer: Option<&'a str>,
}

impl<'a> Cells<'a> {
    /// Reads the order, or says what is wrong first.
    pub(crate) fn order_row(&self, columns: &OrderColumns, zone: &TimeZone) -> Result<OrderRow<'a>, Reject> {
        self.check_count()?;
        Ok(OrderRow {
            line: self.line,
            occurred_at: self.time(columns.time, zone)?,
            member: self.identifier(columns.member)?,
            amount_fen: self.fen(columns.amount, code::AMOUNT_MALFORMED, code::AMOUNT_FRACTIONAL_FEN)?,
            order: self.optional(columns.order, Self::identifier)?,
            merchant: self.optional(columns.merchant, Self::identifier)?,
            cost_fen: self.cost(columns)?,
            referrer: self.optional(columns.referrer, Self::text)?.filter(|referrer| !referrer.is_empty()),
        })
    }

    /// An empty cell is no cost: whether one is needed, the merchant's plan decides.
    fn cost(&self, columns: &OrderColumns) -> Result<Option<i64>, Reject> {
        let text = self.optional(columns.cost, Self::text)?.unwrap_or_default();
        match columns.cost {
            Some(column) if !text.is_empty() => {
                self.fen(column, code::COST_MALFORMED, code::COST_FRACTIONAL_FEN).map(Some)
            }
            _ => Ok(None),
        }
    }
}
