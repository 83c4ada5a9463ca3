//! Months through the binary: closed, told as text, JSON and CSV, and what is refused.

use crate::stage::{CANNOT, REFUSED, Stage, repository};
use serde_json::json;
use std::fs;

/// A sandbox under the example's rules: `m1` was referred by `m0` and bought today.
fn shop() -> Stage {
    let stage = Stage::empty();
    fs::copy(repository().join("examples/levels-and-dividends.toml"), stage.path("rules.toml")).unwrap();
    stage.ok("init shop --sandbox --rules rules.toml");
    for line in [
        "add-member shop m0",
        "add-member shop m1 --referrer m0",
        "add-merchant shop s1 --plan store",
        "set-shares shop --member m0 --shares 7 --document register-1",
    ] {
        stage.ok(line);
    }
    stage
}

#[test]
fn a_month_is_closed_once_and_told() {
    let stage = shop();
    let close = "close-month shop --month 2025-01";
    let done = json!({
        "month": "2025-01", "done": true, "orders": 0, "stated": 0, "accrued": 0, "charged": 0, "shared": 0, "kept": 0,
    });
    assert_eq!(stage.json(&format!("{close} --dry-run")), done);
    assert_eq!(stage.json(close), done);
    stage.refused(close, REFUSED, "period_closed");
    stage.refused("close-month shop --month 2025-03", REFUSED, "period_out_of_order");
    stage.refused("close-month shop --month 2999-12", REFUSED, "period_out_of_order");
    assert_eq!(stage.run("close-month shop --month 2025-13").status, CANNOT);
    let told = stage.json("month shop --month 2025-01");
    assert_eq!((&told["month"], &told["members"], &told["dividends"]), (&json!("2025-01"), &json!([]), &json!([])));
    assert!(stage.ok("month shop --month 2025-01 --csv").starts_with("month,member,own_spend_fen,"));
    assert!(stage.ok("month shop --month 2025-01").contains("2025-01"));
    stage.ok("verify shop");
}

/// 4 % of 1000.00 are the platform's line, and 10 % of that go into the pot.
#[test]
fn an_order_fills_the_pot_and_the_month_that_goes_on_is_told_line_by_line() {
    let stage = shop();
    let booked = stage.json("book shop o1 --member m1 --merchant s1 --amount 1000");
    assert_eq!(booked["dividend"], 400);
    stage.refused("month shop --month 2025-01", CANNOT, "argument_invalid");
    let lines = stage.json("month shop --month 2025-01 --member m0");
    assert_eq!((&lines["closed"], &lines["lines"]), (&json!(false), &json!([])));
    stage.refused("month shop --month 2025-01 --member nobody", REFUSED, "member_unknown");
    assert_eq!(stage.json("explain shop --order o1")["steps"].as_array().unwrap().len(), 1);
    stage.ok("export shop --format hledger");
    stage.ok("verify shop");
}

#[test]
fn the_register_of_shares_is_bounded() {
    let stage = shop();
    stage.refused("set-shares shop --member nobody --shares 1", REFUSED, "member_unknown");
    stage.refused("set-shares shop --member m1 --shares 1000000001", REFUSED, "shares_out_of_range");
    stage.refused("set-shares shop --member m1 --shares -1", REFUSED, "shares_out_of_range");
}
