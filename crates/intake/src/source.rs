//! The bytes of a file, unpacked if they are gzip.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];

/// Larger than what the decoder asks for, so that a slow disk is asked seldom.
const BUFFER_BYTES: usize = 128 * 1024;

/// Why a file could not be read to its end.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The system fails.
    Unreadable(String),
    /// The gzip stream breaks off.
    Truncated,
    /// The gzip stream is damaged.
    Corrupt(String),
}

/// An open file of orders, read from its beginning to its end.
pub(crate) struct Source {
    reader: Reader,
    bytes_total: u64,
}

enum Reader {
    Plain(BufReader<Counted>),
    Gzip(Box<MultiGzDecoder<BufReader<Counted>>>),
}

impl Source {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes_total = file.metadata()?.len();
        let mut reader = BufReader::with_capacity(BUFFER_BYTES, Counted { file, bytes: 0 });
        // By content, not by name: exports are renamed more often than they are repacked.
        let reader = if reader.fill_buf()?.starts_with(GZIP_MAGIC) {
            Reader::Gzip(Box::new(MultiGzDecoder::new(reader)))
        } else {
            Reader::Plain(reader)
        };
        Ok(Self { reader, bytes_total })
    }

    /// Reads some bytes; zero only at the end of the file or if `into` is empty.
    pub(crate) fn read(&mut self, into: &mut [u8]) -> Result<usize, Failure> {
        loop {
            let result = match &mut self.reader {
                Reader::Plain(reader) => reader.read(into),
                Reader::Gzip(reader) => reader.read(into),
            };
            match result {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failure(&error)),
                Ok(length) => return Ok(length),
            }
        }
    }

    fn failure(&self, error: &io::Error) -> Failure {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match (&self.reader, error.kind()) {
            (Reader::Gzip(_), UnexpectedEof) => Failure::Truncated,
            (Reader::Gzip(_), InvalidData | InvalidInput) => Failure::Corrupt(error.to_string()),
            _ => Failure::Unreadable(error.to_string()),
        }
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        match &self.reader {
            Reader::Plain(reader) => reader.get_ref().bytes,
            Reader::Gzip(reader) => reader.get_ref().get_ref().bytes,
        }
    }

    pub(crate) fn bytes_total(&self) -> u64 {
        self.bytes_total
    }
}

/// A file that knows how much of it was read.
struct Counted {
    file: File,
    bytes: u64,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(into)?;
        self.bytes += length as u64;
        Ok(length)
    }
}
