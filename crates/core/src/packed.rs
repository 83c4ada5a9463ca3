//! Small whole numbers in few bytes: for each a length of four bits, then as many bytes as it needs.
//!
//! Sixteen numbers go together, their lengths in front of them. Numbers of money and handles take two or three bytes
//! where their types take eight, and packing them costs a few instructions each, without a branch on their size.

/// Numbers whose lengths stand together.
pub(crate) const GROUP: usize = 16;

/// Bytes of a whole number.
const WHOLE: usize = size_of::<u64>();

/// Appends `numbers` to `out`.
pub(crate) fn pack(numbers: &[u64], out: &mut Vec<u8>) {
    for group in numbers.chunks(GROUP) {
        pack_group(group, out);
    }
}

fn pack_group(group: &[u64], out: &mut Vec<u8>) {
    // Room for all of them whole: each is written so, and the next one over what it did not need.
    let mut bytes = [0; (1 + GROUP) * WHOLE];
    let mut end = group.len().div_ceil(2);
    let mut lengths = 0u64;
    for (place, &number) in group.iter().enumerate() {
        let length = bytes_of(number);
        if let Some(room) = bytes.get_mut(end..end + WHOLE) {
            room.copy_from_slice(&number.to_le_bytes());
        }
        lengths |= u64::from(length) << (4 * place);
        end += length as usize;
    }
    for (byte, lengths) in bytes.iter_mut().take(group.len().div_ceil(2)).zip(lengths.to_le_bytes()) {
        *byte = lengths;
    }
    out.extend_from_slice(&bytes[..end]);
}

/// The next `count` numbers of `rest`, or nothing when it does not hold them.
pub(crate) fn unpack(rest: &mut &[u8], count: usize) -> Option<Vec<u64>> {
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let group = GROUP.min(count - numbers.len());
        let mut lengths = take(rest, group.div_ceil(2))?;
        for _ in 0..group {
            numbers.push(take(rest, usize::from((lengths & 0xF) as u8))?);
            lengths >>= 4;
        }
    }
    Some(numbers)
}

fn take(rest: &mut &[u8], length: usize) -> Option<u64> {
    let (digits, behind) = rest.split_at_checked(length)?;
    let mut number = [0; WHOLE];
    number.get_mut(..length)?.copy_from_slice(digits);
    *rest = behind;
    Some(u64::from_le_bytes(number))
}

/// How many bytes a number needs, 0 to 8: none for nothing.
fn bytes_of(number: u64) -> u32 {
    (71 - number.leading_zeros()) / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = u64> {
        (any::<u64>(), 0u32..64).prop_map(|(bits, shift)| bits >> shift)
    }

    proptest! {
        #[test]
        fn unpacks_what_it_packed(numbers in prop::collection::vec(number(), 0..70), before in 0usize..9) {
            let mut bytes = vec![0xFF; before];
            pack(&numbers, &mut bytes);
            let mut rest = &bytes[before..];
            prop_assert_eq!(unpack(&mut rest, numbers.len()), Some(numbers));
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn other_bytes_are_refused_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), count in 0usize..40) {
            if let Some(numbers) = unpack(&mut &bytes[..], count) {
                prop_assert_eq!(numbers.len(), count);
            }
        }
    }

    #[test]
    fn an_order_takes_a_few_dozen_bytes() {
        let order = [1_700_000_000_000, 0, 999_999, 9_999, 25_500, 5_100, 4_080, 2_800_000_000, 1_000_000];
        let awards = [(1u64 << 8, 76), (2 << 8, 51), (3 << 8, 127), (4 << 8, 25), (5 << 8, 25), (6 << 8, 25)];
        let awards = awards.map(|(kind, amount)| [900_000 << 8 | kind >> 8, amount]);
        let mut bytes = Vec::new();
        pack(&[&order[..], awards.as_flattened()].concat(), &mut bytes);
        assert!(bytes.len() <= 72, "{} bytes", bytes.len());
    }
}
