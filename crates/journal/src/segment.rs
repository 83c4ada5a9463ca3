//! Segment files: their names, and which of them a directory holds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::JournalError;

/// Size at which a new segment file is begun, in bytes (64 MiB).
pub const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

const SUFFIX: &str = ".segment";
const DIGITS: usize = 20;

/// Path of the segment whose first frame has `first_frame` as index.
pub(crate) fn segment_path(dir: &Path, first_frame: u64) -> PathBuf {
    dir.join(format!("{first_frame:020}{SUFFIX}"))
}

/// First frame indexes of all segments in `dir`, ascending. Files with other names are not ours and are left alone.
pub(crate) fn list_segments(dir: &Path) -> Result<Vec<u64>, JournalError> {
    if !dir.is_dir() {
        return Err(JournalError::Missing { dir: dir.to_path_buf() });
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(JournalError::io("list", dir))? {
        let entry = entry.map_err(JournalError::io("list", dir))?;
        if let Some(first_frame) = entry.file_name().to_str().and_then(first_frame_of) {
            found.push(first_frame);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// As [`list_segments`], where a journal must be.
pub(crate) fn existing_segments(dir: &Path) -> Result<Vec<u64>, JournalError> {
    let segments = list_segments(dir)?;
    if segments.is_empty() { Err(JournalError::Missing { dir: dir.to_path_buf() }) } else { Ok(segments) }
}

fn first_frame_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    (digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_names_are_segments() {
        assert_eq!(first_frame_of("00000000000000000042.segment"), Some(42));
        for other in [
            "42.segment",
            "00000000000000000042.segment.old",
            "+0000000000000000042.segment",
            "99999999999999999999.segment",
            "lock",
        ] {
            assert_eq!(first_frame_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_is_read_back() {
        let path = segment_path(Path::new("dir"), u64::MAX);
        assert_eq!(path.file_name().and_then(|name| name.to_str()).and_then(first_frame_of), Some(u64::MAX));
    }
}
