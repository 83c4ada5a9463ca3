//! A file with a header, read record by record.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::cells::Cells;
use crate::code;
use crate::columns::{Header, delimiter};
use crate::content::ContentMark;
use crate::error::IntakeError;
use crate::fields::Fields;
use crate::record::{Found, LINE_LIMIT, RECORD_LINES, Record, Shape, find};
use crate::reject::{Reject, excerpt};
use crate::source::{Failure, Source};
use crate::window::{Ending, LOOKAHEAD, Window};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What the beginning of a file says that is certainly not CSV in UTF-8.
const OTHER_FORMATS: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
];

/// What comes next in a file.
pub(crate) enum NextCells<'a> {
    /// A record, split into its cells.
    Cells(Cells<'a>),
    /// A record that can not be read exactly.
    Reject(Reject),
    /// Nothing; the file is read.
    End,
}

/// An open file with a header.
///
/// Memory is bounded whatever the file has in it. A record is one physical line, or up to 100 of
/// them and 64 KiB if quoted fields go over line ends and there are as many fields as columns. A
/// quote opens a field only as its first byte, and closes it only before a delimiter or a line end,
/// spaces aside; every other use of it is `quote_unclosed` for that one physical line, or, in an
/// unquoted field, text.
pub(crate) struct TableFile {
    path: PathBuf,
    window: Window,
    fields: Fields,
    delimiter: u8,
    header: Header,
}

/// A record that was consumed; its bytes are in the window until the next step.
struct Step {
    line: u64,
    position: usize,
    record: Record,
    /// The beginning of a line that is too long to be in the window.
    long_line: String,
}

impl TableFile {
    /// Opens a file and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self, IntakeError> {
        let path = path.to_owned();
        let source = Source::open(&path).map_err(|source| IntakeError::FileUnopened { path: path.clone(), source })?;
        let mut window = Window::new(source);
        window.fill();
        for (magic, found) in OTHER_FORMATS {
            if window.view().starts_with(magic) {
                return Err(IntakeError::FileFormat { path, found });
            }
        }
        if window.view().starts_with(BYTE_ORDER_MARK) {
            window.drop_prefix(BYTE_ORDER_MARK.len());
            window.fill();
        }
        let (record, delimiter, fields) = header(&window, &path)?;
        let header = Header::of(&fields, &window.view()[..record.content], &path);
        window.consume(record.bytes, record.lines);
        Ok(Self { path, window, fields, delimiter, header })
    }

    /// Reads the next record; blank lines are passed over.
    ///
    /// # Errors
    ///
    /// The system fails, or a gzip stream breaks off or is damaged, after everything before that was
    /// delivered. It is then the answer to every further call.
    pub(crate) fn next(&mut self) -> Result<NextCells<'_>, IntakeError> {
        let step = loop {
            match self.step()? {
                Some(step) if step.record.shape == Shape::Blank => {}
                Some(step) => break step,
                None => return Ok(NextCells::End),
            }
        };
        let record = self.window.slice(step.position, step.record.content);
        let line_reject =
            |code, value, detail| Ok(NextCells::Reject(Reject { line: step.line, code, column: None, value, detail }));
        match step.record.shape {
            Shape::TooLong => {
                let detail = format!("the line is longer than the {LINE_LIMIT} bytes allowed");
                return line_reject(code::LINE_TOO_LONG, step.long_line.clone(), detail);
            }
            Shape::Unclosed => {
                let detail = format!(
                    "a quoted field must close before a delimiter or a line end within {RECORD_LINES} lines and {LINE_LIMIT} bytes, with as many fields as the header; write a quote within it twice"
                );
                return line_reject(code::QUOTE_UNCLOSED, excerpt(record), detail);
            }
            Shape::Plain => self.fields.split(record, self.delimiter),
            Shape::Blank | Shape::Quoted => {}
        }
        Ok(NextCells::Cells(Cells { line: step.line, record, fields: &self.fields, header: &self.header }))
    }

    /// The names of the columns.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// How many physical lines were consumed so far, with the header.
    pub(crate) fn lines(&self) -> u64 {
        self.window.lines()
    }

    /// As [`TableFile::lines`], with the digest over them: hashes what was read since the last call.
    pub(crate) fn content(&self) -> ContentMark {
        self.window.content()
    }

    /// Consumes records without reading their fields until exactly `lines` physical lines are
    /// consumed, and returns the mark there.
    ///
    /// `None` if that is no place where [`TableFile::next`] could have stopped: the file is shorter,
    /// a record goes over that line, or more was consumed already. The file is then read further
    /// than before, to no defined place.
    ///
    /// # Errors
    ///
    /// The same as for [`TableFile::next`].
    pub(crate) fn skip_to(&mut self, lines: u64) -> Result<Option<ContentMark>, IntakeError> {
        while self.window.lines() < lines {
            if self.step()?.is_none() {
                return Ok(None);
            }
        }
        Ok((self.window.lines() == lines).then(|| self.content()))
    }

    /// Bytes of the file that were read so far, compressed ones if it is gzip.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.window.source().bytes_read()
    }

    /// Bytes of the file when it was opened, compressed ones if it is gzip.
    pub(crate) fn bytes_total(&self) -> u64 {
        self.window.source().bytes_total()
    }

    /// Consumes the next record or blank line.
    fn step(&mut self) -> Result<Option<Step>, IntakeError> {
        self.window.fill();
        let found =
            find(self.window.view(), self.window.ending(), self.delimiter, self.header.count(), &mut self.fields);
        let record = match found {
            Found::Record(record) => record,
            Found::End => return Ok(None),
            Found::Broken => return Err(broken(&self.window, &self.path)),
        };
        let line = self.window.lines() + 1;
        let position = self.window.position();
        if record.shape == Shape::TooLong {
            let long_line = excerpt(self.window.view());
            if let Err(failure) = self.window.consume_long_line() {
                return Err(failed(failure, line, &self.path));
            }
            return Ok(Some(Step { line, position: 0, record: Record { content: 0, ..record }, long_line }));
        }
        self.window.consume(record.bytes, record.lines);
        Ok(Some(Step { line, position, record, long_line: String::new() }))
    }
}

impl fmt::Debug for TableFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TableFile")
            .field("path", &self.path)
            .field("lines", &self.window.lines())
            .finish_non_exhaustive()
    }
}

/// Finds the header at the beginning of the window: one physical line, split.
fn header(window: &Window, path: &Path) -> Result<(Record, u8, Fields), IntakeError> {
    let malformed = |detail| IntakeError::HeaderMalformed { path: path.to_owned(), detail };
    let near = &window.view()[..window.view().len().min(LOOKAHEAD)];
    let delimiter = delimiter(near.split(|byte| *byte == b'\n').next().unwrap_or(near));
    let mut fields = Fields::default();
    // No record has this many fields, so one over several lines can not be the header.
    let columns = usize::MAX;
    let record = match find(near, window.ending(), delimiter, columns, &mut fields) {
        Found::Record(record) => record,
        Found::Broken => return Err(broken(window, path)),
        Found::End => {
            return Err(IntakeError::FileEmpty { path: path.to_owned() });
        }
    };
    match record.shape {
        Shape::Blank => Err(malformed("line 1 is blank; it must name the columns")),
        Shape::TooLong => Err(malformed("line 1 is longer than 65536 bytes; it must name the columns")),
        Shape::Unclosed => {
            Err(malformed("a quoted column name does not close in line 1; the names must be on one line"))
        }
        Shape::Plain => {
            fields.split(&near[..record.content], delimiter);
            Ok((record, delimiter, fields))
        }
        Shape::Quoted => Ok((record, delimiter, fields)),
    }
}

/// The error for a window that can not be read on.
fn broken(window: &Window, path: &Path) -> IntakeError {
    let failure = match window.ending() {
        Ending::Failed(failure) => failure.clone(),
        // Not reachable: only a failed window is broken. Said as a truncation rather than a panic.
        Ending::Open | Ending::Ended => Failure::Truncated,
    };
    failed(failure, window.lines() + 1, path)
}

fn failed(failure: Failure, line: u64, path: &Path) -> IntakeError {
    let path = path.to_owned();
    match failure {
        Failure::Unreadable(detail) => IntakeError::FileUnreadable { path, line, detail },
        Failure::Truncated => IntakeError::FileTruncated { path, line },
        Failure::Corrupt(detail) => IntakeError::FileCorrupt { path, line, detail },
    }
}
