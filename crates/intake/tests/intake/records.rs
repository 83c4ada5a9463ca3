//! Rows and rejections, case by case.

use std::fmt::Write;

use crate::support::{codes, read, seven, three};

const SEVEN: &str = "time,member,amount,order,merchant,cost,referrer\n";

/// What the amount, the cost or the time is in the message does not matter here, only the code and
/// the column.
#[test]
fn problems_have_codes_and_columns() {
    let cases: [(&[u8], &str, Option<&str>, &str); 21] = [
        (b"2024-02-30,m,1,o,s,1,r", "time_malformed", Some("time"), "2024-02-30"),
        (b",m,1,o,s,1,r", "time_malformed", Some("time"), ""),
        (b"1900-01-01,m,1,o,s,1,r", "time_out_of_range", Some("time"), "1900-01-01"),
        (b"2024-01-31,,1,o,s,1,r", "field_missing", Some("member"), ""),
        (b"2024-01-31, ,1,o,s,1,r", "field_missing", Some("member"), ""),
        (b"2024-01-31,m,,o,s,1,r", "amount_malformed", Some("amount"), ""),
        (b"2024-01-31,m,1e3,o,s,1,r", "amount_malformed", Some("amount"), "1e3"),
        (b"2024-01-31,m,\"1,234.50\",o,s,1,r", "amount_malformed", Some("amount"), "1,234.50"),
        (b"2024-01-31,m,1.234,o,s,1,r", "amount_fractional_fen", Some("amount"), "1.234"),
        (b"2024-01-31,m,100000000000.01,o,s,1,r", "limit_exceeded", Some("amount"), "100000000000.01"),
        (b"2024-01-31,m,1,,s,1,r", "field_missing", Some("order"), ""),
        (b"2024-01-31,m,1,o,,1,r", "field_missing", Some("merchant"), ""),
        (b"2024-01-31,m,1,o,s,x,r", "cost_malformed", Some("cost"), "x"),
        (b"2024-01-31,m,1,o,s,1.001,r", "cost_fractional_fen", Some("cost"), "1.001"),
        (b"2024-01-31,m,1,o,s,-999999999999,r", "limit_exceeded", Some("cost"), "-999999999999"),
        (b"2024-01-31,m,1,o,s,1", "field_missing", Some("referrer"), ""),
        (b"2024-01-31", "field_missing", Some("member"), ""),
        (b"2024-01-31,m,1,o,s,1,r,", "field_count", None, "2024-01-31,m,1,o,s,1,r,"),
        (b"2024-01-31,\xd5\xc5,1,o,s,1,r", "not_utf8", Some("member"), "\u{fffd}\u{fffd}"),
        (b"2024-01-31,m,\xff,o,s,1,r", "not_utf8", Some("amount"), "\u{fffd}"),
        (b"2024-01-31,m,1,o,s,1,\xff", "not_utf8", Some("referrer"), "\u{fffd}"),
    ];
    for (line, code, column, value) in cases {
        let items = read(&[SEVEN.as_bytes(), line].concat(), &seven());
        assert_eq!(items.len(), 1);
        let reject = items[0].reject();
        let found = (reject.line, reject.code, reject.column.as_deref(), &*reject.value);
        assert_eq!(found, (2, code, column, value), "{reject:?}");
    }
}

#[test]
fn a_whole_row_is_read() {
    let line = " 2024-01-31 08:00 ,\t会员\u{3000},11.7, o 1 ,s\0,\"3.50\",";
    let items = read(format!("{SEVEN}{line}").as_bytes(), &seven());
    let row = items[0].row();
    assert_eq!(row.occurred_at, 1_706_659_200_000);
    assert_eq!(row.member, "会员");
    assert_eq!(row.amount_fen, 1170);
    assert_eq!(row.order.as_deref(), Some("o 1"));
    assert_eq!(row.merchant.as_deref(), Some("s\0"));
    assert_eq!(row.cost_fen, Some(350));
    assert_eq!(row.referrer, None);
}

#[test]
fn columns_that_are_not_mapped_may_be_anything() {
    let bytes = b"note,amount,member,time,more\n\xff\xfe,-3.50,m,2024-01-31\nx,0,m,2024-01-31,\xff\n";
    let items = read(bytes, &three());
    assert_eq!(items[0].row().amount_fen, -350);
    assert_eq!(items[0].row().order, None);
    assert_eq!(items[0].row().cost_fen, None);
    assert_eq!(items[1].row().amount_fen, 0);
}

#[test]
fn delimiters_and_byte_order_marks_are_found() {
    for (delimiter, mark) in [(',', ""), (';', "\u{feff}"), ('\t', ""), ('\t', "\u{feff}")] {
        let text = format!("{mark}time,member,amount\r\n2024-01-31,\"a,b\",5\r\n,,\r\n\r\n2024-01-31,c,6");
        let text = text.replace(',', &delimiter.to_string());
        let items = read(text.as_bytes(), &three());
        let found: Vec<_> = items.iter().map(|item| (item.line, item.code())).collect();
        assert_eq!(found, [(2, "row"), (3, "time_malformed"), (5, "row")]);
        assert_eq!(items[0].row().member, format!("a{delimiter}b"));
    }
}

#[test]
fn blank_lines_count_but_say_nothing() {
    let found = codes(b"\n2024-01-31,a,1\n\r\n  \n\t\n2024-01-31,b,1\n\n\n");
    assert_eq!(found, [(3, "row"), (7, "row")]);
}

#[test]
fn quotes_may_hold_anything() {
    let bytes = b"time,member,amount\n2024-01-31,\"a\"\"b\"\" ,\r\n\n c\" ,\"5\"\r\n2024-01-31,x\"y,\"6\" \n";
    let items = read(bytes, &three());
    assert_eq!(items[0].row().member, "a\"b\" ,\r\n\n c");
    assert_eq!((items[0].line, items[0].lines), (2, 4));
    assert_eq!(items[1].row().member, "x\"y");
    assert_eq!((items[1].line, items[1].row().amount_fen), (5, 600));
}

#[test]
fn quotes_that_close_wrongly_cost_one_line() {
    type Case = (&'static [u8], &'static [(u64, &'static str)]);
    let cases: [Case; 7] = [
        (b"2024-01-31,\"a\"b,1\n2024-01-31,c,1", &[(2, "quote_unclosed"), (3, "row")]),
        (b"2024-01-31,\"a\" b,1\n2024-01-31,c,1", &[(2, "quote_unclosed"), (3, "row")]),
        (b"2024-01-31,\"a,1\n2024-01-31,c\",1", &[(2, "row")]),
        // The partner of the stray quote would give four fields, then two: neither is a record.
        (
            b"2024-01-31,\"a,1\n2024-01-31,c\",1,1\nx",
            &[(2, "quote_unclosed"), (3, "field_count"), (4, "time_malformed")],
        ),
        (b"2024-01-31,a,\"1\n2024-01-31,c\"\nx", &[(2, "amount_malformed"), (4, "time_malformed")]),
        (
            b"\"2024-01-31,a,1\n2024-01-31,c,1\"\n2024-01-31,c,1",
            &[(2, "quote_unclosed"), (3, "amount_malformed"), (4, "row")],
        ),
        (b"2024-01-31,\"a,1\n2024-01-31,\"c\",1\n", &[(2, "quote_unclosed"), (3, "row")]),
    ];
    for (body, expected) in cases {
        let text = String::from_utf8_lossy(body);
        assert_eq!(codes(body), expected, "{text}");
    }
}

#[test]
fn a_stray_quote_costs_one_line_of_a_thousand() {
    for quoted in ["", "\""] {
        for stray in 0..3 {
            let mut body = String::new();
            for index in 0..1000 {
                let mut cells = ["2024-01-31".to_owned(), format!("m{index}"), "1.00".to_owned()]
                    .map(|cell| format!("{quoted}{cell}{quoted}"));
                if index == 500 {
                    cells[stray] = format!("\"{}", cells[stray].replace('"', ""));
                }
                writeln!(body, "{}", cells.join(",")).unwrap();
            }
            let found = codes(body.as_bytes());
            assert_eq!(found.len(), 1000);
            for (line, code) in found {
                let expected = if line == 502 { "quote_unclosed" } else { "row" };
                assert_eq!(code, expected, "{line} {quoted} {stray}");
            }
        }
    }
}

#[test]
fn records_end_at_a_hundred_lines() {
    for (newlines, expected) in [(99, "row"), (100, "quote_unclosed")] {
        let body = format!("2024-01-31,\"a{}b\",1\n", "\n".repeat(newlines));
        let found = codes(body.as_bytes());
        assert_eq!(found[0], (2, expected), "{newlines}");
    }
}

#[test]
fn lines_and_records_end_at_64_kib() {
    for (length, is_read) in [(65_536, true), (65_537, false), (65_538, false), (300_000, false)] {
        for end in ["", "\n", "\r\n"] {
            let plain = format!("2024-01-31,{},1", "x".repeat(length - 13));
            let quoted = format!("2024-01-31,\"{}\",1", "x".repeat(length - 15));
            let several = format!("2024-01-31,\"{}\n\",1", "x".repeat(length - 16));
            let expected = if is_read { "row" } else { "line_too_long" };
            for text in [plain, quoted] {
                assert_eq!(text.len(), length);
                let mut wanted = vec![(2, expected)];
                let after = if end.is_empty() { "" } else { "2024-01-31,c,1" };
                if !after.is_empty() {
                    wanted.push((3, "row"));
                }
                assert_eq!(codes(format!("{text}{end}{after}").as_bytes()), wanted);
            }
            let found = codes(format!("{several}{end}").as_bytes());
            let expected = match length {
                65_536 => "row",
                ..65_540 => "quote_unclosed",
                _ => "line_too_long",
            };
            assert_eq!(found[0], (2, expected), "{length} {end:?}");
        }
    }
}

#[test]
fn an_empty_cost_is_none_and_the_plan_decides() {
    let items = read(format!("{SEVEN}2024-01-31,m,1,o,s, ,r\n").as_bytes(), &seven());
    assert_eq!(items[0].row().cost_fen, None);
}
