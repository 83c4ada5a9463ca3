//! Orders, refunds, sales and corrections one by one: what each says, tried and done.

use crate::policy::live::{INIT, cleared};
use crate::stage::{REFUSED, Stage};
use serde_json::Value;

/// Tries a command and then does it: trying says the same and leaves every byte as it was.
fn tried_and_done(stage: &Stage, line: &str) -> Value {
    let before = stage.bytes_of("shop");
    let tried = stage.json(&format!("{line} --dry-run"));
    let text = stage.ok(&format!("{line} --dry-run"));
    assert!(text.contains("A dry run: nothing was written."), "{text}");
    assert_eq!(stage.bytes_of("shop"), before, "{line}");
    let done = stage.json(line);
    assert_eq!(tried, done, "{line}");
    assert_ne!(stage.bytes_of("shop/journal"), before, "{line}");
    done
}

#[test]
fn every_command_does_what_trying_it_said() {
    let stage = Stage::new();
    for line in [
        "add-member shop m0",
        "add-member shop m1 --referrer m0",
        "add-merchant shop s1 --plan store --take-bp 3000 --owner m1 --recruiter m0 --region 33/3301/330106",
        "appoint-agent shop 33/3301/330106 m0",
        "publish-rules shop --rules rules.toml --effective-at 2500-01-01",
        "open-programme shop second --rules rules.toml",
    ] {
        assert_eq!(tried_and_done(&stage, line), serde_json::json!({}), "{line}");
    }
    let booked = tried_and_done(&stage, "book shop o1 --member m1 --merchant s1 --amount 1000");
    assert_eq!((&booked["commission"], &booked["pool"]), (&Value::from(30_000), &Value::from(26_000)));
    let kinds: Vec<&str> =
        booked["awards"].as_array().unwrap().iter().map(|award| award[1].as_str().unwrap()).collect();
    assert_eq!(kinds, ["direct", "recruiter", "region:district"]);
    tried_and_done(&stage, "book shop o2 --member m1 --merchant s1 --amount 0.50 --occurred-at 2024-01-31");
    let redeemed = tried_and_done(&stage, "redeem shop --member m1 --points 12.5");
    let of = |field: &str| redeemed[field].as_u64().unwrap();
    assert_eq!(of("gross"), of("net") + of("fee"));
    tried_and_done(&stage, "redeem shop --member m1 --units 1000000000");
    let refunded = tried_and_done(&stage, "refund shop --order o1 --amount 12.34");
    assert_eq!(refunded["to_member"], 1_234);
    // An injection that is only tried shows more: what it would do to the price and to whom it would bring to the cap.
    let before = stage.bytes_of("shop");
    assert_eq!(stage.json("inject shop --amount 77 --dry-run")["exits"], 0);
    assert_eq!(stage.bytes_of("shop"), before);
    assert_eq!(stage.json("inject shop --amount 77"), serde_json::json!({ "exits": [] }));
    tried_and_done(&stage, "redeem shop --member m1 --everything");
    assert_eq!(stage.json("member shop m1")["points"], 0);
    stage.ok("book shop o3 --member m0 --merchant s1 --amount 10");
    let corrected = tried_and_done(&stage, "correct shop --order o3 --by till-1 --approved-by finance-1");
    assert_eq!(corrected["to_member"], 1_000);
    stage.ok("verify shop");
}

#[test]
fn an_order_tells_what_became_of_it() {
    let stage = Stage::played();
    let order = stage.json("order shop o2");
    let operations: Vec<&Value> = order["steps"].as_array().unwrap().iter().map(|step| &step["operation"]).collect();
    assert_eq!(operations, ["book", "refund"]);
    assert_eq!(
        (&order["amount"], &order["refunded"], &order["refundable"]),
        (&25_050.into(), &5_050.into(), &true.into())
    );
    let text = stage.ok("order shop o2");
    for said in ["Booked", "Refunded", "¥250.50", "¥50.50", "by operator"] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn member_merchant_and_price_agree_with_the_status() {
    let stage = Stage::played();
    let status = stage.json("status shop --all");
    let member = stage.json("member shop m1");
    assert_eq!(member["referrer"], "m0");
    assert_eq!(member["balance"], status["balances"]["m1"]);
    assert_eq!(stage.json("merchant shop s1")["payable"], status["payables"]["s1"]);
    let price = stage.json("price shop");
    assert_eq!(
        (&price["price"], &price["reserve"], &price["supply"]),
        (&status["price"], &status["reserve"], &status["supply"])
    );
    let quoted = &member["sale_now"];
    let sold = stage.json("redeem shop --member m1 --everything --dry-run");
    assert_eq!((&quoted["gross"], &quoted["fee"], &quoted["net"]), (&sold["gross"], &sold["fee"], &sold["net"]));
    assert!(stage.ok("price shop").contains(status["price"].as_str().unwrap()));
    for line in
        ["status shop", "status shop --all", "member shop m1", "merchant shop s1", "order shop o1", "price shop"]
    {
        assert!(stage.ok(line).starts_with("SANDBOX: no money here is real\n"), "{line}");
    }
}

#[test]
fn a_correction_needs_two_people() {
    let stage = Stage::played();
    let before = stage.bytes_of("shop");
    for by in ["", " --by till-1", " --approved-by operator", " --by till-1 --approved-by till-1"] {
        stage.refused(&format!("correct shop --order o3{by}"), REFUSED, "two_people_needed");
        stage.refused(&format!("correct shop --order o3{by} --dry-run"), REFUSED, "two_people_needed");
    }
    assert_eq!(stage.bytes_of("shop"), before);
    stage.ok("correct shop --order o3 --by till-1 --approved-by finance-1");
    stage.refused("correct shop --order o3 --by till-1 --approved-by finance-1", REFUSED, "order_refunded");
}

#[test]
fn a_live_deployment_is_live_everywhere() {
    let stage = cleared();
    stage.ok(INIT);
    assert_eq!(stage.json("status shop")["mode"], "live");
    assert!(!stage.ok("status shop").contains("SANDBOX"));
    stage.ok("add-member shop m0");
    stage.refused("inject shop --amount 5", REFUSED, "two_people_needed");
    stage.refused("appoint-agent shop 33 m0", REFUSED, "two_people_needed");
    let facts = "--deployment deployment.toml";
    let publish = format!("publish-rules shop --rules local-life.toml {facts} --effective-at 2500-01-01");
    stage.refused(&publish, REFUSED, "two_people_needed");
    stage.ok("appoint-agent shop 33 m0 --by till-1 --approved-by finance-1");
    stage.ok("verify shop");
    let unfounded = stage.read("local-life.toml").replace("founding_fen = 1_600_000", "founding_fen = 0");
    stage.write("unfounded.toml", unfounded);
    let run = stage.refused(&format!("init other --live --rules unfounded.toml {facts}"), REFUSED, "policy_blocked");
    assert_eq!(run.json()["error"]["findings"][0]["id"], "founding");
    assert!(!stage.path("other").exists());
}
