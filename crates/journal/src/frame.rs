//! A frame: header, record pieces, hash. Encoding, and the checks that need nothing but the frame itself.

use crate::error::Fault;
use crate::header::{Flags, HASH_BYTES, HEADER_BYTES, Header, HeaderFault, RECORD_PREFIX_BYTES};
use crate::link::Link;
use crate::merkle::merkle_root;

/// An encoded frame, ready to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    header: Header,
    hash: [u8; 32],
    bytes: Vec<u8>,
}

impl Frame {
    /// Encodes `pieces` as the frame that follows `link`. The pieces together must fit a body; the writer that
    /// cuts records into pieces sees to it.
    pub(crate) fn encode(link: &Link, term: u64, time: i64, flags: Flags, pieces: &[&[u8]]) -> Self {
        let body_bytes: usize = pieces.iter().map(|piece| RECORD_PREFIX_BYTES + piece.len()).sum();
        let header = Header {
            flags,
            body_bytes: length_field(body_bytes),
            record_count: length_field(pieces.len()),
            index: link.index,
            term,
            first_sequence: link.sequence,
            time,
            previous: link.previous,
            merkle_root: merkle_root(pieces.iter().copied()),
        };
        let mut bytes = Vec::with_capacity(header.frame_bytes());
        bytes.extend_from_slice(&header.encode());
        for piece in pieces {
            bytes.extend_from_slice(&length_field(piece.len()).to_le_bytes());
            bytes.extend_from_slice(piece);
        }
        let hash: [u8; 32] = blake3::hash(&bytes).into();
        bytes.extend_from_slice(&hash);
        Self { header, hash, bytes }
    }

    /// Reads a frame from exactly its bytes, for journals that deliver one frame a message.
    ///
    /// # Errors
    /// The [`Fault`] found; a newer format is [`Fault::HeaderValues`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Fault> {
        let (head, _) = bytes.split_first_chunk::<HEADER_BYTES>().ok_or(Fault::Incomplete)?;
        let header = Header::decode(head).map_err(|fault| match fault {
            HeaderFault::Damaged(fault) => fault,
            HeaderFault::Version(_) => Fault::HeaderValues,
        })?;
        if bytes.len() != header.frame_bytes() {
            return Err(Fault::Incomplete);
        }
        let hash = verified_hash(bytes).ok_or(Fault::Hash)?;
        check_body(&header, &bytes[HEADER_BYTES..bytes.len() - HASH_BYTES])?;
        Ok(Self { header, hash, bytes: bytes.to_vec() })
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// BLAKE3 of the header and the body: what the next frame names as its previous hash.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The frame as it stands on disk.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Sizes here are bounded by the body limit, far below `u32::MAX`; saturating keeps the function total, and a
/// saturated length could never pass the checks of a reader.
fn length_field(size: usize) -> u32 {
    debug_assert!(u32::try_from(size).is_ok());
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// The hash of a whole frame, if its bytes match it.
pub(crate) fn verified_hash(frame: &[u8]) -> Option<[u8; 32]> {
    let (content, hash) = frame.split_last_chunk::<HASH_BYTES>()?;
    (blake3::hash(content) == *hash).then_some(*hash)
}

/// Checks that the announced number of pieces fills the body exactly, so that [`Pieces`] can be trusted blindly.
pub(crate) fn check_body(header: &Header, body: &[u8]) -> Result<(), Fault> {
    let mut pieces = Pieces::new(body);
    let found = pieces.by_ref().take(header.record_count as usize).count();
    if found == header.record_count as usize && pieces.rest.is_empty() { Ok(()) } else { Err(Fault::Body) }
}

/// The record pieces of a body, in their order. Ends at the first length that does not fit.
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self { rest: body }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.rest.split_first_chunk::<RECORD_PREFIX_BYTES>()?;
        let (piece, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.rest = rest;
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small_frame() -> Frame {
        let link = Link { index: 1, sequence: 2, previous: [0xAA; 32], ..Link::start() };
        Frame::encode(&link, 3, 1_700_000_000_000, Flags::default(), &[b"abc", b""])
    }

    fn hexadecimal(bytes: &[u8]) -> String {
        crate::hexadecimal::encode(bytes)
    }

    /// Golden bytes: whoever changes them changes the format, and needs a new version instead.
    #[test]
    fn a_small_frame_in_hexadecimal() {
        let expected = [
            "5241544348455446", // magic "RATCHETF"
            "0100",             // version
            "0000",             // flags
            "0b000000",         // body length
            "02000000",         // record count
            "0100000000000000", // index
            "0300000000000000", // term
            "0200000000000000", // first sequence
            "0068e5cf8b010000", // time
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "da2445feabb9e04b2090a1898631e93a4e6553f3d084e448054ef81ae73eaf2d", // Merkle root
            "54805a09",                                                         // header check
            "03000000616263",
            "00000000",                                                         // the records "abc" and ""
            "65c506870ece240e322847a3e4780970ff0f786d6a498aa6dad6807a223a1ec4", // hash
        ];
        assert_eq!(hexadecimal(small_frame().bytes()), expected.concat());
    }

    #[test]
    fn decodes_what_it_encodes() {
        let frame = small_frame();
        assert_eq!(Frame::decode(frame.bytes()), Ok(frame.clone()));
        assert_eq!(Frame::decode(&frame.bytes()[..20]), Err(Fault::Incomplete));
        let mut longer = frame.bytes().to_vec();
        longer.push(0);
        assert_eq!(Frame::decode(&longer), Err(Fault::Incomplete));
        longer.pop();
        longer[HEADER_BYTES + 5] ^= 1;
        assert_eq!(Frame::decode(&longer), Err(Fault::Hash));
    }

    #[test]
    fn a_body_must_be_filled_exactly() {
        let header = *small_frame().header();
        assert_eq!(check_body(&header, &[1, 0, 0, 0, 9, 0, 0, 0, 0]), Ok(()));
        for body in [&[][..], &[1, 0, 0, 0, 9], &[1, 0, 0, 0, 9, 1, 0, 0, 0], &[0; 9], &[0xFF; 8], &[0; 12]] {
            assert_eq!(check_body(&header, body), Err(Fault::Body), "{body:?}");
        }
    }
}
