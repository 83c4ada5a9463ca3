//! Files of rubbish, compared with the oracle.

use proptest::prelude::*;

use crate::oracle::{Entry, Kind, entries, normalised};
use crate::support::{Item, Outcome, drain, file, gzip, open, three};

const HEADER: &[u8] = b"time,member,amount\n";

/// Pieces of files, of which every sequence is a file.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let constant = |text: &'static [u8]| Just(text.to_vec());
    prop_oneof![
        6 => constant(b"2024-01-31,x,5\n"),
        3 => constant(b"2024-01-31,\"x\",5\r\n"),
        2 => constant(b"2024-01-31,\"x,\"\"y\"\"\nz\",5\n"),
        2 => constant(b"\""),
        2 => constant(b"\n"),
        1 => constant(b"\"\""),
        1 => constant(b"\r\n"),
        1 => constant(b"\r"),
        2 => constant(b","),
        1 => constant(b" "),
        1 => constant(b"\t"),
        1 => constant(b";"),
        1 => constant(b"x"),
        1 => constant(b",\""),
        1 => constant(b"\","),
        1 => constant(b"2024-01-31,"),
        1 => constant(b"\xff"),
        1 => constant(b"\0"),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ]
}

/// Pieces that reach the limits.
fn large_piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => piece(),
        1 => (1_usize..120).prop_map(|count| b"\n".repeat(count)),
        1 => (1_usize..120).prop_map(|count| b"2024-01-31,x,5\n".repeat(count)),
        1 => (32_700_usize..32_800).prop_map(|count| b"x".repeat(count)),
        1 => (65_500_usize..65_560).prop_map(|count| b"x".repeat(count)),
        1 => (65_500_usize..65_560).prop_map(|count| [&b"\"".to_vec()[..], &b"x".repeat(count), b"\r\n"].concat()),
        1 => Just(b"y".repeat(400_000)),
    ]
}

fn check(item: &Item, entry: &Entry) {
    assert_eq!((item.line, item.lines), (entry.line, entry.lines));
    match &entry.kind {
        Kind::TooLong => assert_eq!(item.code(), "line_too_long"),
        Kind::Unclosed => assert_eq!(item.code(), "quote_unclosed"),
        Kind::Fields(fields) => {
            assert_eq!(item.code() == "field_count", fields.len() > 3);
            assert!(!matches!(item.code(), "line_too_long" | "quote_unclosed"));
            if let Outcome::Row(row) = &item.outcome {
                assert_eq!(row.member.as_bytes(), std::str::from_utf8(&fields[1]).unwrap().trim().as_bytes());
            } else if fields.len() == 3 {
                let good: [&[u8]; 3] = [b"2024-01-31", b"x", b"5"];
                assert_ne!(fields, &good.map(<[u8]>::to_vec));
            }
        }
        Kind::Header | Kind::Blank => panic!("{item:?}"),
    }
}

fn compare(bytes: &[u8]) {
    let expected = entries(bytes, 3);
    let file = file(bytes);
    let mut orders = open(&file, &three()).unwrap();
    let (items, error) = drain(&mut orders);
    assert!(error.is_none(), "{error:?}");
    let records: Vec<&Entry> =
        expected.iter().filter(|entry| !matches!(entry.kind, Kind::Header | Kind::Blank)).collect();
    for (item, entry) in items.iter().zip(&records) {
        check(item, entry);
    }
    assert_eq!(items.len(), records.len());
    let total = expected.last().map_or(0, |entry| entry.lines);
    let end = orders.content();
    assert_eq!(end.lines, total);
    assert_eq!(end.digest, *blake3::hash(&normalised(bytes, total)).as_bytes());
    assert_eq!(orders.bytes_read(), bytes.len() as u64);
    assert_eq!(orders.bytes_total(), bytes.len() as u64);
}

/// Skipping lands where reading stops, nowhere else, and reading goes on the same from there.
fn compare_skips(bytes: &[u8], target: u64) {
    let expected = entries(bytes, 3);
    let packed = file(&gzip(bytes));
    let mut orders = open(&packed, &three()).unwrap();
    let (items, _) = drain(&mut orders);
    let mut orders = open(&packed, &three()).unwrap();
    let mark = orders.skip_to(target).unwrap();
    let is_boundary = expected.iter().any(|entry| entry.lines == target);
    assert_eq!(mark.is_some(), is_boundary);
    if let Some(mark) = mark {
        assert_eq!(mark.lines, target);
        let text = normalised(bytes, target);
        assert_eq!(mark.digest, *blake3::hash(&text).as_bytes());
        let later: Vec<Item> = items.into_iter().filter(|item| item.line > target).collect();
        assert_eq!(drain(&mut orders).0, later);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn small_files_match_the_oracle(pieces in prop::collection::vec(piece(), 0..40)) {
        compare(&[HEADER, &pieces.concat()].concat());
    }

    #[test]
    fn skips_match_the_oracle(pieces in prop::collection::vec(piece(), 0..30), target in 0_u64..40) {
        compare_skips(&[HEADER, &pieces.concat()].concat(), target);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let file = file(&bytes);
        if let Ok(mut orders) = open(&file, &three()) {
            drain(&mut orders);
        }
        compare(&[HEADER, &bytes].concat());
    }

    #[test]
    fn damaged_gzip_ends(
        pieces in prop::collection::vec(piece(), 0..30),
        place in any::<prop::sample::Index>(),
        change in any::<u8>(),
    ) {
        let mut bytes = gzip(&[HEADER, &pieces.concat()].concat());
        *place.get_mut(&mut bytes) ^= change;
        let file = file(&bytes);
        if let Ok(mut orders) = open(&file, &three()) {
            drain(&mut orders);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn large_files_match_the_oracle(pieces in prop::collection::vec(large_piece(), 0..60)) {
        compare(&[HEADER, &pieces.concat()].concat());
    }

    #[test]
    fn large_skips_match_the_oracle(
        pieces in prop::collection::vec(large_piece(), 0..60),
        place in any::<prop::sample::Index>(),
    ) {
        let bytes = [HEADER, &pieces.concat()].concat();
        let boundaries = entries(&bytes, 3);
        compare_skips(&bytes, place.get(&boundaries).lines);
    }
}
