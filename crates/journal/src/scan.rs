//! Looking behind a bad frame for a good one: the difference between a torn tail and damage.

use crate::error::JournalError;
use crate::frame::verified_hash;
use crate::header::{FRAME_MAGIC, HEADER_BYTES, Header};
use crate::window::Window;

/// How much is searched at once, in bytes.
const SCAN_BYTES: usize = 1024 * 1024;

/// Whether the file holds, at `from` or behind, a whole frame with a good hash and an index of at least `lowest`.
///
/// Lower indexes do not count: they are copies of older frames, for example inside a record, and prove nothing about
/// history behind this place.
pub(crate) fn good_frame_behind(window: &Window, from: u64, lowest: u64) -> Result<bool, JournalError> {
    let end = window.file_bytes()?;
    let mut chunk = Vec::new();
    let mut position = from;
    while position + (HEADER_BYTES as u64) <= end {
        let size = usize::try_from(end - position).unwrap_or(SCAN_BYTES).min(SCAN_BYTES);
        chunk.resize(size, 0);
        if !window.read_exact_at(position, &mut chunk)? {
            return Ok(false); // cut under us: nothing is behind any more
        }
        for offset in magic_offsets(&chunk) {
            if is_good_frame(window, position + offset as u64, lowest)? {
                return Ok(true);
            }
        }
        // A magic may straddle two chunks.
        position += (size - (FRAME_MAGIC.len() - 1)) as u64;
    }
    Ok(false)
}

fn magic_offsets(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(FRAME_MAGIC.len()).enumerate().filter(|(_, window)| *window == FRAME_MAGIC).map(|(offset, _)| offset)
}

fn is_good_frame(window: &Window, position: u64, lowest: u64) -> Result<bool, JournalError> {
    let mut head = [0; HEADER_BYTES];
    if !window.read_exact_at(position, &mut head)? {
        return Ok(false);
    }
    let Ok(header) = Header::decode(&head) else { return Ok(false) };
    if header.index < lowest {
        return Ok(false);
    }
    let mut frame = vec![0; header.frame_bytes()];
    Ok(window.read_exact_at(position, &mut frame)? && verified_hash(&frame).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use crate::header::Flags;
    use crate::link::Link;

    #[test]
    fn a_frame_is_found_wherever_the_chunks_divide_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let link = Link { index: 5, ..Link::start() };
        let frame = Frame::encode(&link, 0, 0, Flags::default(), &[b"record"]);
        for before in SCAN_BYTES - 9..=SCAN_BYTES + 1 {
            let mut bytes = vec![0xAB; before];
            bytes.extend_from_slice(frame.bytes());
            std::fs::write(&path, &bytes).unwrap();
            let window = Window::open(path.clone()).unwrap();
            assert!(good_frame_behind(&window, 0, 5).unwrap(), "{before}");
            assert!(!good_frame_behind(&window, 0, 6).unwrap(), "a lower index does not count");
            assert!(!good_frame_behind(&window, before as u64 + 1, 5).unwrap(), "only behind the place");
            bytes.truncate(bytes.len() - 1);
            std::fs::write(&path, &bytes).unwrap();
            assert!(!good_frame_behind(&window, 0, 5).unwrap(), "a torn frame is not good");
        }
    }
}
