//! What has been read so far, independent of how it was wrapped.

/// How many physical lines were consumed, and what they said.
///
/// The digest is BLAKE3 over each line without its CR or LF, followed by one LF. A byte order mark is
/// left out. So it does not depend on CRLF or LF, a missing final newline, or gzip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentMark {
    /// Physical lines consumed so far, with the header.
    pub lines: u64,
    /// BLAKE3 over those lines.
    pub digest: [u8; 32],
}

/// The running state of a [`ContentMark`].
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) lines: u64,
    hasher: blake3::Hasher,
}

impl Content {
    pub(crate) fn new() -> Self {
        Self { lines: 0, hasher: blake3::Hasher::new() }
    }

    /// Adds whole lines, of which the last may lack its newline.
    pub(crate) fn add_lines(&mut self, lines: &[u8]) {
        if lines.is_empty() {
            return;
        }
        if memchr::memchr(b'\r', lines).is_none() {
            self.hasher.update(lines);
        } else {
            // One update for all of it: the hasher is several times faster on long input.
            self.hasher.update(&without_carriage_returns(lines));
        }
        if !lines.ends_with(b"\n") {
            self.hasher.update(b"\n");
        }
    }

    /// Adds bytes from within a line; a CR at its end must not be among them.
    pub(crate) fn add_part(&mut self, part: &[u8]) {
        self.hasher.update(part);
    }

    pub(crate) fn mark(&self) -> ContentMark {
        ContentMark { lines: self.lines, digest: *self.hasher.finalize().as_bytes() }
    }
}

/// Drops each CR directly before an LF or the end; any other is content.
fn without_carriage_returns(lines: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(lines.len());
    let mut rest = lines;
    while let Some(found) = memchr::memchr(b'\r', rest) {
        let ends_line = matches!(rest.get(found + 1), None | Some(b'\n'));
        kept.extend_from_slice(&rest[..found + usize::from(!ends_line)]);
        rest = &rest[found + 1..];
    }
    kept.extend_from_slice(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::{Content, without_carriage_returns};

    #[test]
    fn only_carriage_returns_at_line_ends_go() {
        assert_eq!(without_carriage_returns(b"a\r\nb\rc\r\r\n\r\nd\r"), b"a\nb\rc\r\n\nd");
    }

    #[test]
    fn the_digest_is_plain_blake3_of_the_normalised_lines() {
        let mut content = Content::new();
        content.add_lines(b"a,b\r\n");
        content.add_lines(b"");
        content.add_lines(b"1,2");
        assert_eq!(content.mark().digest, *blake3::hash(b"a,b\n1,2\n").as_bytes());
    }
}
