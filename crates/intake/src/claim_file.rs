//! A file of claims, read record by record.

use std::fmt;
use std::path::Path;

use crate::claim_row::ClaimRow;
use crate::columns::ClaimColumns;
use crate::content::ContentMark;
use crate::error::IntakeError;
use crate::mapping::ClaimMapping;
use crate::reject::Reject;
use crate::table_file::{NextCells, TableFile};

/// What comes next in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextClaim<'a> {
    /// A claim.
    Row(ClaimRow<'a>),
    /// A record that can not be read exactly.
    Reject(Reject),
    /// Nothing; the file is read.
    End,
}

/// An open file of claims, as bounded in memory as any table is.
pub struct ClaimFile {
    table: TableFile,
    columns: ClaimColumns,
}

impl ClaimFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    ///
    /// A file that cannot be opened, is empty or is no text; a header without the mapped columns.
    pub fn open(path: impl AsRef<Path>, mapping: &ClaimMapping) -> Result<Self, IntakeError> {
        let table = TableFile::open(path.as_ref())?;
        let columns = ClaimColumns::find(table.header(), mapping)?;
        Ok(Self { table, columns })
    }

    /// Reads the next record; blank lines are passed over.
    ///
    /// # Errors
    ///
    /// The system fails, or a gzip stream breaks off or is damaged, after everything before that was
    /// delivered. It is then the answer to every further call.
    #[expect(clippy::should_implement_trait, reason = "a row borrows from the file, which an iterator's items cannot")]
    pub fn next(&mut self) -> Result<NextClaim<'_>, IntakeError> {
        Ok(match self.table.next()? {
            NextCells::Cells(cells) => match cells.claim_row(&self.columns) {
                Ok(row) => NextClaim::Row(row),
                Err(reject) => NextClaim::Reject(reject),
            },
            NextCells::Reject(reject) => NextClaim::Reject(reject),
            NextCells::End => NextClaim::End,
        })
    }

    /// How many physical lines were consumed so far, with the header.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.table.lines()
    }

    /// As [`ClaimFile::lines`], with the digest over them: hashes what was read since the last call.
    #[must_use]
    pub fn content(&self) -> ContentMark {
        self.table.content()
    }

    /// Consumes records without reading their fields until exactly `lines` physical lines are
    /// consumed, and returns the mark there; nothing where no record ends there. The file is then read further
    /// than before, to no defined place.
    ///
    /// # Errors
    ///
    /// The same as for [`ClaimFile::next`].
    pub fn skip_to(&mut self, lines: u64) -> Result<Option<ContentMark>, IntakeError> {
        self.table.skip_to(lines)
    }

    /// Bytes of the file that were read so far, compressed ones if it is gzip.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.table.bytes_read()
    }

    /// Bytes of the file when it was opened, compressed ones if it is gzip.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.table.bytes_total()
    }
}

impl fmt::Debug for ClaimFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClaimFile").field("table", &self.table).finish_non_exhaustive()
    }
}
