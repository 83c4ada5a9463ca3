//! An Excel workbook with a sheet for each table.
//!
//! Excel keeps numbers as doubles with 15 significant digits. Amounts below 10^15 fen (9,999,999,999,999.99) are
//! written as numbers and come back exactly; larger ones, and all points (eight decimals), are written as text.

use crate::about::About;
use crate::error::BooksError;
use crate::part_file::PartFile;
use crate::rows::Sheets;
use crate::tables::{Cell, Kind, TABLES, Table};
use jiff::civil::Date;
use ratchet_core::Fen;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Rows of a sheet, with its heading; what does not fit goes on in a second one.
const SHEET_ROWS_MAX: u32 = 1_048_576;
/// Amounts from here on have more digits than a spreadsheet keeps.
const EXACT_FEN: i64 = 1_000_000_000_000_000;

/// See the module.
pub(crate) struct Sheetbook {
    part: PartFile,
    out: BufWriter<File>,
    workbook: Workbook,
    /// For each table: which sheet is being filled, and its next row.
    places: Vec<Place>,
    sheet_count: usize,
    about: Option<About>,
    formats: Formats,
}

struct Place {
    sheet: usize,
    row: u32,
    /// Counts the sheets of one table, from 1.
    number: u32,
}

struct Formats {
    heading: Format,
    money: Format,
    day: Format,
}

impl Sheetbook {
    /// In the file `path`.
    pub(crate) fn new(path: &Path) -> Result<Self, BooksError> {
        let (part, out) = PartFile::create(path)?;
        let formats = Formats {
            heading: Format::new().set_bold(),
            money: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        };
        let workbook = Workbook::new();
        Ok(Self { part, out, workbook, places: Vec::new(), sheet_count: 0, about: None, formats })
    }

    /// Adds a sheet with its heading; its number.
    fn add_sheet(&mut self, table: &Table, number: u32) -> Result<usize, XlsxError> {
        let name = if number == 1 { table.name.to_owned() } else { format!("{} {number}", table.name) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (place, column) in (0..).zip(table.columns) {
            sheet.set_column_width(place, width(column.kind))?;
            sheet.write_string_with_format(0, place, column.decimal_name(), &self.formats.heading)?;
        }
        self.sheet_count += 1;
        Ok(self.sheet_count - 1)
    }

    fn open(&mut self, about: &About) -> Result<(), XlsxError> {
        // The time of the head, not of the export: the same journal gives the same workbook.
        let title = if about.is_sandbox() { "SANDBOX: no money here is real" } else { "Books of a deployment" };
        let mut properties = DocProperties::new().set_title(title);
        if let Ok(time) = ExcelDateTime::from_timestamp(about.time.div_euclid(1_000)) {
            properties = properties.set_creation_datetime(&time);
        }
        self.workbook.set_properties(&properties);
        for table in &TABLES {
            let sheet = self.add_sheet(table, 1)?;
            self.places.push(Place { sheet, row: 1, number: 1 });
        }
        Ok(())
    }

    fn add_row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.places[table].row >= SHEET_ROWS_MAX {
            let number = self.places[table].number + 1;
            let sheet = self.add_sheet(&TABLES[table], number)?;
            self.places[table] = Place { sheet, row: 1, number };
        }
        let place = &mut self.places[table];
        let sheet = self.workbook.worksheet_from_index(place.sheet)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, (place.row, column), *cell, self.about.as_ref(), &self.formats)?;
        }
        place.row += 1;
        Ok(())
    }

    fn failed(&self) -> impl FnOnce(XlsxError) -> BooksError {
        let path = self.part.path().to_path_buf();
        move |error| BooksError::failed(&path, error)
    }
}

const fn width(kind: Kind) -> u32 {
    match kind {
        Kind::Text => 24,
        Kind::Count => 9,
        Kind::Money | Kind::Points => 18,
        Kind::Day => 11,
        Kind::Moment => 30,
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell<'_>,
    about: Option<&About>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => _ = sheet.write_string(row, column, text)?,
        Cell::Count(count) => match u32::try_from(count) {
            Ok(count) => _ = sheet.write_number(row, column, count)?,
            Err(_) => _ = sheet.write_string(row, column, count.to_string())?,
        },
        Cell::Money(fen) => match number(fen) {
            Some(number) => _ = sheet.write_number_with_format(row, column, number, &formats.money)?,
            None => _ = sheet.write_string(row, column, fen.to_string())?,
        },
        Cell::Points(points) => _ = sheet.write_string(row, column, points.to_string())?,
        Cell::Day(date) => match excel_day(date) {
            Some(day) => _ = sheet.write_datetime_with_format(row, column, &day, &formats.day)?,
            None => _ = sheet.write_string(row, column, date.to_string())?,
        },
        Cell::Moment(time) => {
            let text = about.map(|about| about.moment(time)).unwrap_or_default();
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

/// The double next to an amount, from its decimal text, where that many digits are kept.
fn number(fen: Fen) -> Option<f64> {
    if fen.get().unsigned_abs() >= EXACT_FEN.unsigned_abs() { None } else { fen.to_string().parse().ok() }
}

fn excel_day(date: Date) -> Option<ExcelDateTime> {
    let part = |part: i8| u8::try_from(part).ok();
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, part(date.month())?, part(date.day())?).ok()
}

impl Sheets for Sheetbook {
    fn begin(&mut self, about: &About) -> Result<(), BooksError> {
        self.about = Some(about.clone());
        self.open(about).map_err(self.failed())
    }

    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), BooksError> {
        self.add_row(table, cells).map_err(self.failed())
    }

    fn finish(&mut self) -> Result<(), BooksError> {
        // Column headings of every sheet are there; the sheets themselves are put together only now.
        self.workbook.save_to_writer(&mut self.out).map_err(self.failed())?;
        self.out.flush().map_err(BooksError::unwritable(self.part.path()))?;
        self.part.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_as_long_as_their_digits_are_kept() {
        for fen in [0, 1, -1_205, 999_999_999_999_999, -999_999_999_999_999, 123_456_789_012_345] {
            let fen = Fen::new(fen);
            assert_eq!(number(fen).map(|number| format!("{number:.2}")), Some(fen.to_string()));
        }
        assert_eq!(number(Fen::new(EXACT_FEN)), None);
        assert_eq!(number(Fen::new(-EXACT_FEN)), None);
    }
}
