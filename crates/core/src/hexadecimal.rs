//! Digests as hexadecimal digits, as people compare them.

use serde::Serializer;
use std::fmt::Write;

/// The digits of `bytes`.
pub(crate) fn text(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        // A `String` takes every character.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A digest in JSON.
pub(crate) fn serialize<S: Serializer>(bytes: impl AsRef<[u8]>, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&text(bytes))
}
