//! Reads rules files.

use crate::failure::Failure;
use ratchet_core::identifier::check_identifier;
use ratchet_core::{DEFAULT_PROGRAMME, Rules};
use std::fs;
use std::path::Path;

/// Rules files are small; one beyond this many bytes is something else.
const RULES_BYTES_MAX: u64 = 1 << 20;

/// The rules in `path`; what can never work about them is listed whole.
pub(crate) fn read(path: &Path) -> Result<Rules, Failure> {
    let size = fs::metadata(path).map_err(Failure::file(path))?.len();
    if size > RULES_BYTES_MAX {
        let message = format!("{size} bytes are too many for rules");
        return Err(Failure::Toml { path: path.to_path_buf(), message });
    }
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    let malformed = |error: toml::de::Error| Failure::Toml { path: path.to_path_buf(), message: error.to_string() };
    let rules: Rules = toml::from_str(&text).map_err(malformed)?;
    let faults = rules.faults();
    if faults.is_empty() { Ok(rules) } else { Err(Failure::Rules { path: path.to_path_buf(), faults }) }
}

/// `NAME=FILE`, or a file for the default programme. A path may have `=` in it: a file of the whole name comes first.
pub(crate) fn named(text: &str) -> Result<(String, Rules), Failure> {
    match text.split_once('=') {
        Some((name, path)) if check_identifier(name).is_ok() && !Path::new(text).exists() => {
            Ok((name.to_owned(), read(Path::new(path))?))
        }
        _ => Ok((DEFAULT_PROGRAMME.to_owned(), read(Path::new(text))?)),
    }
}
