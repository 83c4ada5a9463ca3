//! Bytes as a file of orders, plain or gzipped.

use jiff::tz::{Offset, TimeZone};
use ratchet_intake::{CODES, ContentMark, IntakeError, Mapping, Next, OrderFile};
use std::fs;
use std::path::Path;

/// Longest a reject may show of a value, in characters, with the sign that it is shortened.
const SHOWN_MAX: usize = 81;

/// What one record gave, with the mark behind it.
#[derive(Debug, PartialEq)]
struct Seen {
    line: u64,
    mark: ContentMark,
    text: String,
}

/// The first byte chooses the columns that are mapped; the rest is the file.
pub fn order_file(input: &[u8]) {
    let Some((columns, bytes)) = input.split_first() else { return };
    let mut pairs = vec!["time=time", "member=member", "amount=amount"];
    let optional = ["order=order", "merchant=merchant", "cost=cost", "referrer=referrer"];
    pairs.extend((0..4).filter(|bit| columns & (1 << bit) != 0).map(|bit| optional[bit]));
    let mapping = Mapping::from_pairs(&pairs).unwrap();
    let zone = if columns & 16 == 0 { TimeZone::fixed(Offset::constant(8)) } else { TimeZone::UTC };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.csv");
    fs::write(&path, bytes).unwrap();
    let open = || OrderFile::open(&path, &mapping, zone.clone());
    let Ok(mut file) = open().map_err(|error| check_error(&error)) else { return };
    let (seen, error) = read(&mut file);
    // Reading again gives the same, to the same error.
    let (again, same) = read(&mut open().unwrap());
    assert_eq!(seen, again);
    assert_eq!(error, same);
    // Going on from any mark gives what was behind it.
    for place in [0, seen.len() / 2, seen.len().saturating_sub(1)] {
        let Some(mark) = seen.get(place).map(|seen| seen.mark) else { continue };
        let mut file = open().unwrap();
        assert_eq!(file.skip_to(mark.lines).unwrap(), Some(mark));
        let (rest, _) = read(&mut file);
        assert_eq!(rest, seen[place + 1..]);
    }
    check_path(&path, file.bytes_total(), bytes.len());
}

fn check_path(path: &Path, total: u64, written: usize) {
    assert_eq!((total, fs::metadata(path).unwrap().len()), (written as u64, written as u64));
}

fn check_error(error: &IntakeError) {
    assert!(CODES.iter().any(|(code, _)| *code == error.code()), "{error}");
    assert!(!error.to_string().is_empty());
}

/// Reads to the end or to the error.
fn read(file: &mut OrderFile) -> (Vec<Seen>, Option<String>) {
    let mut seen: Vec<Seen> = Vec::new();
    loop {
        let (line, text) = match file.next() {
            Ok(Next::End) => return (seen, None),
            Err(error) => {
                check_error(&error);
                return (seen, Some(error.to_string()));
            }
            Ok(Next::Row(row)) => {
                assert!(!row.member.is_empty());
                (row.line, format!("{row:?}"))
            }
            Ok(Next::Reject(reject)) => {
                assert!(CODES.iter().any(|(code, _)| *code == reject.code), "{reject:?}");
                assert!(!reject.detail.is_empty() && reject.value.chars().count() <= SHOWN_MAX, "{reject:?}");
                (reject.line, format!("{reject:?}"))
            }
        };
        let mark = file.content();
        assert!(line <= mark.lines && seen.last().is_none_or(|last| last.mark.lines < line), "lines out of order");
        seen.push(Seen { line, mark, text });
    }
}
