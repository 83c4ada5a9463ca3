//! The fixed header of a frame: its layout and nothing else.

use crate::error::Fault;

/// First bytes of every frame; long enough that a scan for it seldom stops in vain.
pub const FRAME_MAGIC: [u8; 8] = *b"RATCHETF";
/// Newest frame format this program reads, and the one it writes.
pub const FRAME_VERSION: u16 = 1;
/// Size of the header, in bytes.
pub const HEADER_BYTES: usize = 120;
/// Size of the hash behind the body, in bytes.
pub const HASH_BYTES: usize = 32;
/// Largest body of a frame, in bytes (1 MiB): what a reader must be ready to buffer.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// Size of the length in front of every record piece in a body, in bytes.
pub const RECORD_PREFIX_BYTES: usize = 4;

const CHECK_AT: usize = 116;

/// The first record of the frame is the continuation of the last one of the frame before.
const FLAG_CONTINUES_PREVIOUS: u16 = 1;
/// The last record of the frame goes on in the next one.
const FLAG_CONTINUES_IN_NEXT: u16 = 1 << 1;
/// The group commit this frame belongs to goes on in the next frame.
const FLAG_COMMIT_CONTINUES: u16 = 1 << 2;
const FLAGS_KNOWN: u16 = FLAG_CONTINUES_PREVIOUS | FLAG_CONTINUES_IN_NEXT | FLAG_COMMIT_CONTINUES;

/// How a frame hangs together with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// The first record of the frame is the continuation of the last one of the frame before.
    pub continues_previous: bool,
    /// The last record of the frame goes on in the next one.
    pub continues_in_next: bool,
    /// The group commit this frame belongs to goes on in the next frame: alone, this frame was never acknowledged.
    pub commit_continues: bool,
}

impl Flags {
    fn bits(self) -> u16 {
        let bit = |set: bool, flag: u16| if set { flag } else { 0 };
        bit(self.continues_previous, FLAG_CONTINUES_PREVIOUS)
            | bit(self.continues_in_next, FLAG_CONTINUES_IN_NEXT)
            | bit(self.commit_continues, FLAG_COMMIT_CONTINUES)
    }

    fn from_bits(bits: u16) -> Option<Self> {
        (bits & !FLAGS_KNOWN == 0).then_some(Self {
            continues_previous: bits & FLAG_CONTINUES_PREVIOUS != 0,
            continues_in_next: bits & FLAG_CONTINUES_IN_NEXT != 0,
            commit_continues: bits & FLAG_COMMIT_CONTINUES != 0,
        })
    }
}

/// The header of a frame. All integers are little-endian on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// How the frame hangs together with its neighbours.
    pub flags: Flags,
    /// Size of the body, in bytes; at most [`FRAME_BYTES_MAX`].
    pub body_bytes: u32,
    /// Number of record pieces in the body.
    pub record_count: u32,
    /// Index of the frame in the journal, from 0.
    pub index: u64,
    /// Term of the writer; never decreases.
    pub term: u64,
    /// Sequence of the first record of which the body holds a piece.
    pub first_sequence: u64,
    /// Time of the commit, UTC milliseconds.
    pub time: i64,
    /// Hash of the frame before; zeros for the first one.
    pub previous: [u8; 32],
    /// Merkle root of the record pieces in the body.
    pub merkle_root: [u8; 32],
}

/// Why bytes are not the header of a frame this program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderFault {
    /// They are damaged.
    Damaged(Fault),
    /// They are intact, and of a newer format.
    Version(u16),
}

impl Header {
    /// Size of the whole frame on disk, in bytes.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        HEADER_BYTES + self.body_bytes as usize + HASH_BYTES
    }

    pub(crate) fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        let mut at = 0;
        let mut put = |field: &[u8]| {
            bytes[at..at + field.len()].copy_from_slice(field);
            at += field.len();
        };
        put(&FRAME_MAGIC);
        put(&FRAME_VERSION.to_le_bytes());
        put(&self.flags.bits().to_le_bytes());
        put(&self.body_bytes.to_le_bytes());
        put(&self.record_count.to_le_bytes());
        put(&self.index.to_le_bytes());
        put(&self.term.to_le_bytes());
        put(&self.first_sequence.to_le_bytes());
        put(&self.time.to_le_bytes());
        put(&self.previous);
        put(&self.merkle_root);
        let check = header_check(&bytes);
        bytes[CHECK_AT..].copy_from_slice(&check);
        bytes
    }

    /// Reads a header. The check bytes come before everything else: without them a damaged length could make a
    /// whole, acknowledged frame look like a torn one.
    pub(crate) fn decode(bytes: &[u8; HEADER_BYTES]) -> Result<Self, HeaderFault> {
        if field::<8>(bytes, 0) != FRAME_MAGIC {
            return Err(HeaderFault::Damaged(Fault::Magic));
        }
        if field::<4>(bytes, CHECK_AT) != header_check(bytes) {
            return Err(HeaderFault::Damaged(Fault::HeaderCheck));
        }
        let version = u16::from_le_bytes(field(bytes, 8));
        if version > FRAME_VERSION {
            return Err(HeaderFault::Version(version));
        }
        let invalid = HeaderFault::Damaged(Fault::HeaderValues);
        let flags = Flags::from_bits(u16::from_le_bytes(field(bytes, 10))).ok_or(invalid)?;
        let header = Self {
            flags,
            body_bytes: u32::from_le_bytes(field(bytes, 12)),
            record_count: u32::from_le_bytes(field(bytes, 16)),
            index: u64::from_le_bytes(field(bytes, 20)),
            term: u64::from_le_bytes(field(bytes, 28)),
            first_sequence: u64::from_le_bytes(field(bytes, 36)),
            time: i64::from_le_bytes(field(bytes, 44)),
            previous: field(bytes, 52),
            merkle_root: field(bytes, 84),
        };
        if version == 0 || !header.is_plausible() { Err(invalid) } else { Ok(header) }
    }

    /// Limits that hold for every header, wherever it stands. The arithmetic on indexes and sequences elsewhere
    /// relies on them.
    fn is_plausible(&self) -> bool {
        let pieces_fit = self.record_count as usize <= self.body_bytes as usize / RECORD_PREFIX_BYTES;
        let spans = self.flags.continues_previous || self.flags.continues_in_next;
        self.body_bytes as usize <= FRAME_BYTES_MAX
            && pieces_fit
            && (self.record_count > 0 || !spans)
            && (self.flags.commit_continues || !self.flags.continues_in_next)
            && self.index < u64::MAX
            && self.first_sequence < u64::MAX - u64::from(u32::MAX)
    }
}

fn header_check(bytes: &[u8; HEADER_BYTES]) -> [u8; 4] {
    let hash: [u8; 32] = blake3::hash(&bytes[..CHECK_AT]).into();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn field<const SIZE: usize>(bytes: &[u8; HEADER_BYTES], at: usize) -> [u8; SIZE] {
    let mut value = [0; SIZE];
    value.copy_from_slice(&bytes[at..at + SIZE]);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            flags: Flags { continues_previous: true, continues_in_next: false, commit_continues: true },
            body_bytes: 100,
            record_count: 3,
            index: 4,
            term: 5,
            first_sequence: 6,
            time: -7,
            previous: [8; 32],
            merkle_root: [9; 32],
        }
    }

    #[test]
    fn decodes_what_it_encodes() {
        assert_eq!(Header::decode(&header().encode()), Ok(header()));
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let good = header().encode();
        for bit in 0..HEADER_BYTES * 8 {
            let mut bad = good;
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(matches!(Header::decode(&bad), Err(HeaderFault::Damaged(_))), "bit {bit}");
        }
    }

    #[test]
    fn a_newer_version_is_not_called_damage() {
        let mut bytes = header().encode();
        bytes[8] = 2;
        let check = header_check(&bytes);
        bytes[CHECK_AT..].copy_from_slice(&check);
        assert_eq!(Header::decode(&bytes), Err(HeaderFault::Version(2)));
    }

    #[test]
    fn values_no_writer_writes_are_refused() {
        let spoiled = [
            Header { body_bytes: 1024 * 1024 + 1, ..header() },
            Header { record_count: 26, ..header() },
            Header { record_count: 0, ..header() },
            Header { index: u64::MAX, ..header() },
            Header { first_sequence: u64::MAX - 1, ..header() },
            Header { flags: Flags { continues_in_next: true, ..Flags::default() }, ..header() },
        ];
        for header in spoiled {
            assert_eq!(Header::decode(&header.encode()), Err(HeaderFault::Damaged(Fault::HeaderValues)));
        }
    }
}
