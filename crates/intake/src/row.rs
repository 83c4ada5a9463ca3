//! One record as an order.

use jiff::tz::TimeZone;

use crate::amount::{AmountFault, malformed_detail, parse_fen};
use crate::code;
use crate::columns::Columns;
use crate::fields::Fields;
use crate::moment::{MALFORMED_DETAIL, MomentFault, OUT_OF_RANGE_DETAIL, parse_milliseconds};
use crate::reject::{Reject, excerpt};

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

/// A record that is about to be read as an order.
pub(crate) struct Cells<'a> {
    pub(crate) line: u64,
    pub(crate) record: &'a [u8],
    pub(crate) fields: &'a Fields,
    pub(crate) columns: &'a Columns,
}

impl<'a> Cells<'a> {
    /// Reads the order, or says what is wrong first.
    pub(crate) fn order_row(&self, zone: &TimeZone) -> Result<OrderRow<'a>, Reject> {
        let columns = self.columns;
        if self.fields.count() > columns.count() {
            return Err(Reject {
                line: self.line,
                code: code::FIELD_COUNT,
                column: None,
                value: excerpt(self.record),
                detail: format!(
                    "the record has {} fields, but the header names {} columns; a value with the delimiter in it must be quoted",
                    self.fields.count(),
                    columns.count()
                ),
            });
        }
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
    fn cost(&self, columns: &Columns) -> Result<Option<i64>, Reject> {
        let text = self.optional(columns.cost, Self::text)?.unwrap_or_default();
        match columns.cost {
            Some(column) if !text.is_empty() => {
                self.fen(column, code::COST_MALFORMED, code::COST_FRACTIONAL_FEN).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn optional<T>(
        &self,
        column: Option<usize>,
        read: impl FnOnce(&Self, usize) -> Result<T, Reject>,
    ) -> Result<Option<T>, Reject> {
        column.map(|column| read(self, column)).transpose()
    }

    fn reject(&self, code: &'static str, column: usize, value: &[u8], detail: String) -> Reject {
        Reject { line: self.line, code, column: self.columns.name(column), value: excerpt(value), detail }
    }

    fn text(&self, column: usize) -> Result<&'a str, Reject> {
        let Some(bytes) = self.fields.get(column, self.record) else {
            let detail = format!(
                "the record ends after {} of {} columns; it needs a value in this one",
                self.fields.count(),
                self.columns.count()
            );
            return Err(self.reject(code::FIELD_MISSING, column, b"", detail));
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.trim()),
            Err(_) => Err(self.reject(
                code::NOT_UTF8,
                column,
                bytes,
                "the value is not UTF-8; the file is probably GBK, save it as CSV in UTF-8".to_owned(),
            )),
        }
    }

    fn identifier(&self, column: usize) -> Result<&'a str, Reject> {
        let text = self.text(column)?;
        if text.is_empty() {
            let detail = "the cell is empty; it needs a value".to_owned();
            return Err(self.reject(code::FIELD_MISSING, column, b"", detail));
        }
        Ok(text)
    }

    fn fen(&self, column: usize, malformed: &'static str, fractional: &'static str) -> Result<i64, Reject> {
        let text = self.text(column)?;
        parse_fen(text).map_err(|fault| {
            let (code, detail) = match fault {
                AmountFault::Malformed => (malformed, malformed_detail(text)),
                AmountFault::FractionalFen => (
                    fractional,
                    "there is a fraction of a fen; allowed are two decimals, and zeros after them".to_owned(),
                ),
                AmountFault::LimitExceeded => {
                    (code::LIMIT_EXCEEDED, "the largest amount that is read is 100000000000.00 yuan".to_owned())
                }
            };
            self.reject(code, column, text.as_bytes(), detail)
        })
    }

    fn time(&self, column: usize, zone: &TimeZone) -> Result<i64, Reject> {
        let text = self.text(column)?;
        parse_milliseconds(text, zone).map_err(|fault| {
            let (code, detail) = match fault {
                MomentFault::Malformed => (code::TIME_MALFORMED, MALFORMED_DETAIL),
                MomentFault::OutOfRange => (code::TIME_OUT_OF_RANGE, OUT_OF_RANGE_DETAIL),
            };
            self.reject(code, column, text.as_bytes(), detail.to_owned())
        })
    }
}
