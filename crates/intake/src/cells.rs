//! The cells of one record, read exactly or rejected.

use jiff::tz::TimeZone;

use crate::amount::{AmountFault, malformed_detail, parse_fen};
use crate::code;
use crate::columns::Header;
use crate::fields::Fields;
use crate::moment::{MALFORMED_DETAIL, MomentFault, OUT_OF_RANGE_DETAIL, parse_milliseconds};
use crate::reject::{Reject, excerpt};

/// A record that is about to be read.
pub(crate) struct Cells<'a> {
    pub(crate) line: u64,
    pub(crate) record: &'a [u8],
    pub(crate) fields: &'a Fields,
    pub(crate) header: &'a Header,
}

impl<'a> Cells<'a> {
    /// Rejects a record with more fields than there are columns.
    pub(crate) fn check_count(&self) -> Result<(), Reject> {
        let (fields, columns) = (self.fields.count(), self.header.count());
        if fields <= columns {
            return Ok(());
        }
        Err(Reject {
            line: self.line,
            code: code::FIELD_COUNT,
            column: None,
            value: excerpt(self.record),
            detail: format!(
                "the record has {fields} fields, but the header names {columns} columns; a value with the delimiter in it must be quoted"
            ),
        })
    }

    pub(crate) fn optional<T>(
        &self,
        column: Option<usize>,
        read: impl FnOnce(&Self, usize) -> Result<T, Reject>,
    ) -> Result<Option<T>, Reject> {
        column.map(|column| read(self, column)).transpose()
    }

    pub(crate) fn reject(&self, code: &'static str, column: usize, value: &[u8], detail: String) -> Reject {
        Reject { line: self.line, code, column: self.header.name(column), value: excerpt(value), detail }
    }

    pub(crate) fn text(&self, column: usize) -> Result<&'a str, Reject> {
        let Some(bytes) = self.fields.get(column, self.record) else {
            let detail = format!(
                "the record ends after {} of {} columns; it needs a value in this one",
                self.fields.count(),
                self.header.count()
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

    pub(crate) fn identifier(&self, column: usize) -> Result<&'a str, Reject> {
        let text = self.text(column)?;
        if text.is_empty() {
            let detail = "the cell is empty; it needs a value".to_owned();
            return Err(self.reject(code::FIELD_MISSING, column, b"", detail));
        }
        Ok(text)
    }

    pub(crate) fn fen(&self, column: usize, malformed: &'static str, fractional: &'static str) -> Result<i64, Reject> {
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

    pub(crate) fn time(&self, column: usize, zone: &TimeZone) -> Result<i64, Reject> {
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
