//! The same records, found in the slowest and plainest way, to compare with.

const LINE_LIMIT: usize = 65_536;
const RECORD_LINES: u64 = 100;

/// What a file has at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Header,
    Blank,
    TooLong,
    Unclosed,
    Fields(Vec<Vec<u8>>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub line: u64,
    pub lines: u64,
    pub kind: Kind,
}

/// Everything in a comma delimited file, which is all in memory; line 1 is the header.
pub fn entries(bytes: &[u8], columns: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    let mut lines = 0;
    while !rest.is_empty() {
        let end = first_line(rest);
        let content = without_end(&rest[..end]);
        let mut taken = (end, 1);
        let kind = if lines == 0 {
            Kind::Header
        } else if content.len() > LINE_LIMIT {
            Kind::TooLong
        } else if content.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            Kind::Blank
        } else if let Some((length, fields)) = record(rest) {
            let inner = without_end(&rest[..length]);
            let newlines = inner.split(|byte| *byte == b'\n').count() as u64 - 1;
            let too_far = newlines >= RECORD_LINES || inner.len() > LINE_LIMIT;
            if newlines > 0 && (too_far || fields.len() != columns) {
                Kind::Unclosed
            } else {
                taken = (length, newlines + 1);
                Kind::Fields(fields)
            }
        } else {
            Kind::Unclosed
        };
        entries.push(Entry { line: lines + 1, lines: lines + taken.1, kind });
        lines += taken.1;
        rest = &rest[taken.0..];
    }
    entries
}

/// BLAKE3 over the first `lines` lines, normalised.
pub fn normalised(bytes: &[u8], lines: u64) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut rest = bytes;
    for _ in 0..lines {
        let end = first_line(rest);
        kept.extend_from_slice(without_end(&rest[..end]));
        kept.push(b'\n');
        rest = &rest[end..];
    }
    kept
}

fn first_line(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| newline + 1)
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The record at the beginning: its length with the line end, and its fields.
fn record(bytes: &[u8]) -> Option<(usize, Vec<Vec<u8>>)> {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let mut field = Vec::new();
        let is_quoted = bytes.get(at) == Some(&b'"');
        if is_quoted {
            at += 1;
            loop {
                match (bytes.get(at)?, bytes.get(at + 1)) {
                    (b'"', Some(b'"')) => {
                        field.push(b'"');
                        at += 2;
                    }
                    (b'"', _) => break,
                    (byte, _) => {
                        field.push(*byte);
                        at += 1;
                    }
                }
            }
            at += 1;
        }
        let begin = at;
        while !matches!(bytes.get(at), None | Some(b',' | b'\n')) {
            at += 1;
        }
        let is_last = bytes.get(at) != Some(&b',');
        let tail = &bytes[begin..at];
        let tail = if is_last { without_end(tail) } else { tail };
        if !is_quoted {
            field = tail.to_vec();
        } else if tail.iter().any(|byte| !matches!(byte, b' ' | b'\t')) {
            return None;
        }
        fields.push(field);
        at = bytes.len().min(at + 1);
        if is_last {
            return Some((at, fields));
        }
    }
}
