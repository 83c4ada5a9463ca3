//! What was compiled in, and how a file is answered: named, tagged, and compressed where the browser takes it so.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Built;

/// Encodings that the build leaves beside a file, the smallest first: ending, name.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];

/// How long a browser may keep a file without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// For good: its name has the hash of what is in it.
    ForGood,
    /// It asks each time whether there is another one.
    Asking,
}

/// The file of this path in `web/dist`; none where it was not built.
pub(crate) fn answer(path: &str, asked: &HeaderMap, keeping: Keeping) -> Option<Response<Body>> {
    let plain = Built::get(path)?;
    let tag = tag_of(&plain);
    let kept = asked.get(header::IF_NONE_MATCH).and_then(|kept| kept.to_str().ok()).unwrap_or_default();
    let is_known = kept.split(',').any(|kept| kept.trim() == tag);
    let media_type = HeaderValue::from_str(plain.metadata.mimetype());
    let (body, encoding) = encoded(path, asked).map_or((plain.data, None), |(file, name)| (file.data, Some(name)));
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(body) });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let control = match keeping {
        Keeping::ForGood => "public, max-age=31536000, immutable",
        Keeping::Asking => "no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    headers.extend(
        [(header::CONTENT_TYPE, media_type), (header::ETAG, HeaderValue::from_str(&tag))]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.ok()?))),
    );
    if let (Some(name), false) = (encoding, is_known) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Some(response)
}

/// A tag of what is in the file, however it is compressed.
fn tag_of(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let tag = hash.iter().take(16).fold(String::from("W/\""), |mut tag, byte| {
        // A `String` takes every character.
        let _ = write!(tag, "{byte:02x}");
        tag
    });
    tag + "\""
}

/// The file as it was compressed at build time, in the first encoding that the browser takes.
fn encoded(path: &str, asked: &HeaderMap) -> Option<(EmbeddedFile, &'static str)> {
    let accepted = asked.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |name: &str| accepted.split(',').any(|entry| is_taken(entry, name));
    let names = ENCODINGS.into_iter().filter(|(_, name)| takes(name));
    names.into_iter().find_map(|(ending, name)| Some((Built::get(&format!("{path}.{ending}"))?, name)))
}

/// Whether an entry of `accept-encoding` is this encoding and does not refuse it (`;q=0`).
fn is_taken(entry: &str, name: &str) -> bool {
    let mut parts = entry.split(';').map(str::trim);
    let is_named = parts.next().is_some_and(|named| named.eq_ignore_ascii_case(name));
    is_named
        && !parts.any(|part| part.strip_prefix("q=").is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_unless_it_is_refused() {
        for (entry, taken) in
            [("br", true), (" BR ; q=0.5", true), ("br;q=0", false), ("br; q=0.000", false), ("gzip", false)]
        {
            assert_eq!(is_taken(entry, "br"), taken, "{entry}");
        }
    }

    #[test]
    fn nothing_outside_of_what_was_built_is_a_file() {
        for path in ["../package.json", "../../Cargo.toml", "/etc/passwd", "assets/../../package.json", ""] {
            assert!(answer(path, &HeaderMap::new(), Keeping::Asking).is_none(), "{path}");
        }
    }
}
