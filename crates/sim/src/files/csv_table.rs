//! A table as CSV (RFC 4180, UTF-8): one header line, nothing where there is no value.

use super::{cells, columns};
use crate::results::About;
use crate::results::table::{Cell, Row};
use std::io;

pub(super) fn bytes<R: Row>(rows: &[R], about: &About) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(columns::<R>().map(|column| column.name))?;
    let mut record = csv::StringRecord::new();
    for row in rows {
        record.clear();
        cells(row, about, &mut |cell| match cell {
            Cell::Nothing => record.push_field(""),
            Cell::Integer(number) => record.push_field(&number.to_string()),
            Cell::Real(number) => record.push_field(&number.to_string()),
            Cell::Text(text) => record.push_field(text),
        });
        out.write_record(&record)?;
    }
    out.into_inner().map_err(csv::IntoInnerError::into_error)
}
