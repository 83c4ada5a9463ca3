//! Order files with everything wrong that a file can have: refused by line and code, the rest booked.

use crate::stage::{CANNOT, REFUSED, SOME_REJECTED, Stage, write_gzip};
use std::fmt::Write;
use std::fs;

const COLUMNS: &str = "--col order=number --col time=time --col member=buyer --col amount=paid --col referrer=from \
                       --merchant s1 --plan store";
const HEADER: &str = "number,time,buyer,paid,from";

/// The command that imports `file`.
fn import(file: &str) -> String {
    format!("import shop {file} {COLUMNS}")
}

/// A line of the file, and the code that it is refused with; booked or skipped without one.
struct Line(Vec<u8>, Option<(&'static str, &'static str)>);

fn good(line: &str) -> Line {
    Line(line.as_bytes().to_vec(), None)
}

fn bad(line: impl AsRef<[u8]>, code: &'static str, column: &'static str) -> Line {
    Line(line.as_ref().to_vec(), Some((code, column)))
}

fn malformed_values() -> Vec<Line> {
    vec![
        good("g1,2024-01-31,alice,10.00,"),
        bad("t1,yesterday,alice,10.00,", "time_malformed", "time"),
        bad("t2,2024-01-31 25:00,alice,10.00,", "time_malformed", "time"),
        bad("t3,2024-02-30,alice,10.00,", "time_malformed", "time"),
        bad("t4,1950-01-01,alice,10.00,", "time_out_of_range", "time"),
        bad("t5,2998-01-01,alice,10.00,", "occurred_in_future", "occurred_at"),
        bad(b"u1,2024-01-31,\xd5\xc5,10.00,", "not_utf8", "buyer"),
        bad("n1,2024-01-31,alice,-5.00,", "amount_not_positive", "amount"),
        bad("n2,2024-01-31,alice,0,", "amount_not_positive", "amount"),
        bad("f1,2024-01-31,alice,1.234,", "amount_fractional_fen", "paid"),
        bad("o1,2024-01-31,alice,100000000000.01,", "limit_exceeded", "paid"),
        bad("o2,2024-01-31,alice,92233720368547758.08,", "limit_exceeded", "paid"),
        bad(format!("h1,2024-01-31,alice,{},", "9".repeat(5_000)), "limit_exceeded", "paid"),
        bad("a1,2024-01-31,alice,\"1,000.00\",", "amount_malformed", "paid"),
        bad("a2,2024-01-31,alice,1e3,", "amount_malformed", "paid"),
        bad("a3,2024-01-31,alice,¥5,", "amount_malformed", "paid"),
        bad("a4,2024-01-31,alice,,", "amount_malformed", "paid"),
        bad("a5,2024-01-31,alice,NaN,", "amount_malformed", "paid"),
        bad("p1,2024-01-31,13800138000,10.00,", "identifier_personal", "id"),
        bad("i1,2024-01-31,has space,10.00,", "identifier_invalid", "id"),
        bad(format!("i2,2024-01-31,{},10.00,", "x".repeat(65)), "identifier_invalid", "id"),
        bad("i3,2024-01-31,张三,10.00,", "identifier_invalid", "id"),
        bad("=2+5,2024-01-31,alice,10.00,", "identifier_invalid", "id"),
        bad("\0\0,2024-01-31,alice,10.00,", "identifier_invalid", "id"),
        bad("z1,2024-01-31,al\0ice,10.00,", "identifier_invalid", "id"),
        bad("z2,2024-01-31,alice,10\0.00,", "amount_malformed", "paid"),
        bad(vec![0; 300], "field_missing", "time"),
    ]
}

fn broken_links() -> Vec<Line> {
    vec![
        bad("g1,2024-01-31,alice,10.00,", "order_exists", "id"),
        bad("r1,2024-01-31,bob,10.00,nobody", "referrer_unknown", "referrer"),
        bad("r2,2024-01-31,carol,10.00,carol", "referrer_self", "referrer"),
        good("g2,2024-01-31,dora,10.00,alice"),
        bad("r3,2024-01-31,alice,10.00,dora", "referrer_cycle", "referrer"),
        good("g3,2024-01-31,erin,10.00,dora"),
        bad("r4,2024-01-31,alice,10.00,erin", "referrer_cycle", "referrer"),
        bad("r5,2024-01-31,dora,10.00,erin", "referrer_cycle", "referrer"),
        bad("r6,2024-01-31,erin,10.00,alice", "referrer_conflict", "referrer"),
        good("g4,2024-01-31,erin,10.00,dora"),
    ]
}

fn broken_records() -> Vec<Line> {
    vec![
        bad("s1,2024-01-31", "field_missing", "buyer"),
        bad("s2,2024-01-31,alice,10.00", "field_missing", "from"),
        bad("l1,2024-01-31,alice,10.00,,,extra", "field_count", ""),
        good(""),
        good("   "),
        good("\t"),
        bad(",2024-01-31,alice,10.00,", "field_missing", "number"),
        bad("m1,2024-01-31,,10.00,", "field_missing", "buyer"),
        bad("q1,2024-01-31,\"alice,10.00,", "quote_unclosed", ""),
        bad("q2,2024-01-31,\"ali\"ce,10.00,", "quote_unclosed", ""),
        bad("q3,2024-01-31,ali\"ce,10.00,", "identifier_invalid", "id"),
        bad(format!("b1,2024-01-31,{},10.00,", "x".repeat(1_000_000)), "line_too_long", ""),
        bad(format!("b2,2024-01-31,alice,10.00,{}", "\"".repeat(70_000)), "line_too_long", ""),
        good("g5,\"2024-01-31\",\"alice\",\"10.00\",\"\""),
        good("g6,2024-01-31T09:30:00+08:00, alice ,10.5,"),
        good("g7,2024/1/31 09:30,alice,10,"),
    ]
}

/// `line,code,column` of each refused line.
fn refused_lines(rejects: &str) -> Vec<String> {
    let lines = rejects.lines().skip(1);
    lines.map(|line| line.splitn(4, ',').take(3).collect::<Vec<_>>().join(",")).collect()
}

#[test]
fn every_bad_line_is_refused_by_itself() {
    let stage = Stage::new();
    let lines: Vec<Line> = [malformed_values(), broken_links(), broken_records()].into_iter().flatten().collect();
    let mut file = HEADER.as_bytes().to_vec();
    let mut expected = Vec::new();
    for (place, Line(line, refused)) in lines.iter().enumerate() {
        file.push(b'\n');
        file.extend_from_slice(line);
        expected.extend(refused.map(|(code, column)| format!("{},{code},{column}", place + 2)));
    }
    stage.write("bad.csv", file);
    let run = stage.run(&import("bad.csv --json"));
    assert_eq!(run.status, SOME_REJECTED, "{run:?}");
    assert_eq!(refused_lines(&stage.read("bad.csv.rejects.csv")), expected);
    let report = run.json();
    assert_eq!((report["booked"].as_u64(), report["rejected"].as_u64()), (Some(7), Some(expected.len() as u64)));
    for order in 1..=7 {
        stage.ok(&format!("order shop g{order}"));
    }
    assert_eq!(stage.json("status shop")["orders"], 7);
    assert_eq!(stage.json("member shop erin")["referrer"], "dora");
    stage.ok("verify shop");
    // No spreadsheet takes what stood in a refused line for a formula.
    assert!(stage.read("bad.csv.rejects.csv").contains(",'=2+5,"));
}

#[test]
fn refused_lines_can_go_elsewhere_and_name_themselves_in_chinese() {
    let stage = Stage::new();
    stage.write("bad.csv", format!("{HEADER}\no1,2024-01-31,alice,5,\no2,2024-01-31,alice,0,\n"));
    let run = stage.run(&import("bad.csv --rejects elsewhere.csv --lang zh"));
    assert_eq!(run.status, SOME_REJECTED, "{run:?}");
    assert!(run.out.contains("第 3 行 [amount_not_positive] 0.00：金额至少 1 分"), "{run:?}");
    assert_eq!(refused_lines(&stage.read("elsewhere.csv")), ["3,amount_not_positive,amount"]);
    assert!(!stage.path("bad.csv.rejects.csv").exists());
}

#[test]
fn a_file_that_can_not_be_read_is_not_tried() {
    let stage = Stage::new();
    let before = stage.bytes_of("shop");
    let mut workbook = b"PK\x03\x04".to_vec();
    workbook.extend([0; 60]);
    let files: [(&str, &[u8], &str); 7] = [
        ("empty.csv", b"", "file_empty"),
        ("mark.csv", b"\xef\xbb\xbf", "file_empty"),
        ("book.xlsx", &workbook, "file_format"),
        ("wide.csv", b"\xff\xfen\0u\0", "file_format"),
        ("gbk.csv", b"\xb1\xe0\xba\xc5,\xca\xb1\xbc\xe4\n", "not_utf8"),
        ("twice.csv", b"number,time,buyer,paid,from,paid\n", "column_ambiguous"),
        ("broken.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xffrubbish", "file_corrupt"),
    ];
    for (name, bytes, code) in files {
        stage.write(name, bytes);
        stage.refused(&import(name), CANNOT, code);
    }
    stage.write("other.csv", "a,b,c\n1,2,3\n");
    let unknown = stage.refused(&import("other.csv"), CANNOT, "column_unknown");
    assert!(unknown.err.contains("its columns are a, b, c"), "{unknown:?}");
    stage.refused(&import("missing.csv"), CANNOT, "file_unreadable");
    fs::create_dir(stage.path("folder.csv")).unwrap();
    stage.refused(&import("folder.csv"), CANNOT, "file_unreadable");
    assert_eq!(stage.bytes_of("shop"), before);
}

#[test]
fn a_header_alone_is_a_file_without_orders() {
    let stage = Stage::new();
    for (name, content) in [("bare.csv", HEADER.to_owned()), ("ended.csv", format!("{HEADER}\r\n\r\n"))] {
        stage.write(name, content);
        let report = stage.json(&import(name));
        assert_eq!((report["booked"].as_u64(), report["rejected"].as_u64()), (Some(0), Some(0)), "{report}");
        assert!(!stage.path(&format!("{name}.rejects.csv")).exists());
    }
}

#[test]
fn marks_line_ends_and_delimiters_of_all_kinds_are_read() {
    let stage = Stage::new();
    let plain = format!("{HEADER}\no1,2024-01-31,alice,5.50,\no2,2024-02-01,bob,7,alice\n");
    let files = [
        ("lf.csv", plain.clone()),
        ("mark.csv", format!("\u{feff}{plain}")),
        ("crlf.csv", plain.replace('\n', "\r\n")),
        ("tab.csv", plain.replace(',', "\t")),
        ("semicolon.csv", plain.replace(',', ";")),
        ("open.csv", plain.trim_end().to_owned()),
        ("all.csv", format!("\u{feff}{}", plain.trim_end().replace(',', ";").replace('\n', "\r\n"))),
    ];
    for (name, content) in files {
        let copy = stage.copy();
        copy.write(name, content);
        let report = copy.json(&import(name));
        assert_eq!((report["booked"].as_u64(), report["amount"].as_u64()), (Some(2), Some(1_250)), "{name}: {report}");
        assert_eq!(copy.json("member shop bob")["referrer"], "alice", "{name}");
    }
}

#[test]
fn a_longer_file_goes_on_and_a_changed_one_is_refused() {
    let stage = Stage::new();
    let first = format!("{HEADER}\no1,2024-01-31,alice,5,\n");
    stage.write("orders.csv", &first);
    stage.ok(&import("orders.csv"));
    stage.write("orders.csv", format!("{first}o2,2024-01-31,alice,6,\n"));
    let longer = stage.run(&import("orders.csv"));
    assert_eq!(longer.status, 0, "{longer:?}");
    assert!(longer.out.contains("continued at line 3"), "{longer:?}");
    let before = stage.bytes_of("shop");
    stage.write("orders.csv", format!("{HEADER}\no1,2024-01-31,alice,9,\no2,2024-01-31,alice,6,\n"));
    stage.refused(&import("orders.csv"), REFUSED, "batch_changed");
    stage.write("orders.csv", &first);
    stage.refused(&import("orders.csv"), REFUSED, "batch_changed");
    assert_eq!(stage.bytes_of("shop"), before);
    let other = stage.run(&import("orders.csv --batch second --json"));
    assert_eq!(other.status, SOME_REJECTED, "{other:?}");
    assert_eq!(refused_lines(&stage.read("orders.csv.rejects.csv")), ["2,order_exists,id"]);
}

#[test]
fn a_packed_file_that_breaks_off_goes_on_when_it_is_whole() {
    let stage = Stage::new();
    let mut text = format!("{HEADER}\n");
    for order in 0..20_000_u64 {
        writeln!(text, "o{order},2024-01-31,m{},{}.00,", order % 977, 1 + order * 7 % 1_013).unwrap();
    }
    stage.write("orders.csv", text);
    write_gzip(&stage.path("orders.csv"), &stage.path("orders.csv.gz"));
    let whole = fs::read(stage.path("orders.csv.gz")).unwrap();
    stage.write("orders.csv.gz", &whole[..whole.len() / 2]);
    stage.refused(&import("orders.csv.gz"), CANNOT, "file_truncated");
    let begun = stage.json("status shop")["orders"].as_u64().unwrap();
    assert!(begun > 0 && begun < 20_000, "{begun}");
    stage.write("orders.csv.gz", &whole);
    let rest = stage.json(&import("orders.csv.gz"));
    assert_eq!(rest["booked"].as_u64(), Some(20_000 - begun));
    stage.ok("verify shop");
}
