//! A table as Parquet: INT64, DOUBLE and UTF-8 columns under Snappy, with its origin also in the file's metadata.

use super::{cells, columns};
use crate::results::About;
use crate::results::table::{Cell, Column, Kind, Row};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

/// Rows of one group.
const GROUP_ROWS: usize = 1 << 16;

/// The values of one column of a group.
struct Values {
    /// 1 for a value, 0 for none; nothing where every row has a value.
    levels: Option<Vec<i16>>,
    stored: Stored,
}

enum Stored {
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Text(Vec<ByteArray>),
}

impl Values {
    fn of(column: &Column) -> Self {
        let stored = match column.kind {
            Kind::Integer => Stored::Integer(Vec::new()),
            Kind::Real => Stored::Real(Vec::new()),
            Kind::Text => Stored::Text(Vec::new()),
        };
        Self { levels: column.is_optional.then(Vec::new), stored }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (&mut self.stored, cell) {
            (Stored::Integer(values), Cell::Integer(value)) => values.push(value),
            (Stored::Real(values), Cell::Real(value)) => values.push(value),
            (Stored::Text(values), Cell::Text(value)) => values.push(ByteArray::from(value)),
            _ => {}
        }
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(cell != Cell::Nothing));
        }
    }
}

fn message_type<R: Row>() -> String {
    let mut text = format!("message {} {{\n", R::TABLE);
    for column in columns::<R>() {
        let repetition = if column.is_optional { "OPTIONAL" } else { "REQUIRED" };
        let (physical, logical) = match column.kind {
            Kind::Integer => ("INT64", ""),
            Kind::Real => ("DOUBLE", ""),
            Kind::Text => ("BYTE_ARRAY", " (STRING)"),
        };
        // A `String` takes every text.
        let _ = writeln!(text, "  {repetition} {physical} {}{logical};", column.name);
    }
    text.push('}');
    text
}

pub(super) fn bytes<R: Row>(rows: &[R], about: &About) -> io::Result<Vec<u8>> {
    Ok(written(rows, about)?)
}

fn written<R: Row>(rows: &[R], about: &About) -> Result<Vec<u8>, ParquetError> {
    let pairs = [
        ("seed", about.seed.to_string()),
        ("scenario", about.scenario.clone()),
        ("rules", about.rules.clone()),
        ("model_version", about.model_version.to_string()),
    ];
    let pairs = pairs.map(|(name, value)| KeyValue::new(format!("ratchet.{name}"), value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(pairs.to_vec()))
        .build();
    let schema = Arc::new(parse_message_type(&message_type::<R>())?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    for rows in rows.chunks(GROUP_ROWS) {
        write_group(&mut writer, rows, about)?;
    }
    writer.into_inner()
}

fn write_group<R: Row>(
    writer: &mut SerializedFileWriter<Vec<u8>>,
    rows: &[R],
    about: &About,
) -> Result<(), ParquetError> {
    let mut values: Vec<Values> = columns::<R>().map(Values::of).collect();
    for row in rows {
        let mut next = values.iter_mut();
        cells(row, about, &mut |cell| {
            if let Some(values) = next.next() {
                values.push(cell);
            }
        });
    }
    let mut group = writer.next_row_group()?;
    for values in &values {
        let Some(mut column) = group.next_column()? else { break };
        let levels = values.levels.as_deref();
        match &values.stored {
            Stored::Integer(integers) => column.typed::<Int64Type>().write_batch(integers, levels, None)?,
            Stored::Real(reals) => column.typed::<DoubleType>().write_batch(reals, levels, None)?,
            Stored::Text(texts) => column.typed::<ByteArrayType>().write_batch(texts, levels, None)?,
        };
        column.close()?;
    }
    group.close()?;
    Ok(())
}
