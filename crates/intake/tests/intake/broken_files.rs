//! Files that break off or are damaged.

use std::fmt::Write;

use crate::support::{drain, file, gzip, open, three};

fn text() -> String {
    let mut text = "time,member,amount\n".to_owned();
    for index in 0_u64..20_000 {
        // Hard to compress, so that the file breaks off in many places.
        let hash = blake3::hash(&index.to_le_bytes());
        writeln!(text, "2024-01-31,{hash},{index}").unwrap();
    }
    text
}

#[test]
fn a_truncated_gzip_gives_all_rows_before_the_end() {
    let packed = gzip(text().as_bytes());
    let mut most = 0;
    for percent in [10, 50, 90] {
        let file = file(&packed[..packed.len() * percent / 100]);
        let mut orders = open(&file, &three()).unwrap();
        let (items, error) = drain(&mut orders);
        let error = error.unwrap();
        assert_eq!(error.code(), "file_truncated");
        let line = items.last().unwrap().line + 1;
        assert!(error.to_string().contains(&format!("line {line}:")), "{error}");
        assert!(items.iter().all(|item| item.code() == "row"));
        // Deflate keeps back at most a window of 32 KiB and a block.
        assert!(items.len() + 1_500 > 20_000 * percent / 100, "{}", items.len());
        assert!(items.len() > most);
        most = items.len();
        let mark = orders.content();
        assert_eq!(mark.lines, line - 1);
        assert_eq!(drain(&mut orders).1.unwrap().code(), "file_truncated");
        assert_eq!(orders.skip_to(line).unwrap_err().code(), "file_truncated");
        assert_eq!(orders.content(), mark);
    }
}

#[test]
fn a_missing_trailer_is_a_truncation_after_the_last_row() {
    let packed = gzip(text().as_bytes());
    let file = file(&packed[..packed.len() - 1]);
    let (items, error) = drain(&mut open(&file, &three()).unwrap());
    assert_eq!(items.len(), 20_000);
    assert_eq!(error.unwrap().code(), "file_truncated");
}

#[test]
fn damage_is_said() {
    let packed = gzip(text().as_bytes());
    let checksum = packed.len() - 8;
    let mut damaged = packed.clone();
    damaged[checksum] ^= 1;
    let rubbish = [&packed[..], b"rubbish after the end"].concat();
    for bytes in [damaged, rubbish] {
        let (items, error) = drain(&mut open(&file(&bytes), &three()).unwrap());
        assert_eq!(items.len(), 20_000);
        assert_eq!(error.unwrap().code(), "file_corrupt");
    }
}

#[test]
fn a_break_within_a_long_line_leaves_the_mark_before_it() {
    let long: String = (0_u64..30_000).map(|index| blake3::hash(&index.to_le_bytes()).to_string()).collect();
    let packed = gzip(format!("time,member,amount\n2024-01-31,a,1\n{long}\n").as_bytes());
    let file = file(&packed[..packed.len() / 2]);
    let mut orders = open(&file, &three()).unwrap();
    let (items, error) = drain(&mut orders);
    assert_eq!(items.len(), 1);
    assert!(error.unwrap().to_string().contains("line 3"));
    assert_eq!(orders.content().lines, 2);
    let expected = blake3::hash(b"time,member,amount\n2024-01-31,a,1\n");
    assert_eq!(orders.content().digest, *expected.as_bytes());
    assert_eq!(drain(&mut orders).1.unwrap().code(), "file_truncated");
    assert_eq!(orders.content().lines, 2);
}

#[test]
fn a_break_within_quotes_is_not_decided() {
    // Whether the quote closes is on the other side of the break, so the line is not judged.
    let rest = "x".repeat(20);
    let whole = format!("time,member,amount\n2024-01-31,a,1\n2024-01-31,\"b\n{rest}\n");
    let packed = gzip(whole.as_bytes());
    let file = file(&packed[..packed.len() - 8]);
    let (items, error) = drain(&mut open(&file, &three()).unwrap());
    assert_eq!(items.len(), 1);
    assert!(error.unwrap().to_string().contains("line 3"));
}

#[test]
fn a_stray_quote_far_before_a_break_costs_its_line_only() {
    // The quote cannot close within 64 KiB whatever follows, so the rows behind it are delivered.
    let mut whole = "time,member,amount\n2024-01-31,\"a,1\n".to_owned();
    for _ in 0..80 {
        writeln!(whole, "2024-01-31,{},1", "x".repeat(1000)).unwrap();
    }
    let packed = gzip(whole.as_bytes());
    let file = file(&packed[..packed.len() - 8]);
    let (items, error) = drain(&mut open(&file, &three()).unwrap());
    assert_eq!(items[0].code(), "quote_unclosed");
    assert_eq!(items.len(), 81);
    assert!(items[1..].iter().all(|item| item.code() == "row"));
    assert_eq!(error.unwrap().code(), "file_truncated");
}
