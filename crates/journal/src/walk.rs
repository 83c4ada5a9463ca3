//! Walking frame by frame through the segments of a journal, checking each: the one way by which recovery, readers
//! and verification see a journal, so that they can never disagree about what is good.

use std::path::{Path, PathBuf};

use crate::error::{Fault, JournalError};
use crate::frame::{check_body, verified_hash};
use crate::header::{FRAME_VERSION, HASH_BYTES, HEADER_BYTES, Header, HeaderFault};
use crate::link::Link;
use crate::scan::good_frame_behind;
use crate::segment::{existing_segments, segment_path};
use crate::window::Window;
use crate::writer::RECORD_BYTES_MAX;

/// A whole, good frame; its body is read with [`Walk::body`] until the next step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub header: Header,
    /// Offset of the frame in its segment file.
    pub byte: u64,
}

/// What a step found.
pub(crate) enum Step {
    Frame(Place),
    /// The end, whether clean or torn: [`Walk::commit_start`] is where the good part ends.
    End,
}

/// What stands at the walk's position, before anything behind it was looked at.
enum Sight {
    Frame(Header, [u8; 32]),
    Nothing,
    Bad(Fault),
}

/// What the frames behind the first one of a commit promise.
enum Ahead {
    Whole,
    Short {
        frame: u64,
        byte: u64,
    },
    /// Something is wrong there; the walk will come to it and say what.
    Unclear,
}

pub(crate) struct Walk {
    dir: PathBuf,
    segments: Vec<u64>,
    /// Position of the current segment in `segments`.
    current: usize,
    window: Window,
    /// Offset of the next frame in the current segment.
    position: u64,
    link: Link,
    /// The last finished commit.
    committed: Link,
    commit_start: u64,
    /// The commit begun is known to be whole.
    commit_checked: bool,
    open_record_bytes: usize,
}

impl Walk {
    /// At the first frame of the journal.
    pub(crate) fn from_start(dir: &Path) -> Result<Self, JournalError> {
        let segments = existing_segments(dir)?;
        Self::at_segment(dir, segments, 0)
    }

    /// At the first frame of the segment at `current` or, where that holds no frame yet, of an earlier one.
    pub(crate) fn at_segment(dir: &Path, segments: Vec<u64>, mut current: usize) -> Result<Self, JournalError> {
        if segments[0] != 0 {
            let (frame, segment) = (0, segment_path(dir, 0));
            return Err(JournalError::Damaged { frame, segment, byte: 0, fault: Fault::MissingFrames });
        }
        let (window, link) = loop {
            let window = Window::open(segment_path(dir, segments[current]))?;
            if current == 0 {
                break (window, Link::start());
            }
            if let Some(link) = link_into_segment(dir, segments[current - 1], segments[current], &window)? {
                break (window, link);
            }
            current -= 1;
        };
        Ok(Self {
            dir: dir.to_path_buf(),
            segments,
            current,
            window,
            position: 0,
            committed: link.clone(),
            link,
            commit_start: 0,
            commit_checked: false,
            open_record_bytes: 0,
        })
    }

    /// The place behind the last finished commit.
    pub(crate) fn committed(&self) -> &Link {
        &self.committed
    }

    /// The place behind the last step's frame.
    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    /// Offset in the current segment where the good part ends: behind the last finished commit.
    pub(crate) fn commit_start(&self) -> u64 {
        self.commit_start
    }

    /// Path of the current segment.
    pub(crate) fn segment(&self) -> &Path {
        self.window.path()
    }

    /// Size of the current segment file, in bytes.
    pub(crate) fn segment_bytes(&self) -> Result<u64, JournalError> {
        self.window.file_bytes()
    }

    /// Bytes of the frame at `place`, the last one stepped on.
    pub(crate) fn body(&self, place: &Place) -> &[u8] {
        self.window.buffered(place.byte + HEADER_BYTES as u64, place.header.body_bytes as usize)
    }

    /// The next frame, checked. An error leaves the walk where it is.
    pub(crate) fn step(&mut self) -> Result<Step, JournalError> {
        let mut looked_again = false;
        loop {
            let verdict = match self.look()? {
                Sight::Nothing if self.enter_next_segment()? => continue,
                Sight::Nothing => Ok(Step::End),
                Sight::Bad(fault) => self.judge(self.link.index, self.position, fault),
                Sight::Frame(header, hash) => match self.look_ahead(&header)? {
                    Ahead::Short { frame, byte } => self.judge(frame, byte, Fault::Incomplete),
                    Ahead::Whole | Ahead::Unclear => return Ok(Step::Frame(self.accept(header, hash))),
                },
            };
            // A writer at work may have completed the frame between our read and the search behind it.
            if verdict.is_err() && !looked_again {
                looked_again = true;
                self.window.forget();
                continue;
            }
            if verdict.is_ok() {
                self.window.forget();
            }
            return verdict;
        }
    }

    /// Passes over frames by their headers alone, without checking their content, while `pass` holds.
    pub(crate) fn hop_while(&mut self, pass: impl Fn(&Header) -> bool) -> Result<(), JournalError> {
        let end = self.window.file_bytes()?;
        let mut head = [0; HEADER_BYTES];
        while self.window.read_exact_at(self.position, &mut head)? {
            let Ok(header) = Header::decode(&head) else { break };
            let next = self.position + header.frame_bytes() as u64;
            if next > end || self.link.check(&header).is_err() || !pass(&header) {
                break;
            }
            let mut hash = [0; HASH_BYTES];
            if !self.window.read_exact_at(next - HASH_BYTES as u64, &mut hash)? {
                break;
            }
            self.position = next;
            self.link = Link::after(&header, hash);
            if !self.link.commit_open {
                self.commit_start = next;
                self.committed = self.link.clone();
            }
        }
        Ok(())
    }

    fn look(&mut self) -> Result<Sight, JournalError> {
        let bytes = self.window.bytes_at(self.position, HEADER_BYTES)?;
        if bytes.is_empty() {
            return Ok(Sight::Nothing);
        }
        let Some(head) = bytes.first_chunk::<HEADER_BYTES>() else { return Ok(Sight::Bad(Fault::Incomplete)) };
        let header = match Header::decode(head) {
            Ok(header) => header,
            Err(HeaderFault::Damaged(fault)) => return Ok(Sight::Bad(fault)),
            Err(HeaderFault::Version(version)) => {
                let (path, byte) = (self.window.path().to_path_buf(), self.position);
                return Err(JournalError::VersionUnsupported { path, byte, version, supported: FRAME_VERSION });
            }
        };
        // Before the length: a torn frame that does not belong here is no torn tail, something is missing before it.
        if let Err(fault) = self.link.check(&header) {
            return Ok(Sight::Bad(fault));
        }
        let frame = self.window.bytes_at(self.position, header.frame_bytes())?;
        if frame.len() < header.frame_bytes() {
            return Ok(Sight::Bad(Fault::Incomplete));
        }
        let Some(hash) = verified_hash(frame) else { return Ok(Sight::Bad(Fault::Hash)) };
        let body = &frame[HEADER_BYTES..frame.len() - HASH_BYTES];
        let open_record_bytes = self.open_record_bytes + body.len();
        Ok(match check_body(&header, body) {
            Err(fault) => Sight::Bad(fault),
            Ok(()) if self.link.record_open && open_record_bytes > RECORD_BYTES_MAX => {
                Sight::Bad(Fault::RecordTooLarge)
            }
            Ok(()) => Sight::Frame(header, hash),
        })
    }

    fn accept(&mut self, header: Header, hash: [u8; 32]) -> Place {
        let place = Place { header, byte: self.position };
        self.link = Link::after(&header, hash);
        self.position += header.frame_bytes() as u64;
        self.open_record_bytes = match (header.flags.continues_in_next, header.flags.continues_previous) {
            (false, _) => 0,
            (true, true) if header.record_count == 1 => self.open_record_bytes + header.body_bytes as usize,
            (true, _) => header.body_bytes as usize,
        };
        self.commit_checked = header.flags.commit_continues;
        if !header.flags.commit_continues {
            self.commit_start = self.position;
            self.committed = self.link.clone();
        }
        place
    }

    /// Before the first frame of a longer commit is given out, the rest of the commit must be there in length: a
    /// commit that was torn was never acknowledged, and none of it may be seen.
    fn look_ahead(&mut self, first: &Header) -> Result<Ahead, JournalError> {
        if self.commit_checked || !first.flags.commit_continues {
            return Ok(Ahead::Whole);
        }
        let end = self.window.file_bytes()?;
        let (mut header, mut byte) = (*first, self.position);
        let mut head = [0; HEADER_BYTES];
        loop {
            let next = byte + header.frame_bytes() as u64;
            if next > end {
                return Ok(Ahead::Short { frame: header.index, byte });
            }
            if !header.flags.commit_continues {
                return Ok(Ahead::Whole);
            }
            if !self.window.read_exact_at(next, &mut head)? {
                return Ok(Ahead::Short { frame: header.index + 1, byte: next });
            }
            match Header::decode(&head) {
                Ok(following) if following.index == header.index + 1 => (header, byte) = (following, next),
                _ => return Ok(Ahead::Unclear),
            }
        }
    }

    /// Decides what a bad place means: the torn end of the journal, a damaged last frame, or damage.
    fn judge(&self, frame: u64, byte: u64, fault: Fault) -> Result<Step, JournalError> {
        let segment = self.window.path().to_path_buf();
        // A segment is complete and durable before the next one is begun: behind it, nothing can be torn.
        if !self.in_last_segment() || good_frame_behind(&self.window, byte, frame.saturating_add(1))? {
            return Err(JournalError::Damaged { frame, segment, byte, fault });
        }
        match fault {
            Fault::Incomplete => Ok(Step::End),
            _ => Err(JournalError::TailDamaged { frame, segment, byte, fault }),
        }
    }

    fn in_last_segment(&self) -> bool {
        self.current + 1 == self.segments.len()
    }

    /// At the end of a segment file: whether there is more to look at, here or in a next segment.
    fn enter_next_segment(&mut self) -> Result<bool, JournalError> {
        let name = self.segments[self.current];
        if self.in_last_segment() {
            self.segments = existing_segments(&self.dir)?;
            let Some(current) = self.segments.iter().position(|segment| *segment == name) else {
                return Err(JournalError::Missing { dir: self.dir.clone() });
            };
            self.current = current;
            // If a writer began a segment meanwhile, the old one is complete now, but may have grown since our look.
            self.window.forget();
            return Ok(!self.in_last_segment());
        }
        let next = self.segments[self.current + 1];
        if next != self.link.index || self.link.commit_open {
            let (frame, byte, segment) = (self.link.index, self.position, self.window.path().to_path_buf());
            return Err(JournalError::Damaged { frame, segment, byte, fault: Fault::MissingFrames });
        }
        self.window = Window::open(segment_path(&self.dir, next))?;
        self.current += 1;
        self.position = 0;
        self.commit_start = 0;
        Ok(true)
    }
}

/// The link into a later segment, from its first header and the last hash of the segment before; nothing where the
/// segment holds no readable header.
fn link_into_segment(dir: &Path, before: u64, name: u64, window: &Window) -> Result<Option<Link>, JournalError> {
    let mut head = [0; HEADER_BYTES];
    if !window.read_exact_at(0, &mut head)? {
        return Ok(None);
    }
    let Ok(header) = Header::decode(&head) else { return Ok(None) };
    let before = Window::open(segment_path(dir, before))?;
    let mut previous = [0; HASH_BYTES];
    let end = before.file_bytes()?;
    if end < HASH_BYTES as u64 || !before.read_exact_at(end - HASH_BYTES as u64, &mut previous)? {
        return Ok(None);
    }
    let (term, time) = (header.term, header.time);
    let sequence = header.first_sequence;
    Ok(Some(Link { index: name, sequence, previous, term, time, record_open: false, commit_open: false }))
}

/// Whether every segment up to `last` continues the one before by name and by hash.
pub(crate) fn segments_are_linked(dir: &Path, segments: &[u64], last: usize) -> Result<bool, JournalError> {
    for position in 1..=last.min(segments.len() - 1) {
        let window = Window::open(segment_path(dir, segments[position]))?;
        let mut head = [0; HEADER_BYTES];
        let read = window.read_exact_at(0, &mut head)?;
        let (true, Ok(header)) = (read, Header::decode(&head)) else { return Ok(false) };
        let link = link_into_segment(dir, segments[position - 1], segments[position], &window)?;
        if link.is_none_or(|link| link.check(&header).is_err()) {
            return Ok(false);
        }
    }
    Ok(true)
}
