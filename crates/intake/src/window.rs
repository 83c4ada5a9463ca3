//! The part of the file that is in memory: always enough to decide about the next record.

use crate::content::{Content, ContentMark};
use crate::record::{LINE_LIMIT, strip_carriage_return};
use crate::source::{Failure, Source};

/// With this many bytes in view it is known whether the next line, and the next record, is within
/// [`LINE_LIMIT`]: the longest allowed content, CR and LF.
pub(crate) const LOOKAHEAD: usize = LINE_LIMIT + 2;

/// Four times the lookahead, so that little is moved when the window moves.
const CAPACITY: usize = 4 * LOOKAHEAD;

/// The hasher is fast from here on; less is kept back so that [`Window::content`] stays cheap.
const DIGEST_BYTES: usize = 16 * 1024;

/// Why the window ends where it ends.
#[derive(Debug, Clone)]
pub(crate) enum Ending {
    /// There may be more; the view has at least [`LOOKAHEAD`] bytes.
    Open,
    /// The file ends here.
    Ended,
    /// The file can not be read beyond here.
    Failed(Failure),
}

/// A sliding buffer over a source: `digested..start` is consumed, `start..end` is the view.
pub(crate) struct Window {
    source: Source,
    buffer: Vec<u8>,
    digested: usize,
    start: usize,
    end: usize,
    ending: Ending,
    content: Content,
}

impl Window {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            buffer: vec![0; CAPACITY],
            digested: 0,
            start: 0,
            end: 0,
            ending: Ending::Open,
            content: Content::new(),
        }
    }

    /// Reads on until the view has [`LOOKAHEAD`] bytes or the file has no more.
    pub(crate) fn fill(&mut self) {
        if self.end - self.start >= LOOKAHEAD || !matches!(self.ending, Ending::Open) {
            return;
        }
        self.digest();
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        self.digested = 0;
        while self.end < LOOKAHEAD && matches!(self.ending, Ending::Open) {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ending = Ending::Ended,
                Ok(length) => self.end += length,
                Err(failure) => self.ending = Ending::Failed(failure),
            }
        }
    }

    pub(crate) fn view(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    pub(crate) fn ending(&self) -> &Ending {
        &self.ending
    }

    /// Where the view begins; valid for [`Window::slice`] until the next [`Window::fill`].
    pub(crate) fn position(&self) -> usize {
        self.start
    }

    pub(crate) fn slice(&self, position: usize, length: usize) -> &[u8] {
        &self.buffer[position..position + length]
    }

    /// Drops a byte order mark; it is no content.
    pub(crate) fn drop_prefix(&mut self, length: usize) {
        self.start += length;
        self.digested = self.start;
    }

    /// Counts whole lines as read.
    pub(crate) fn consume(&mut self, bytes: usize, lines: u64) {
        self.start += bytes;
        self.content.lines += lines;
        if self.start - self.digested >= DIGEST_BYTES {
            self.digest();
        }
    }

    /// Consumes one line of any length in bounded memory.
    pub(crate) fn consume_long_line(&mut self) -> Result<(), Failure> {
        self.digest();
        // A copy, because half a line must not be in the digest if the file breaks off within it.
        let mut content = self.content.clone();
        loop {
            self.fill();
            let view = &self.buffer[self.start..self.end];
            let line = match (memchr::memchr(b'\n', view), &self.ending) {
                (Some(found), _) => &view[..=found],
                (None, Ending::Ended) => view,
                (None, Ending::Failed(failure)) => return Err(failure.clone()),
                (None, Ending::Open) => {
                    // The last byte stays: it may be the CR of the line's end.
                    let part = view.len() - 1;
                    content.add_part(&view[..part]);
                    self.start += part;
                    self.digested = self.start;
                    continue;
                }
            };
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            content.add_part(strip_carriage_return(text));
            content.add_part(b"\n");
            content.lines += 1;
            self.content = content;
            self.start += line.len();
            self.digested = self.start;
            return Ok(());
        }
    }

    fn digest(&mut self) {
        self.content.add_lines(&self.buffer[self.digested..self.start]);
        self.digested = self.start;
    }

    pub(crate) fn lines(&self) -> u64 {
        self.content.lines
    }

    pub(crate) fn content(&self) -> ContentMark {
        let mut content = self.content.clone();
        content.add_lines(&self.buffer[self.digested..self.start]);
        content.mark()
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }
}
