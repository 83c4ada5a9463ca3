//! A directory of Parquet files, one for each table. Amounts are integers: fen and units (1 point = 10^8 units) in
//! INT64 columns whose names end in `_fen` and `_units`; days are DATE, moments TIMESTAMP(MILLIS, UTC).

use crate::about::About;
use crate::error::BooksError;
use crate::part_file::PartFile;
use crate::rows::Sheets;
use crate::tables::{Cell, Column, Kind, TABLES, Table};
use jiff::civil::{Date, date};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows kept in memory until they are written as one group.
const GROUP_ROWS: usize = 1 << 16;

/// The first day of Parquet's calendar.
const EPOCH: Date = date(1970, 1, 1);

/// See the module.
pub(crate) struct ParquetFiles {
    dir: PathBuf,
    files: Vec<ParquetFile>,
}

struct ParquetFile {
    part: PartFile,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Values>,
    rows: usize,
}

/// The values of one column of the group in the making.
struct Values {
    /// 1 for a value, 0 for none; empty where every row has a value.
    levels: Option<Vec<i16>>,
    stored: Stored,
}

enum Stored {
    Day(Vec<i32>),
    Integer(Vec<i64>),
    Text(Vec<ByteArray>),
}

impl ParquetFiles {
    /// In the directory `dir`, which is there.
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_path_buf(), files: Vec::new() }
    }
}

fn message_type(table: &Table) -> String {
    let mut text = format!("message {} {{\n", table.name);
    for column in table.columns {
        let repetition = if column.is_optional { "OPTIONAL" } else { "REQUIRED" };
        let name = column.integer_name();
        let (physical, logical) = match column.kind {
            Kind::Text => ("BYTE_ARRAY", " (STRING)"),
            Kind::Count | Kind::Money | Kind::Points => ("INT64", ""),
            Kind::Day => ("INT32", " (DATE)"),
            Kind::Moment => ("INT64", " (TIMESTAMP(MILLIS,true))"),
        };
        // A `String` takes every text.
        let _ = writeln!(text, "  {repetition} {physical} {name}{logical};");
    }
    text.push('}');
    text
}

impl ParquetFile {
    fn create(dir: &Path, table: &Table, about: &About) -> Result<Self, BooksError> {
        let (part, out) = PartFile::create(&dir.join(format!("{}.parquet", table.name)))?;
        let pairs = about.pairs().map(|(name, value)| KeyValue::new(format!("ratchet.{name}"), value));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(pairs.to_vec()))
            .build();
        let begun = parse_message_type(&message_type(table))
            .and_then(|schema| SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)));
        let writer = begun.map_err(|error| BooksError::failed(part.path(), error))?;
        Ok(Self { part, writer, columns: table.columns.iter().map(Values::of).collect(), rows: 0 })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), BooksError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(*cell);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<(), BooksError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let written = write_group(&mut self.writer, &mut self.columns);
        written.map_err(|error| BooksError::failed(self.part.path(), error))
    }

    fn finish(&mut self) -> Result<(), BooksError> {
        self.write_group()?;
        let ended = self.writer.finish().map(|_| ());
        let ended = ended.and_then(|()| Ok(std::io::Write::flush(self.writer.inner_mut())?));
        ended.map_err(|error| BooksError::failed(self.part.path(), error))
    }
}

fn write_group(writer: &mut SerializedFileWriter<BufWriter<File>>, columns: &mut [Values]) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for values in columns {
        let Some(mut column) = group.next_column()? else { break };
        let levels = values.levels.as_deref();
        match &values.stored {
            Stored::Day(days) => column.typed::<Int32Type>().write_batch(days, levels, None)?,
            Stored::Integer(integers) => column.typed::<Int64Type>().write_batch(integers, levels, None)?,
            Stored::Text(texts) => column.typed::<ByteArrayType>().write_batch(texts, levels, None)?,
        };
        column.close()?;
        values.clear();
    }
    group.close()?;
    Ok(())
}

impl Values {
    fn of(column: &Column) -> Self {
        let stored = match column.kind {
            Kind::Text => Stored::Text(Vec::new()),
            Kind::Count | Kind::Money | Kind::Points | Kind::Moment => Stored::Integer(Vec::new()),
            Kind::Day => Stored::Day(Vec::new()),
        };
        Self { levels: column.is_optional.then(Vec::new), stored }
    }

    /// Adds a value of the column's kind; anything else is no value.
    fn push(&mut self, cell: Cell<'_>) {
        let is_there = match (&mut self.stored, cell) {
            (Stored::Text(texts), Cell::Text(text)) => {
                texts.push(ByteArray::from(text));
                true
            }
            (Stored::Integer(integers), cell) => {
                let integer = match cell {
                    Cell::Count(count) => i64::try_from(count).ok(),
                    Cell::Money(fen) => Some(fen.get()),
                    Cell::Points(points) => Some(points.get()),
                    Cell::Moment(time) => Some(time.milliseconds()),
                    _ => None,
                };
                integers.extend(integer);
                integer.is_some()
            }
            (Stored::Day(days), Cell::Day(day)) => {
                days.push(days_since_epoch(day));
                true
            }
            _ => false,
        };
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(is_there));
        }
    }

    fn clear(&mut self) {
        if let Some(levels) = &mut self.levels {
            levels.clear();
        }
        match &mut self.stored {
            Stored::Day(days) => days.clear(),
            Stored::Integer(integers) => integers.clear(),
            Stored::Text(texts) => texts.clear(),
        }
    }
}

fn days_since_epoch(day: Date) -> i32 {
    day.since(EPOCH).map_or(0, |span| span.get_days())
}

impl Sheets for ParquetFiles {
    fn begin(&mut self, about: &About) -> Result<(), BooksError> {
        let files = TABLES.iter().map(|table| ParquetFile::create(&self.dir, table, about));
        self.files = files.collect::<Result<_, _>>()?;
        Ok(())
    }

    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), BooksError> {
        self.files.get_mut(table).map_or(Ok(()), |file| file.row(cells))
    }

    fn finish(&mut self) -> Result<(), BooksError> {
        self.files.iter_mut().try_for_each(ParquetFile::finish)?;
        self.files.iter_mut().try_for_each(|file| file.part.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_since_epoch(EPOCH), 0);
        assert_eq!(days_since_epoch(date(2000, 3, 1)), 11_017);
        assert_eq!(days_since_epoch(date(1969, 12, 31)), -1);
    }

    #[test]
    fn every_table_has_a_schema() {
        for table in &TABLES {
            let schema = parse_message_type(&message_type(table)).unwrap();
            assert_eq!(schema.get_fields().len(), table.columns.len());
        }
    }
}
