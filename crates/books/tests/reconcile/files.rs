//! What is read of a statement, and what is refused.

use proptest::prelude::*;
use ratchet_books::reconcile::{CustodyStatement, StatementFormat};
use ratchet_core::Fen;

/// Line, day, amount and references of each line, or the code of a refusal.
type Read = Result<Vec<(u64, String, Fen, Vec<String>)>, &'static str>;

fn read(text: &str, format: StatementFormat) -> Read {
    let statement = CustodyStatement::parse(text.as_bytes(), format).map_err(|error| error.code())?;
    let line =
        |line: ratchet_books::reconcile::CustodyLine| (line.line, line.date.to_string(), line.amount, line.references);
    Ok(statement.lines.into_iter().map(line).collect())
}

fn csv(text: &str) -> Read {
    read(text, StatementFormat::Csv)
}

/// A camt.053 with these entries.
fn camt(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">\n\
         <BkToCstmrStmt><Stmt><Id>1</Id>\n{entries}\n</Stmt></BkToCstmrStmt></Document>"
    )
}

fn entry(amount: &str, direction: &str, inside: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>BOOK</Sts>\
         <BookgDt><Dt>2026-11-23</Dt></BookgDt>{inside}</Ntry>"
    )
}

fn xml(text: &str) -> Read {
    read(text, StatementFormat::Camt053)
}

#[test]
fn csv_columns_may_stand_in_any_order() {
    let lines = csv("text,amount,date,reference\nfor goods,12.5,2026-11-23,P-1\n,-3,2026-11-24,\n").unwrap();
    let references = ["P-1", "for goods", "for", "goods"].map(str::to_owned).to_vec();
    assert_eq!(lines[0], (2, "2026-11-23".to_owned(), Fen::new(1_250), references));
    assert_eq!(lines[1], (3, "2026-11-24".to_owned(), Fen::new(-300), Vec::new()));
}

#[test]
fn csv_that_is_no_statement_is_refused_with_a_code() {
    for (text, code) in [
        ("", "statement_columns"),
        ("date\n2026-11-23\n", "statement_columns"),
        ("date,amount,amount\n", "statement_columns"),
        ("date,amount,iban\n", "statement_columns"),
        ("date,amount\n", "statement_empty"),
        ("date,amount\n2026-11-23,12.345\n", "statement_malformed"),
        ("date,amount\n2026-11-23,\"1,200\"\n", "statement_malformed"),
        ("date,amount\n23.11.2026,12\n", "statement_malformed"),
        ("date,amount\n2026-11-23\n", "statement_malformed"),
        ("date,amount,currency\n2026-11-23,12,USD\n", "statement_currency"),
    ] {
        assert_eq!(csv(text), Err(code), "{text}");
    }
    assert_eq!(CustodyStatement::parse(&[0xff], StatementFormat::Csv).unwrap_err().code(), "statement_malformed");
}

#[test]
fn camt_entries_are_lines_and_batches_are_taken_apart() {
    let details = "<NtryDtls><TxDtls><Refs><EndToEndId>P-1</EndToEndId><TxId>T&amp;1&#65;</TxId></Refs>\
                   <AmtDtls><TxAmt><Amt Ccy=\"USD\">1.00</Amt></TxAmt></AmtDtls>\
                   <RmtInf><Ustrd>payout P-9</Ustrd></RmtInf></TxDtls></NtryDtls>";
    let lines = xml(&camt(&entry("12.50", "DBIT", details))).unwrap();
    let references = ["P-1", "T&1A", "payout P-9", "payout", "P-9"].map(str::to_owned).to_vec();
    assert_eq!(lines, [(4, "2026-11-23".to_owned(), Fen::new(-1_250), references)]);

    let part = |amount: &str, id: &str| {
        format!("<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"CNY\">{amount}</Amt></TxDtls>")
    };
    let batch = format!("<NtryDtls>{}{}</NtryDtls>", part("2.00", "A"), part("1.50", "NOTPROVIDED"));
    let lines = xml(&camt(&entry("3.5", "CRDT", &batch))).unwrap();
    assert_eq!(lines.iter().map(|line| line.2.get()).collect::<Vec<_>>(), [200, 150]);
    assert_eq!((lines[0].3.as_slice(), lines[1].3.len()), (["A".to_owned()].as_slice(), 0));
    let wrong = format!("<NtryDtls>{}{}</NtryDtls>", part("2.00", "A"), part("1.00", "B"));
    assert_eq!(xml(&camt(&entry("3.5", "CRDT", &wrong))), Err("statement_sum_wrong"));
}

#[test]
fn camt_balances_must_be_what_the_entries_add_up_to() {
    let balance = |kind: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-23</Dt></Dt></Bal>"
        )
    };
    let entries = entry("12.50", "CRDT", "") + &entry("2.00", "DBIT", "");
    let statement = |closing: &str| camt(&(balance("OPBD", "100.00") + &balance("CLBD", closing) + &entries));
    assert_eq!(xml(&statement("110.50")).unwrap().len(), 2);
    assert_eq!(xml(&statement("110.51")), Err("statement_sum_wrong"));
    // What is not booked yet counts nowhere.
    let pending = entry("7.00", "CRDT", "").replace("BOOK", "PDNG");
    assert_eq!(xml(&(statement("110.50").replace("</Stmt>", &format!("{pending}</Stmt>")))).unwrap().len(), 2);
    let newer = entry("7.00", "CRDT", "").replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>");
    assert_eq!(xml(&camt(&newer)).unwrap().len(), 1);
}

#[test]
fn hostile_xml_is_refused_with_a_code() {
    let with = |start: &str| camt(&entry("1.00", "CRDT", "")).replace("<Document", &format!("{start}<Document"));
    let bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>";
    let outside = "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
    let reference = |text: &str| camt(&entry("1.00", "CRDT", &format!("<AddtlNtryInf>{text}</AddtlNtryInf>")));
    for (text, code) in [
        (with(bomb), "statement_hostile"),
        (with(outside), "statement_hostile"),
        (reference("&f;"), "statement_hostile"),
        (reference("&#0;"), "statement_hostile"),
        (reference(&"x".repeat(5_000)), "statement_hostile"),
        (camt(&("<a>".repeat(1_000_000))), "statement_hostile"),
        (camt("<Ntry></Stmt>"), "statement_malformed"),
        (camt(&entry("1.00", "CRDT", "")).replace("</Document>", ""), "statement_malformed"),
        (camt(&entry("1.001", "CRDT", "")), "statement_malformed"),
        (camt(&entry("1.00", "BOTH", "")), "statement_malformed"),
        (camt(&entry("1.00", "CRDT", "")).replace("CNY", "EUR"), "statement_currency"),
        (camt(&entry("1.00", "CRDT", "")).replace("<Dt>2026-11-23</Dt>", ""), "statement_malformed"),
        (camt(&entry("1.00", "CRDT", "")).replace("<Amt Ccy=\"CNY\">1.00</Amt>", ""), "statement_malformed"),
        (camt(""), "statement_empty"),
        ("<html><body/></html>".to_owned(), "statement_malformed"),
        (String::new(), "statement_malformed"),
        ("date,amount\n".to_owned(), "statement_malformed"),
    ] {
        assert_eq!(xml(&text), Err(code), "{}", text.chars().take(300).collect::<String>());
    }
    let huge = vec![b' '; (64 << 20) + 1];
    assert_eq!(CustodyStatement::parse(&huge, StatementFormat::Camt053).unwrap_err().code(), "statement_too_large");
}

proptest! {
    #[test]
    fn no_bytes_stop_the_reader(
        at in 0_usize..600,
        bytes in prop::collection::vec(any::<u8>(), 0..20),
        cut in 0_usize..40,
    ) {
        let details = "<NtryDtls><TxDtls><Refs><EndToEndId>P-1</EndToEndId></Refs></TxDtls></NtryDtls>";
        let mut text = camt(&entry("12.50", "DBIT", details)).into_bytes();
        let at = at.min(text.len());
        text.splice(at..(at + cut).min(text.len()), bytes);
        for format in [StatementFormat::Camt053, StatementFormat::Csv] {
            // Refused or read, it comes back.
            if let Ok(statement) = CustodyStatement::parse(&text, format) {
                prop_assert!(!statement.lines.is_empty());
            }
        }
    }
}
