//! A file that appears under its name only when it is complete.

use crate::error::BooksError;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Beside the file until it is complete.
const SUFFIX: &str = ".part";

/// The name of a file in the making; what was written is removed unless it is finished.
#[derive(Debug)]
pub(crate) struct PartFile {
    path: PathBuf,
    part: PathBuf,
    is_finished: bool,
}

impl PartFile {
    /// Begins the file `path`.
    pub(crate) fn create(path: &Path) -> Result<(Self, BufWriter<File>), BooksError> {
        let mut part = path.as_os_str().to_owned();
        part.push(SUFFIX);
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(BooksError::unwritable(path))?;
        Ok((Self { path: path.to_path_buf(), part, is_finished: false }, BufWriter::with_capacity(1 << 18, file)))
    }

    /// The name it will have.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name; everything must be written by now.
    pub(crate) fn finish(&mut self) -> Result<(), BooksError> {
        fs::rename(&self.part, &self.path).map_err(BooksError::unwritable(&self.path))?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.is_finished {
            // Where even this fails, the name says that it is only a part.
            let _ = fs::remove_file(&self.part);
        }
    }
}
