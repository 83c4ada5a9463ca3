//! Where a text export goes: a stream, or a file that appears when it is complete.

use crate::error::BooksError;
use crate::part_file::PartFile;
use std::fmt::Arguments;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A text in the making.
pub(crate) struct TextOutput<'a> {
    out: Box<dyn Write + 'a>,
    path: PathBuf,
    part: Option<PartFile>,
}

impl<'a> TextOutput<'a> {
    /// To a stream.
    pub(crate) fn to_stream(out: &'a mut dyn Write) -> Self {
        Self { out: Box::new(out), path: PathBuf::from("-"), part: None }
    }

    /// To the file `path`.
    pub(crate) fn to_file(path: &Path) -> Result<Self, BooksError> {
        let (part, out) = PartFile::create(path)?;
        Ok(Self { out: Box::new(out), path: path.to_path_buf(), part: Some(part) })
    }

    /// Writes one line.
    pub(crate) fn line(&mut self, text: Arguments<'_>) -> Result<(), BooksError> {
        self.out.write_fmt(text).and_then(|()| self.out.write_all(b"\n")).map_err(BooksError::unwritable(&self.path))
    }

    /// Everything is written.
    pub(crate) fn finish(&mut self) -> Result<(), BooksError> {
        self.out.flush().map_err(BooksError::unwritable(&self.path))?;
        self.part.as_mut().map_or(Ok(()), PartFile::finish)
    }
}
