//! The digest and skipping.

use std::fmt::Write;

use ratchet_intake::{ContentMark, Next};

use crate::oracle::normalised;
use crate::support::{drain, file, gzip, open, three};

/// Lines of all kinds, enough to move the window many times.
fn text() -> String {
    let mut text = "time,member,amount\n".to_owned();
    for index in 0..60_000 {
        match index % 11 {
            3 => writeln!(text, "2024-01-31,\"m,{index}\nsecond\nthird\",{index}"),
            5 => writeln!(text, "2024-01-31,\"m{index},1"),
            7 => writeln!(text, "x\ry,m{index},1"),
            8 => writeln!(text),
            _ => writeln!(text, "2024-01-31,m{index},{index}.05"),
        }
        .unwrap();
        if index % 9_973 == 0 {
            writeln!(text, "{}", "long".repeat(40_000)).unwrap();
        }
    }
    text
}

/// The mark after every call of `next`.
fn marks(bytes: &[u8]) -> Vec<ContentMark> {
    let file = file(bytes);
    let mut orders = open(&file, &three()).unwrap();
    let mut marks = vec![orders.content()];
    while !matches!(orders.next().unwrap(), Next::End) {
        // Each mark costs a hash of up to 16 KiB, so not all of them.
        let is_due = orders.content().lines.is_multiple_of(97);
        if is_due {
            marks.push(orders.content());
        }
    }
    marks.push(orders.content());
    marks
}

#[test]
fn the_digest_does_not_depend_on_the_wrapping() {
    let text = text();
    let plain = marks(text.as_bytes());
    assert!(plain.len() > 100);
    let windows = text.replace('\n', "\r\n");
    let half = text.len() / 2;
    let members = [gzip(&text.as_bytes()[..half]), gzip(&text.as_bytes()[half..])];
    assert_eq!(marks(windows.as_bytes()), plain);
    assert_eq!(marks(&gzip(text.as_bytes())), plain);
    assert_eq!(marks(&gzip(windows.as_bytes())), plain);
    assert_eq!(marks(&members.concat()), plain);
    assert_eq!(marks(text.trim_end_matches('\n').as_bytes()), plain);
    assert_eq!(marks(windows.trim_end_matches('\n').as_bytes()), plain);
    assert_eq!(marks(format!("\u{feff}{text}").as_bytes()), plain);
    let last = plain.last().unwrap();
    assert_eq!(last.lines, text.lines().count() as u64);
    assert_eq!(last.digest, *blake3::hash(text.as_bytes()).as_bytes());
}

#[test]
fn the_digest_depends_on_every_line() {
    let one = marks(b"time,member,amount\n2024-01-31,a,1\n");
    let other = marks(b"time,member,amount\n2024-01-31,a,2\n");
    assert_eq!(one[0], other[0]);
    assert_ne!(one[1], other[1]);
    let blank = marks(b"time,member,amount\n2024-01-31,a,1\n\n");
    assert_ne!(one[1].digest, blank[1].digest);
}

#[test]
fn skipping_is_reading() {
    let text = text();
    let file = file(text.as_bytes());
    let (items, _) = drain(&mut open(&file, &three()).unwrap());
    let marks = marks(text.as_bytes());
    for mark in marks.iter().step_by(37).chain(marks.last()) {
        let mut orders = open(&file, &three()).unwrap();
        assert_eq!(orders.skip_to(mark.lines).unwrap(), Some(*mark));
        let next = items.iter().find(|item| item.line > mark.lines);
        match (orders.next().unwrap(), next) {
            (Next::Row(row), Some(item)) => {
                assert_eq!((row.line, "row"), (item.line, item.code()));
            }
            (Next::Reject(reject), Some(item)) => assert_eq!(&reject, item.reject()),
            (Next::End, None) => {}
            (next, item) => panic!("{next:?} {item:?}"),
        }
    }
}

#[test]
fn skipping_lands_only_between_records() {
    let file = file(b"time,member,amount\n2024-01-31,\"a\nb\",1\n\n2024-01-31,c,1");
    let skip = |lines| open(&file, &three()).unwrap().skip_to(lines).unwrap().map(|mark| mark.lines);
    assert_eq!(skip(0), None);
    assert_eq!(skip(1), Some(1));
    assert_eq!(skip(2), None);
    assert_eq!(skip(3), Some(3));
    assert_eq!(skip(4), Some(4));
    assert_eq!(skip(5), Some(5));
    assert_eq!(skip(6), None);
}

#[test]
fn long_lines_may_end_at_any_byte_of_a_buffer() {
    for filler in ["x", "\r"] {
        for length in (65_530..65_545).chain(131_040..131_080).chain(262_110..262_170) {
            let line = filler.repeat(length);
            let bytes = format!("time,member,amount\n{line}\r\n2024-01-31,a,1");
            let file = file(bytes.as_bytes());
            let mut orders = open(&file, &three()).unwrap();
            let (items, _) = drain(&mut orders);
            assert_eq!(items.len(), 2);
            assert_eq!((items[1].line, items[1].code()), (3, "row"));
            let expected = normalised(bytes.as_bytes(), 3);
            assert_eq!(orders.content().digest, *blake3::hash(&expected).as_bytes());
        }
    }
}
