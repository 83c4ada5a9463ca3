//! Merkle root over the records of a frame: the tree of RFC 6962 with BLAKE3 in the place of SHA-256.
//!
//! Leaves and nodes are hashed with different prefixes, so that no record can pass for a node of the tree.

const LEAF_PREFIX: u8 = 0x00;
const NODE_PREFIX: u8 = 0x01;

fn leaf_hash(record: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[LEAF_PREFIX]);
    hasher.update(record);
    hasher.finalize().into()
}

fn node_hash(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut bytes = [0; 65];
    bytes[0] = NODE_PREFIX;
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    blake3::hash(&bytes).into()
}

/// The root over `leaves` in their order. Without leaves it is the BLAKE3 hash of nothing, as in RFC 6962.
///
/// Keeps one hash per level only: whole subtrees of equal size are joined as soon as they meet, which gives the
/// RFC's split at the largest power of two without knowing the number of leaves beforehand.
#[must_use]
pub fn merkle_root<'a>(leaves: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut subtrees: Vec<[u8; 32]> = Vec::with_capacity(32);
    for (count, leaf) in (0_u64..).zip(leaves) {
        let mut hash = leaf_hash(leaf);
        let mut joins = count.trailing_ones();
        while joins > 0 {
            // The number of one bits below equals the number of finished subtrees waiting to be joined.
            let Some(left) = subtrees.pop() else { break };
            hash = node_hash(&left, &hash);
            joins -= 1;
        }
        subtrees.push(hash);
    }
    let Some(mut root) = subtrees.pop() else { return blake3::hash(&[]).into() };
    while let Some(left) = subtrees.pop() {
        root = node_hash(&left, &root);
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of RFC 6962, section 2.1, word for word.
    fn naive(leaves: &[&[u8]]) -> [u8; 32] {
        match leaves {
            [] => blake3::hash(b"").into(),
            [only] => {
                let mut bytes = vec![0x00];
                bytes.extend_from_slice(only);
                blake3::hash(&bytes).into()
            }
            more => {
                let mut split = 1;
                while split * 2 < more.len() {
                    split *= 2;
                }
                let mut bytes = vec![0x01];
                bytes.extend_from_slice(&naive(&more[..split]));
                bytes.extend_from_slice(&naive(&more[split..]));
                blake3::hash(&bytes).into()
            }
        }
    }

    const LEAVES: [&[u8]; 8] =
        [b"", b"\0", b"\x10", b"\x20\x21", b"\x30\x31", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];

    #[test]
    fn equals_the_definition_for_every_small_tree() {
        for count in 0..=LEAVES.len() {
            let leaves = &LEAVES[..count];
            assert_eq!(merkle_root(leaves.iter().copied()), naive(leaves), "{count} leaves");
        }
        let many: Vec<Vec<u8>> = (0..200_u8).map(|byte| vec![byte; usize::from(byte)]).collect();
        for count in 0..many.len() {
            let leaves: Vec<&[u8]> = many[..count].iter().map(Vec::as_slice).collect();
            assert_eq!(merkle_root(leaves.iter().copied()), naive(&leaves), "{count} leaves");
        }
    }

    #[test]
    fn known_answers() {
        let known = [
            (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
            (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
            (2, "d35bd1e16b877c48d056182ad83ae459a44ae2a0c42497d73048b521b661d966"),
            (3, "5969a72267bd42acf0b2f4d0749032d41a434c8c2d3d7969d4c5a22a1f78304d"),
            (7, "502bedc8e0155fea3cff11d2d479550eceb9365ec7cc0fb893a048534b4ab9b5"),
        ];
        for (count, expected) in known {
            let root = blake3::Hash::from(merkle_root(LEAVES[..count].iter().copied()));
            assert_eq!(root.to_hex().as_str(), expected, "{count} leaves");
        }
    }

    #[test]
    fn a_record_cannot_pass_for_a_node() {
        let two = merkle_root([&b"a"[..], &b"b"[..]]);
        let mut forged = vec![];
        forged.extend_from_slice(&leaf_hash(b"a"));
        forged.extend_from_slice(&leaf_hash(b"b"));
        assert_ne!(merkle_root([forged.as_slice()]), two);
    }
}
