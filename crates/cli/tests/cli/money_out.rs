//! Withdrawals, settlements and requests through the binary: what each says, tried and done.

use crate::policy::live::{INIT, cleared};
use crate::stage::{CANNOT, REFUSED, Stage, repository};
use serde_json::json;
use std::fs;

fn played() -> Stage {
    let stage = Stage::played();
    fs::copy(repository().join("examples/money-out.toml"), stage.path("money-out.toml")).unwrap();
    stage
}

fn balance(stage: &Stage) -> i64 {
    stage.json("member shop m1")["balance"].as_i64().unwrap()
}

#[test]
fn a_withdrawal_goes_its_way() {
    let stage = played();
    stage.ok("publish-money-terms shop --terms money-out.toml");
    stage.ok("redeem shop --member m1 --points 50");
    let before = balance(&stage);
    assert!(before > 4_000, "{before}");
    let ask = "request-payout shop w1 --member m1 --amount 40";
    stage.refused(ask, REFUSED, "identity_unverified");
    stage.refused("request-payout shop w1 --member m1 --amount 9 --verified", REFUSED, "payout_too_small");
    assert_eq!(stage.run("request-payout shop w1 --member m1 --platform --amount 9").status, CANNOT);
    let ask = format!("{ask} --verified");
    // 40.00 at 0.6 %: 0.24.
    let expected = json!({ "amount": 4_000, "fee": 24, "withheld": 0, "net": 3_976 });
    assert_eq!(stage.json(&format!("{ask} --dry-run")), expected);
    assert_eq!(stage.json(&ask), expected);
    stage.refused(&ask, REFUSED, "payout_exists");
    let member = stage.json("member shop m1");
    assert_eq!((&member["balance"], &member["in_transit"]), (&json!(before - 4_000), &json!(4_000)));
    stage.refused("send-payout shop w1 --provider bank", REFUSED, "payout_state_wrong");
    stage.ok("approve-payout shop w1 --by finance-1");
    stage.ok("send-payout shop w1 --provider bank");
    stage.ok("conclude-payout shop w1 --result unknown");
    stage.refused("conclude-payout shop w1 --result paid", REFUSED, "payout_needs_query");
    let decide = "conclude-payout shop w1 --result paid --evidence decision";
    stage.refused(decide, REFUSED, "two_people_needed");
    assert!(stage.ok("payouts shop --state unknown").contains("w1"));
    stage.ok("conclude-payout shop w1 --result paid --evidence query --reference bank-77");
    let payout = stage.json("payout shop w1");
    assert_eq!(
        (&payout["state"], &payout["net"], &payout["provider"]),
        (&json!("paid"), &json!(3_976), &json!("bank"))
    );
    assert!(stage.ok("payout shop w1").contains("¥39.76"));
    stage.ok("return-payout shop w1 --reference bank-78");
    assert_eq!(balance(&stage), before - 24);
    stage.refused("payout shop w9", REFUSED, "payout_unknown");
    let explained = stage.json("explain shop --member m1");
    assert_eq!(explained["running"]["withdrawn"], 4_000);
    assert_eq!(explained["balance"]["value"], before - 24);
    stage.ok("verify shop");
}

#[test]
fn merchants_and_the_platform_are_paid_in_the_same_way() {
    let stage = played();
    let payable = stage.json("merchant shop s1")["payable"].as_i64().unwrap();
    stage.ok("top-up shop --merchant s1 --amount 100 --reference bank-5");
    assert_eq!(stage.json("merchant shop s1")["payable"], payable + 10_000);
    stage.ok("request-payout shop s-1 --merchant s1 --amount 300");
    stage.ok("reject-payout shop s-1 --reason wrong-account");
    stage.ok("request-payout shop s-2 --merchant s1 --amount 300");
    stage.ok("cancel-payout shop s-2");
    assert_eq!(stage.json("merchant shop s1")["payable"], payable + 10_000);
    stage.refused("request-payout shop p-1 --platform --amount 100000", REFUSED, "platform_funds_insufficient");
    stage.ok("request-payout shop p-1 --platform --amount 1");
    let states = stage.json("payouts shop")["payouts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["state"].clone())
        .collect::<Vec<_>>();
    assert_eq!(states, ["requested", "cancelled", "rejected"]);
    stage.refused("release-unallocated shop --amount 1", REFUSED, "two_people_needed");
    let release = "release-unallocated shop --amount 1 --approved-by finance-1";
    stage.refused(release, REFUSED, "unallocated_insufficient");
    stage.refused("remit-withheld shop --amount 1", REFUSED, "withheld_insufficient");
    stage.write("bad.toml", "utc_offset_minutes = 480\n[platform]\nfee_fen = 1\n");
    stage.refused("publish-money-terms shop --terms bad.toml", REFUSED, "money_terms_invalid");
    stage.write("bad.toml", "utc_offset_minutes = 480\n[member]\nfee = 1\n");
    stage.refused("publish-money-terms shop --terms bad.toml", CANNOT, "rules_malformed");
    stage.ok("verify shop");
}

#[test]
fn what_needs_two_people_is_filed_by_one_and_approved_by_another() {
    let stage = played();
    assert!(stage.ok("requests shop").contains("Nothing waits"));
    stage.ok("correct shop --order o3 --by till-1 --request r1 --from-reserve-at-most 0");
    stage.ok("correct shop --order o3 --by till-1 --request r2 --exits-at-most 0");
    assert_eq!(stage.json("requests shop")["requests"].as_array().unwrap().len(), 2);
    let correction = stage.json("request shop r1");
    assert_eq!((&correction["operation"], &correction["arguments"]["order"]), (&"correct".into(), &"o3".into()));
    assert!(stage.ok("request shop r1").contains("\"order\": \"o3\""));
    let payload = |id: &str| stage.json(&format!("request shop {id}"))["payload"].as_str().unwrap().to_owned();
    let approve =
        |id: &str, payload: &str, by: &str| format!("approve-request shop {id} --payload {payload} --by {by}");
    stage.refused(&approve("r2", "7", "finance-1"), CANNOT, "argument_invalid");
    stage.refused(&approve("r2", &payload("r1"), "finance-1"), REFUSED, "request_changed");
    stage.refused(&approve("r2", &payload("r2"), "till-1"), REFUSED, "two_people_needed");
    stage.refused(&approve("r1", &payload("r1"), "finance-1"), REFUSED, "bounds_exceeded");
    stage.refused("cancel-request shop r1", REFUSED, "requester_only");
    stage.ok("cancel-request shop r1 --by till-1");
    let line = approve("r2", &payload("r2"), "finance-1");
    let tried = stage.json(&format!("{line} --dry-run"));
    assert_eq!(tried["to_member"], 8_000);
    assert_eq!(stage.json(&line), tried);
    stage.refused(&line, REFUSED, "request_closed");
    let order = stage.json("order shop o3");
    let step = &order["steps"][1];
    assert_eq!(
        (&step["operation"], &step["actor"], &step["approver"]),
        (&json!("correct"), &json!("till-1"), &json!("finance-1"))
    );
    assert!(stage.ok("requests shop --all").contains("taken back"));
    assert!(stage.ok("--lang zh request shop r2").contains("已批准"));
    assert_eq!(stage.run("correct shop --order o2 --request r3 --approved-by finance-1").status, CANNOT);
    stage.ok("verify shop");
}

/// Where money is real, nothing is paid out without rules, rules take two people, and nobody approves their own payout.
#[test]
fn a_live_deployment_pays_out_by_rules_and_two_people() {
    let stage = cleared();
    fs::copy(repository().join("examples/money-out.toml"), stage.path("money-out.toml")).unwrap();
    stage.ok(INIT);
    stage.ok("add-merchant shop s1 --plan store");
    stage.ok("top-up shop --merchant s1 --amount 100");
    let ask = "request-payout shop s-1 --merchant s1 --amount 50 --by clerk-1";
    stage.refused(ask, REFUSED, "money_terms_missing");
    let publish = "publish-money-terms shop --terms money-out.toml";
    stage.refused(publish, REFUSED, "two_people_needed");
    stage.ok(&format!("{publish} --request r1 --by clerk-1"));
    let payload = stage.json("request shop r1")["payload"].as_str().unwrap().to_owned();
    stage.ok(&format!("approve-request shop r1 --payload {payload} --by finance-1"));
    stage.ok(ask);
    stage.refused("approve-payout shop s-1 --by clerk-1", REFUSED, "two_people_needed");
    stage.ok("approve-payout shop s-1 --by finance-1");
    stage.ok("verify shop");
}
