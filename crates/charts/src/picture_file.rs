//! A chart in a file: the suffix says the format, and the name stands for a whole picture or for none.

use crate::drawing::Drawing;
use crate::error::ChartError;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Behind the name until the picture is complete.
const UNFINISHED_SUFFIX: &str = ".part";

#[derive(Clone, Copy, Debug)]
enum Format {
    Svg,
    Png,
}

/// A file that a chart will be.
#[derive(Clone, Debug)]
pub struct PictureFile {
    path: PathBuf,
    format: Format,
}

impl PictureFile {
    /// The file `path`, in the format that its suffix names. Where it could never be written is refused here, before
    /// anybody computes what should go into it.
    pub fn new(path: &Path) -> Result<Self, ChartError> {
        let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
        let format = match suffix.as_deref() {
            Some("svg") => Format::Svg,
            Some("png") => Format::Png,
            _ => return Err(ChartError::SuffixUnknown { path: path.to_path_buf() }),
        };
        let file = Self { path: path.to_path_buf(), format };
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match fs::metadata(parent) {
            Ok(found) if found.is_dir() && !path.is_dir() => Ok(file),
            Ok(found) if found.is_dir() => Err(file.unwritable(ErrorKind::IsADirectory.into())),
            Ok(_) => Err(file.unwritable(ErrorKind::NotADirectory.into())),
            Err(cause) => Err(file.unwritable(cause)),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the picture; what had the name before stays until the new one is complete.
    pub fn write(&self, drawing: &Drawing) -> Result<(), ChartError> {
        let bytes = match self.format {
            Format::Svg => drawing.to_svg()?.into_bytes(),
            Format::Png => drawing.to_png()?,
        };
        let mut unfinished = OsString::from(&self.path);
        unfinished.push(UNFINISHED_SUFFIX);
        let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &self.path));
        written.map_err(|cause| {
            // Where even this fails, the name says that it is only a part.
            let _ = fs::remove_file(&unfinished);
            self.unwritable(cause)
        })
    }

    fn unwritable(&self, cause: io::Error) -> ChartError {
        ChartError::Unwritable { path: self.path.clone(), cause }
    }
}
