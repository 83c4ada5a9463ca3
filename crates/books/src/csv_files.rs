//! A directory of CSV files (RFC 4180, UTF-8, one for each table), safe to open in a spreadsheet.

use crate::about::About;
use crate::error::BooksError;
use crate::part_file::PartFile;
use crate::rows::Sheets;
use crate::tables::{Cell, Column, TABLES};
use std::borrow::Cow;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// See the module.
pub(crate) struct CsvFiles {
    dir: PathBuf,
    files: Vec<CsvFile>,
    about: Option<About>,
}

struct CsvFile {
    part: PartFile,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFiles {
    /// In the directory `dir`, which is there.
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_path_buf(), files: Vec::new(), about: None }
    }
}

/// A text that no spreadsheet takes for a formula. No id has an apostrophe, so that it can be taken off again.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

impl CsvFile {
    fn write(&mut self, fields: impl Iterator<Item = impl AsRef<[u8]>>) -> Result<(), BooksError> {
        self.writer.write_record(fields).map_err(BooksError::unwritable(self.part.path()))
    }
}

impl Sheets for CsvFiles {
    fn begin(&mut self, about: &About) -> Result<(), BooksError> {
        self.about = Some(about.clone());
        for table in &TABLES {
            let (part, out) = PartFile::create(&self.dir.join(format!("{}.csv", table.name)))?;
            let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            let mut file = CsvFile { part, writer };
            file.write(table.columns.iter().map(Column::decimal_name))?;
            self.files.push(file);
        }
        Ok(())
    }

    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> Result<(), BooksError> {
        let Self { files, about, .. } = self;
        let Some(file) = files.get_mut(table) else { return Ok(()) };
        let text = |cell: &Cell<'_>| match *cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => harmless(text).into_owned(),
            Cell::Count(count) => count.to_string(),
            Cell::Money(fen) => fen.to_string(),
            Cell::Points(points) => points.to_string(),
            Cell::Day(date) => date.to_string(),
            Cell::Moment(time) => about.as_ref().map(|about| about.moment(time)).unwrap_or_default(),
        };
        file.write(cells.iter().map(text))
    }

    fn finish(&mut self) -> Result<(), BooksError> {
        for file in &mut self.files {
            file.writer.flush().map_err(BooksError::unwritable(file.part.path()))?;
        }
        self.files.iter_mut().try_for_each(|file| file.part.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_no_formulas() {
        for text in ["=1+1", "+1", "-m1", "@a", "\ta", "\ra"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("m-1"), "m-1");
    }
}
