//! Old debts through the binary: a file of claims, coins, an order paid with them, what everybody is told.

use crate::stage::{CANNOT, REFUSED, SOME_REJECTED, Stage, repository};
use serde_json::json;
use std::fs;

const EVIDENCE: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A sandbox `shop` under the rules of the example, and its file of claims.
fn stage() -> Stage {
    let stage = Stage::empty();
    fs::copy(repository().join("examples/old-debts.toml"), stage.path("rules.toml")).unwrap();
    fs::copy(repository().join("examples/data/claims.csv"), stage.path("claims.csv")).unwrap();
    stage.ok("init shop --sandbox --rules rules.toml");
    stage.ok("add-merchant shop s1 --plan store");
    stage
}

#[test]
fn a_file_of_claims_is_taken_once_and_goes_on_where_it_grew() {
    let stage = stage();
    let first = stage.json("import-claims shop claims.csv");
    assert_eq!((&first["claims"], &first["members"], &first["amount"]), (&json!(4), &json!(3), &json!(198_850)));
    assert_eq!(stage.json("import-claims shop claims.csv")["claims"], 0);
    let debts = stage.json("debts shop");
    assert_eq!((&debts["owed"], debts["members"].as_array().map(Vec::len)), (&json!(198_850), Some(3)));
    // Appended: a claim that is there, one whose evidence is no digest, a negative one, and one that is good.
    let more = format!("m-1001,1.00,{EVIDENCE}\nm-1004,5.00,abc\nm-1004,-5.00,{EVIDENCE}\nm-1004,5.00,{EVIDENCE}\n");
    stage.write("claims.csv", stage.read("claims.csv") + &more);
    let run = stage.run("import-claims shop claims.csv --json");
    assert_eq!(run.status, SOME_REJECTED);
    let report = run.json();
    assert_eq!((&report["taken_before"], &report["claims"]), (&json!(5), &json!(1)));
    let codes = json!({ "amount_not_positive": 1, "claim_exists": 1, "evidence_malformed": 1 });
    assert_eq!(report["rejected_by_code"], codes);
    assert_eq!(stage.read("claims.csv.rejects.csv").lines().count(), 4);
    stage.write("claims.csv", stage.read("claims.csv").replace("500.00", "501.00"));
    stage.refused("import-claims shop claims.csv", REFUSED, "batch_changed");
    stage.ok("verify shop");
}

#[test]
fn coins_pay_a_part_of_an_order_and_the_debt_falls() {
    let stage = stage();
    stage.ok("import-claims shop claims.csv");
    let convert = "convert-claim shop --member m-1001 --amount 200";
    stage.ok(&format!("{convert} --dry-run"));
    assert_eq!(stage.json("debts shop --member m-1001")["coins"], 0);
    stage.ok(convert);
    stage.refused("convert-claim shop --member m-1001 --amount 420.01", REFUSED, "claim_insufficient");
    let order = "book shop o1 --member m-1001 --merchant s1 --amount 100 --coins 40";
    stage.refused(order, REFUSED, "platform_funds_insufficient");
    stage.ok("book shop o0 --member m-1001 --merchant s1 --amount 1000");
    stage.refused(&order.replace("--coins 40", "--coins 50.01"), REFUSED, "coins_above_ceiling");
    let booked = stage.json(order);
    assert_eq!((&booked["commission"], &booked["coin_part"]["to_merchant"]), (&json!(1_200), &json!(3_200)));
    let debt = stage.json("debts shop --member m-1001");
    assert_eq!((&debt["claim"], &debt["settled"], &debt["owed"]), (&json!(62_000), &json!(4_000), &json!(58_000)));
    assert_eq!((&debt["coins"], &debt["mode"]), (&json!(16_000), &json!("sandbox")));
    let table = stage.ok("debts shop --csv");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "member,claim,settled,owed,unconverted,coins,held,points_locked,points_free,worth");
    assert_eq!(lines[1], "m-1001,620.00,40.00,580.00,420.00,160.00,0.00,0.00000000,0.00000000,0.00");
    assert_eq!(lines.len(), 4);
    assert!(stage.ok("status shop").contains("Old debts, backed by no reserve"));
    assert!(stage.ok("debts shop --lang zh").contains("没有盈利池担保"));
    stage.ok("explain shop --order o1");
    stage.ok("correct shop --order o1 --by till-1 --approved-by finance-1");
    assert_eq!(stage.json("debts shop --member m-1001")["owed"], 62_000);
    stage.refused("import-claim shop --member m-1001 --amount 1 --evidence xyz", CANNOT, "argument_invalid");
    stage.refused(
        &format!("import-claim shop --member nobody --amount 1 --evidence {EVIDENCE}"),
        REFUSED,
        "member_unknown",
    );
    stage.ok("verify shop");
}

#[test]
fn coins_are_a_commodity_of_their_own_in_the_exports() {
    let stage = stage();
    stage.ok("import-claims shop claims.csv");
    stage.ok("convert-claim shop --member m-1001 --amount 200");
    stage.ok("book shop o0 --member m-1001 --merchant s1 --amount 1000");
    stage.ok("book shop o1 --member m-1001 --merchant s1 --amount 100 --coins 40");
    stage.ok("export shop --format hledger --output books.journal");
    let journal = stage.read("books.journal");
    assert!(journal.contains("commodity 1000.00 \"main.COINS\""), "{journal}");
    assert!(journal.contains("    coins:owed:main  0.00 \"main.COINS\" = 1948.50 \"main.COINS\""), "{journal}");
    assert!(
        journal.contains("    coins:members:main:m-1001  0.00 \"main.COINS\" = -160.00 \"main.COINS\""),
        "{journal}"
    );
}
