//! What stops the reading of a whole file.

use std::path::PathBuf;

use crate::code;

/// A problem of the mapping, the header or the file that no single row can be blamed for.
///
/// Each has a stable code, see [`IntakeError::code`] and [`CODES`](crate::CODES).
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// A mapping has no `=`, or nothing on one side of it.
    #[error("`{pair}` is not a column mapping: write target=column, for example time=date; the targets are {targets}")]
    MappingMalformed {
        /// The mapping as given.
        pair: String,
        /// The targets that there are.
        targets: &'static str,
    },
    /// The target of a mapping does not exist.
    #[error("`{target}` is not a target of a column mapping: the targets are {targets}")]
    MappingUnknown {
        /// The target as given.
        target: String,
        /// The targets that there are.
        targets: &'static str,
    },
    /// A target is mapped more than once.
    #[error("`{target}` is mapped more than once: give each target one column")]
    MappingRepeated {
        /// The repeated target.
        target: String,
    },
    /// A required target is not mapped.
    #[error("no column is mapped to `{target}`: time, member and amount are required, for example {target}=column")]
    MappingMissing {
        /// The missing target.
        target: &'static str,
    },
    /// A mapped column is not in the header.
    #[error("the file has no column `{column}` for `{target}`: its columns are {columns}")]
    ColumnUnknown {
        /// The target that asks for the column.
        target: &'static str,
        /// The column that is missing.
        column: String,
        /// The columns that exist, for reading.
        columns: String,
    },
    /// A mapped column is more than once in the header.
    #[error("the file has more than one column `{column}`, asked for by `{target}`: rename or remove all but one")]
    ColumnAmbiguous {
        /// The target that asks for the column.
        target: &'static str,
        /// The repeated column.
        column: String,
    },
    /// The file has no bytes.
    #[error("{} is empty: the first line must name the columns", path.display())]
    FileEmpty {
        /// The file.
        path: PathBuf,
    },
    /// The file is recognisably something else than CSV in UTF-8.
    #[error("{} is {found}: save it as CSV in UTF-8", path.display())]
    FileFormat {
        /// The file.
        path: PathBuf,
        /// What the file is.
        found: &'static str,
    },
    /// The first line is not a list of column names.
    #[error("the header of {} cannot be read: {detail}", path.display())]
    HeaderMalformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: &'static str,
    },
    /// A mapped column is not found, and the header is not UTF-8.
    #[error(
        "the header of {} is not UTF-8, so column `{column}` is not found in it: it is probably GBK, save the file as CSV in UTF-8",
        path.display()
    )]
    HeaderNotUtf8 {
        /// The file.
        path: PathBuf,
        /// The column that was looked for.
        column: String,
    },
    /// The file cannot be opened.
    #[error("{} cannot be opened: {source}", path.display())]
    FileUnopened {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system fails in the middle of the file.
    #[error("{} cannot be read at line {line}: {detail}", path.display())]
    FileUnreadable {
        /// The file.
        path: PathBuf,
        /// The first line that could not be read whole.
        line: u64,
        /// The system's reason.
        detail: String,
    },
    /// A gzip stream breaks off.
    #[error(
        "{} breaks off at line {line}: the gzip stream has no end, the file was probably not copied whole",
        path.display()
    )]
    FileTruncated {
        /// The file.
        path: PathBuf,
        /// The first line that could not be read whole.
        line: u64,
    },
    /// A gzip stream is damaged.
    #[error("{} is damaged at line {line}: {detail}", path.display())]
    FileCorrupt {
        /// The file.
        path: PathBuf,
        /// The first line that could not be read whole.
        line: u64,
        /// What the decoder says.
        detail: String,
    },
}

impl IntakeError {
    /// The stable code of this error, one of [`CODES`](crate::CODES).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::MappingMalformed { .. } => code::MAPPING_MALFORMED,
            Self::MappingUnknown { .. } => code::MAPPING_UNKNOWN,
            Self::MappingRepeated { .. } => code::MAPPING_REPEATED,
            Self::MappingMissing { .. } => code::MAPPING_MISSING,
            Self::ColumnUnknown { .. } => code::COLUMN_UNKNOWN,
            Self::ColumnAmbiguous { .. } => code::COLUMN_AMBIGUOUS,
            Self::FileEmpty { .. } => code::FILE_EMPTY,
            Self::FileFormat { .. } => code::FILE_FORMAT,
            Self::HeaderMalformed { .. } => code::HEADER_MALFORMED,
            Self::HeaderNotUtf8 { .. } => code::NOT_UTF8,
            Self::FileUnopened { .. } | Self::FileUnreadable { .. } => code::FILE_UNREADABLE,
            Self::FileTruncated { .. } => code::FILE_TRUNCATED,
            Self::FileCorrupt { .. } => code::FILE_CORRUPT,
        }
    }
}
