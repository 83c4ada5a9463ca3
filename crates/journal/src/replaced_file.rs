//! Files that are replaced as a whole: after a crash the old or the new content is there, never a mixture.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::error::JournalError;

/// Ending of files being written; whatever carries it after a crash is rubbish.
pub(crate) const UNFINISHED_SUFFIX: &str = ".unfinished";

/// Bytes of a large file that are synced at once: whoever else syncs meanwhile waits for no more than that.
const SYNCED_AT_ONCE: usize = 4 << 20;

/// Writes `parts` behind one another as the new content of `path`.
pub(crate) fn replace_file(path: &Path, parts: &[&[u8]]) -> Result<(), JournalError> {
    let mut name = path.as_os_str().to_os_string();
    name.push(UNFINISHED_SUFFIX);
    let unfinished = Path::new(&name);
    let mut file = File::create(unfinished).map_err(JournalError::io("create", unfinished))?;
    for part in parts {
        for portion in part.chunks(SYNCED_AT_ONCE) {
            file.write_all(portion).map_err(JournalError::io("write", unfinished))?;
            if portion.len() == SYNCED_AT_ONCE {
                file.sync_data().map_err(JournalError::io("sync", unfinished))?;
            }
        }
    }
    // Before the rename: otherwise the new name could come to stand for content that is not on the disk yet.
    file.sync_all().map_err(JournalError::io("sync", unfinished))?;
    fs::rename(unfinished, path).map_err(JournalError::io("rename to", path))?;
    sync_parent(path)
}

/// Makes the directory entry of `path` durable.
pub(crate) fn sync_parent(path: &Path) -> Result<(), JournalError> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(JournalError::io("sync", parent))
}
