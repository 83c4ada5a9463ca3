//! What is wrong with a file before its first row.

use ratchet_intake::{IntakeError, Mapping, OrderFile};

use crate::support::{file, gzip, open, shanghai, three};

fn error(bytes: &[u8]) -> IntakeError {
    open(&file(bytes), &three()).unwrap_err()
}

#[test]
fn headers_that_can_not_be_used_are_said() {
    let long = [b"time,member,amount,".to_vec(), b"x".repeat(65_536)].concat();
    let cases: [(&[u8], &str, &str); 17] = [
        (b"", "file_empty", "empty"),
        (b"\xef\xbb\xbf", "file_empty", "empty"),
        (b"\n2024", "header_malformed", "blank"),
        (b" \r\n", "header_malformed", "blank"),
        (b"\"time\nx\",member,amount\n", "header_malformed", "close"),
        (b"\"time", "header_malformed", "close"),
        (&long, "header_malformed", "65536"),
        (b"time,member,price\n", "column_unknown", "time, member, price"),
        (b"Time,member,amount\n", "column_unknown", "Time, member, amount"),
        (b"time,member,amount,member\n", "column_ambiguous", "`member`"),
        (b"time,member,\xbd\xf0\xb6\xee\n", "not_utf8", "GBK"),
        (b"PK\x03\x04rest", "file_format", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "file_format", "Excel"),
        (b"\xff\xfet\0i\0", "file_format", "UTF-16"),
        (&[0x1f, 0x8b], "file_truncated", "line 1"),
        (&[0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], "file_corrupt", "line 1"),
        (&gzip(b""), "file_empty", "empty"),
    ];
    for (bytes, code, hint) in cases {
        let error = error(bytes);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(hint), "{error}");
    }
}

#[test]
fn headers_that_can_be_used_are() {
    for bytes in [
        &b"time,member,amount"[..],
        b"time,member,amount\r\n",
        b" time , member,amount ,,x,x\n",
        b"\"time\",\"member\",\"amount\"\r",
        b"time,\xbd\xf0,member,amount\n",
        "\u{feff}time;member;amount\n".as_bytes(),
        "\u{feff}\"time\";\"member\";\"amount\"\n".as_bytes(),
    ] {
        let orders = open(&file(bytes), &three()).unwrap();
        assert_eq!(orders.content().lines, 1);
    }
}

#[test]
fn one_column_may_be_mapped_twice() {
    let mapping = Mapping::from_pairs(&["time=t", "member=m", "amount=a", "order=m"]).unwrap();
    let items = crate::support::read(b"t,m,a\n2024-01-31,x,1\n", &mapping);
    assert_eq!(items[0].row().order.as_deref(), Some("x"));
}

#[test]
fn files_that_can_not_be_opened_are_said() {
    let directory = tempfile::tempdir().unwrap();
    for path in [directory.path().join("absent.csv"), directory.path().to_owned()] {
        let error = OrderFile::open(&path, &three(), shanghai()).unwrap_err();
        assert_eq!(error.code(), "file_unreadable");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
}
