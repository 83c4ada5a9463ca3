//! Files of claims: the same reading as of orders, other columns.

use crate::support::file;
use ratchet_intake::{ClaimFile, ClaimMapping, NextClaim};

const DIGITS: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
fn claims_are_read_exactly_or_rejected_by_line() {
    let text =
        format!("member,amount,evidence\nm1,500.00,{DIGITS}\nm2,1.005,{DIGITS}\nm3,1,{}\n,1,{DIGITS}\n", &DIGITS[1..]);
    let written = file(text.as_bytes());
    let own: [&str; 0] = [];
    let mut claims = ClaimFile::open(written.path(), &ClaimMapping::from_pairs(&own).unwrap()).unwrap();
    let mut found = Vec::new();
    loop {
        match claims.next().unwrap() {
            NextClaim::Row(row) => {
                found.push((row.line, format!("{} {} {}", row.member, row.amount_fen, row.evidence)));
            }
            NextClaim::Reject(reject) => found.push((reject.line, reject.code.to_owned())),
            NextClaim::End => break,
        }
    }
    let expected = [
        (2, format!("m1 50000 {DIGITS}")),
        (3, "amount_fractional_fen".to_owned()),
        (4, "evidence_malformed".to_owned()),
        (5, "field_missing".to_owned()),
    ];
    assert_eq!(found, expected);
    assert_eq!(claims.lines(), 5);
    // Passing over lines leads to the same place as reading them.
    let mark = claims.content();
    let mut again = ClaimFile::open(written.path(), &ClaimMapping::from_pairs(&own).unwrap()).unwrap();
    assert_eq!(again.skip_to(5).unwrap(), Some(mark));
}

#[test]
fn columns_of_claims_are_mapped_by_name() {
    let mapping = ClaimMapping::from_pairs(&["member=客户", "evidence=凭证"]).unwrap();
    assert_eq!(
        (mapping.member.as_str(), mapping.amount.as_str(), mapping.evidence.as_str()),
        ("客户", "amount", "凭证")
    );
    for (pair, code) in [("time=date", "mapping_unknown"), ("member", "mapping_malformed")] {
        let error = ClaimMapping::from_pairs(&[pair]).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains("evidence"), "{error}");
    }
    assert_eq!(ClaimMapping::from_pairs(&["member=a", "member=b"]).unwrap_err().code(), "mapping_repeated");
}
