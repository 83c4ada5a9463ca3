//! A reused buffer over one segment file.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::JournalError;

/// How much is read at once, in bytes. Small frames share a read; large ones grow the buffer to their own size,
/// which the frame limit bounds.
const READ_BYTES: usize = 512 * 1024;

pub(crate) struct Window {
    file: File,
    path: PathBuf,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte in the file.
    start: u64,
    /// How much of the buffer holds file content.
    filled: usize,
}

impl Window {
    pub(crate) fn open(path: PathBuf) -> Result<Self, JournalError> {
        let file = File::open(&path).map_err(JournalError::io("open", &path))?;
        Ok(Self { file, path, buffer: Vec::new(), start: 0, filled: 0 })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Size of the file now, in bytes; it may grow under a reader.
    pub(crate) fn file_bytes(&self) -> Result<u64, JournalError> {
        Ok(self.file.metadata().map_err(JournalError::io("look at", &self.path))?.len())
    }

    /// Forgets what was read, so that the next look sees the file as it is then.
    pub(crate) fn forget(&mut self) {
        self.filled = 0;
    }

    /// The `wanted` bytes at `position`, or as many as the file has.
    pub(crate) fn bytes_at(&mut self, position: u64, wanted: usize) -> Result<&[u8], JournalError> {
        let kept = self.offset_of(position);
        if kept.is_none_or(|offset| offset + wanted > self.filled) {
            self.refill(position, wanted, kept).map_err(JournalError::io("read", &self.path))?;
        }
        Ok(self.buffered(position, wanted))
    }

    /// Bytes that an earlier [`Self::bytes_at`] brought in, without reading.
    pub(crate) fn buffered(&self, position: u64, wanted: usize) -> &[u8] {
        let Some(offset) = self.offset_of(position) else { return &[] };
        &self.buffer[offset..self.filled.min(offset + wanted)]
    }

    /// Fills `target` from `position` past the buffer; false where the file ends before.
    pub(crate) fn read_exact_at(&self, position: u64, target: &mut [u8]) -> Result<bool, JournalError> {
        match self.file.read_exact_at(target, position) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(JournalError::io("read", &self.path)(error)),
        }
    }

    fn offset_of(&self, position: u64) -> Option<usize> {
        let offset = usize::try_from(position.checked_sub(self.start)?).ok()?;
        (offset <= self.filled).then_some(offset)
    }

    fn refill(&mut self, position: u64, wanted: usize, kept: Option<usize>) -> io::Result<()> {
        self.filled = match kept {
            Some(offset) => {
                self.buffer.copy_within(offset..self.filled, 0);
                self.filled - offset
            }
            None => 0,
        };
        self.start = position;
        let size = wanted.max(READ_BYTES);
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        while self.filled < wanted {
            let from = self.start + self.filled as u64;
            match self.file.read_at(&mut self.buffer[self.filled..], from) {
                Ok(0) => break,
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
