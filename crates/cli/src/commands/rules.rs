//! Reads rules files.

use crate::failure::Failure;
use ratchet_core::identifier::check_identifier;
use ratchet_core::{DEFAULT_PROGRAMME, Rules};
use std::fs;
use std::path::Path;

/// Rules and deployment files are small; one beyond this many bytes is something else.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// The rules in `path`; what can never work about them is listed whole.
pub(crate) fn read(path: &Path) -> Result<Rules, Failure> {
    let malformed = |message| Failure::Toml { path: path.to_path_buf(), message };
    let text = small_text(path, malformed)?;
    let rules: Rules = toml::from_str(&text).map_err(|error| malformed(error.to_string()))?;
    let faults = rules.faults();
    if faults.is_empty() { Ok(rules) } else { Err(Failure::Rules { path: path.to_path_buf(), faults }) }
}

/// The text of a file that people write by hand; `too_large` says so of one that nobody did.
pub(crate) fn small_text(path: &Path, too_large: impl FnOnce(String) -> Failure) -> Result<String, Failure> {
    let size = fs::metadata(path).map_err(Failure::file(path))?.len();
    if size > FILE_BYTES_MAX {
        return Err(too_large(format!("{size} bytes are too many for such a file")));
    }
    fs::read_to_string(path).map_err(Failure::file(path))
}

/// `NAME=FILE`, or a file for the default programme: the name and the path. A path may have `=` in it: a file of the
/// whole name comes first.
pub(crate) fn named(text: &str) -> (&str, &Path) {
    match text.split_once('=') {
        Some((name, path)) if check_identifier(name).is_ok() && !Path::new(text).exists() => (name, Path::new(path)),
        _ => (DEFAULT_PROGRAMME, Path::new(text)),
    }
}
