//! Where a record ends.

use memchr::{memchr, memchr_iter, memchr2};

use crate::fields::Fields;
use crate::window::{Ending, LOOKAHEAD};

/// The longest content of a physical line, and of a record over several lines, in bytes.
pub(crate) const LINE_LIMIT: usize = 64 * 1024;

/// The most physical lines of one record.
pub(crate) const RECORD_LINES: u64 = 100;

/// What the next record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A line without content, which is no record.
    Blank,
    /// A line without quotes, not yet split.
    Plain,
    /// A record with quotes, already split.
    Quoted,
    /// One line that opens a quoted field which does not close properly.
    Unclosed,
    /// One line longer than [`LINE_LIMIT`]; its end is unknown.
    TooLong,
}

/// What the next record is and how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) shape: Shape,
    /// Bytes without the line end.
    pub(crate) content: usize,
    /// Bytes with the line end.
    pub(crate) bytes: usize,
    /// Physical lines.
    pub(crate) lines: u64,
}

/// What the view begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Record(Record),
    /// The file is at its end.
    End,
    /// The file breaks off before it can be told.
    Broken,
}

/// Drops the CR of a line end.
pub(crate) fn strip_carriage_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Finds the next record at the beginning of `view`.
///
/// The answer depends on nothing but the bytes of the file, never on how far the view happens to
/// reach: reading and skipping must find the same records.
pub(crate) fn find(view: &[u8], ending: &Ending, delimiter: u8, columns: usize, fields: &mut Fields) -> Found {
    let near = &view[..view.len().min(LOOKAHEAD)];
    let line = match (memchr(b'\n', near), ending) {
        (Some(end), _) => &near[..=end],
        (None, _) if near.len() == LOOKAHEAD => near,
        (None, Ending::Failed(_)) => return Found::Broken,
        (None, _) if near.is_empty() => return Found::End,
        (None, _) => near,
    };
    let content = strip_carriage_return(line.strip_suffix(b"\n").unwrap_or(line));
    let one_line = |shape| Found::Record(Record { shape, content: content.len(), bytes: line.len(), lines: 1 });
    if content.len() > LINE_LIMIT {
        return one_line(Shape::TooLong);
    }
    let is_blank = |byte: &u8| *byte != delimiter && matches!(byte, b' ' | b'\t');
    if content.iter().all(is_blank) {
        return one_line(Shape::Blank);
    }
    if memchr(b'"', content).is_none() {
        return one_line(Shape::Plain);
    }
    let mut walk = Walk { near, ending, delimiter, fields, position: 0, lines: 1 };
    match walk.record() {
        // A stray quote may find a partner lines later. What they enclose would then be lost, so a
        // record over several lines has to fit the header exactly.
        Ok(record) if record.lines > 1 && fields.count() != columns => one_line(Shape::Unclosed),
        Ok(record) => Found::Record(record),
        Err(Stray::Unclosed) => one_line(Shape::Unclosed),
        Err(Stray::Broken) => Found::Broken,
    }
}

/// Why a record with quotes is none.
enum Stray {
    Unclosed,
    Broken,
}

/// Goes through a record with quotes field by field.
struct Walk<'a> {
    near: &'a [u8],
    ending: &'a Ending,
    delimiter: u8,
    fields: &'a mut Fields,
    position: usize,
    lines: u64,
}

impl Walk<'_> {
    fn record(&mut self) -> Result<Record, Stray> {
        self.fields.begin_unescaped();
        loop {
            let is_quoted = self.near.get(self.position) == Some(&b'"');
            if is_quoted {
                self.quoted()?;
            }
            let rest = &self.near[self.position..];
            let end = memchr2(self.delimiter, b'\n', rest);
            if end.is_none() {
                self.must_be_file_end()?;
            }
            let is_last = end.is_none_or(|end| rest[end] == b'\n');
            let mut text = &rest[..end.unwrap_or(rest.len())];
            if is_last {
                text = strip_carriage_return(text);
            }
            if !is_quoted {
                self.fields.push(text);
            } else if !text.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                // Text behind a closing quote: it did not close, another field opened.
                return Err(Stray::Unclosed);
            }
            self.fields.close();
            self.position += text.len();
            if is_last {
                return self.ended(end.map_or(rest.len(), |end| end + 1) - text.len());
            }
            self.position += 1;
        }
    }

    /// The record ends here but for its line end.
    fn ended(&self, line_end: usize) -> Result<Record, Stray> {
        if self.position > LINE_LIMIT {
            return Err(Stray::Unclosed);
        }
        Ok(Record { shape: Shape::Quoted, content: self.position, bytes: self.position + line_end, lines: self.lines })
    }

    /// Goes from the opening quote to behind the closing one.
    fn quoted(&mut self) -> Result<(), Stray> {
        self.position += 1;
        loop {
            let rest = &self.near[self.position..];
            let end = memchr(b'"', rest);
            let text = &rest[..end.unwrap_or(rest.len())];
            self.lines += memchr_iter(b'\n', text).count() as u64;
            if self.lines > RECORD_LINES {
                return Err(Stray::Unclosed);
            }
            let Some(end) = end else {
                self.must_be_file_end()?;
                return Err(Stray::Unclosed);
            };
            self.fields.push(text);
            self.position += end + 1;
            match self.near.get(self.position) {
                Some(b'"') => {
                    self.fields.push(b"\"");
                    self.position += 1;
                }
                Some(_) => return Ok(()),
                None => return self.must_be_file_end(),
            }
        }
    }

    /// The view ends here: fine if the file does too.
    fn must_be_file_end(&self) -> Result<(), Stray> {
        if self.near.len() == LOOKAHEAD {
            return Err(Stray::Unclosed);
        }
        match self.ending {
            Ending::Failed(_) => Err(Stray::Broken),
            Ending::Open | Ending::Ended => Ok(()),
        }
    }
}
