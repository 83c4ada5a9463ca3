//! What is wrong with one record.

/// The most characters of a rejected value that are shown.
const VALUE_CHARACTERS: usize = 80;

/// A record that can not be read exactly, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The physical line where the record begins; the header is line 1.
    pub line: u64,
    /// The stable code, one of [`CODES`](crate::CODES).
    pub code: &'static str,
    /// The column as the header names it, if one column is to blame.
    pub column: Option<String>,
    /// The text that is wrong, shortened, with U+FFFD for bytes that are not UTF-8.
    pub value: String,
    /// What is wrong and what is allowed.
    pub detail: String,
}

/// The beginning of a text, fit for a message.
pub(crate) fn excerpt(text: &[u8]) -> String {
    // No character has more than four bytes, so this is enough for one more than are shown.
    let near = &text[..text.len().min(4 * (VALUE_CHARACTERS + 1))];
    let lossy = String::from_utf8_lossy(near);
    match lossy.char_indices().nth(VALUE_CHARACTERS) {
        Some((end, _)) => format!("{}…", &lossy[..end]),
        None => lossy.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn excerpts_are_short_and_lossy() {
        assert_eq!(excerpt(b"abc\xff"), "abc\u{fffd}");
        assert_eq!(excerpt("会".repeat(80).as_bytes()), "会".repeat(80));
        assert_eq!(excerpt("会".repeat(81).as_bytes()), format!("{}…", "会".repeat(80)));
        assert_eq!(excerpt("😀".repeat(9999).as_bytes()), format!("{}…", "😀".repeat(80)));
        assert_eq!(excerpt(&[0xff; 9999]).chars().count(), 81);
    }
}
