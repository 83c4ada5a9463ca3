//! A live deployment takes rules only without blocking findings, and keeps what they were checked by.

use super::{CLEAN_LOCAL_LIFE, change, stage};
use crate::stage::{CANNOT, REFUSED, Stage};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Makes `shop`.
pub const INIT: &str = "init shop --live --rules local-life.toml --deployment deployment.toml";

/// The examples, with the facts of a live deployment.
fn live() -> Stage {
    let stage = stage();
    change(&stage, "deployment.toml", "mode = \"sandbox\"", "mode = \"live\"");
    stage
}

/// The same with rules that nothing blocks: `shop` can be made.
pub fn cleared() -> Stage {
    let stage = live();
    clean(&stage);
    stage
}

/// Changes the rules as the findings say.
fn clean(stage: &Stage) {
    for (from, to) in CLEAN_LOCAL_LIFE {
        change(stage, "local-life.toml", from, to);
    }
}

/// SHA-256 of a file, in hexadecimal.
fn sha256(stage: &Stage, name: &str) -> String {
    Sha256::digest(stage.read(name)).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn what_blocks_keeps_a_live_deployment_from_opening() {
    let stage = live();
    let run = stage.refused(INIT, REFUSED, "policy_blocked");
    assert!(!stage.path("shop").exists());
    let findings = run.json()["error"]["findings"].clone();
    assert_eq!((findings[0]["id"].as_str(), findings.as_array().unwrap().len()), (Some("team-pay"), 1));
    let said = stage.run(INIT);
    for part in ["team-pay", "plans.store.awards.region_bp", "Change: ", "Source: "] {
        assert!(said.err.contains(part) && said.out.is_empty(), "{part}: {said:?}");
    }
    let chinese = stage.run(&format!("--lang zh {INIT}"));
    assert!(chinese.err.contains("怎么改") && chinese.err.contains("[policy_blocked]"), "{chinese:?}");
    clean(&stage);
    stage.ok(INIT);
    let clearance = stage.json("status shop")["clearance"].clone();
    assert_eq!(clearance["profile"], "cn-strict");
    assert_eq!(clearance["deployment_file"], sha256(&stage, "deployment.toml"));
    assert_eq!(clearance["opinions"], Value::Array(vec![]));
    assert!(stage.ok("status shop").contains(&sha256(&stage, "deployment.toml")));
    stage.ok("verify shop");
}

#[test]
fn further_programmes_and_new_rules_are_asked_too() {
    let stage = live();
    let dirty = stage.read("local-life.toml");
    clean(&stage);
    stage.ok(INIT);
    let before = stage.bytes_of("shop/journal");
    stage.write("dirty.toml", dirty);
    let facts = "--deployment deployment.toml";
    let publish = "publish-rules shop --effective-at 2999-01-01 --approved-by second";
    for line in [
        format!("open-programme shop other --rules dirty.toml {facts}"),
        format!("open-programme shop other --rules dirty.toml {facts} --dry-run"),
        format!("{publish} --rules dirty.toml {facts}"),
    ] {
        stage.refused(&line, REFUSED, "policy_blocked");
    }
    // The facts are needed, and they are those of a live deployment.
    stage.refused(&format!("{publish} --rules local-life.toml"), CANNOT, "argument_invalid");
    stage.refused("init another --live --rules local-life.toml", CANNOT, "argument_invalid");
    stage.write("sandbox.toml", stage.read("deployment.toml").replacen("\"live\"", "\"sandbox\"", 1));
    let line = format!("{publish} --rules local-life.toml --deployment sandbox.toml");
    stage.refused(&line, REFUSED, "policy_mode_differs");
    assert_eq!(stage.bytes_of("shop/journal"), before);

    let run = stage.run(&format!("{publish} --rules local-life.toml {facts}"));
    assert!(run.status == 0 && run.err.contains("no finding blocks; warnings: 0"), "{run:?}");
    stage.ok(&format!("open-programme shop other --rules local-life.toml {facts}"));
    let sheet = stage.json("factsheet shop");
    for version in ["now", "next"] {
        assert_eq!(sheet["rules"][version]["clearance"]["profile"], "cn-strict", "{version}");
    }
    stage.ok("export shop --format hledger");
    stage.ok("verify shop");
}

#[test]
fn a_signed_opinion_clears_what_counsel_may_allow_and_is_kept() {
    let stage = live();
    let line = format!("{INIT} --profile cn-counsel");
    stage.refused(&line, REFUSED, "policy_blocked");
    let facts = stage.read("deployment.toml");
    let (sha256, reference) = ("0a".repeat(32), "（2026）某某律意字第 17 号");
    let opinion = format!(
        "\n[[opinions]]\nfinding = \"team-pay\"\nreference = \"{reference}\"\nsha256 = \"{sha256}\"\nsigned_by = \"Counsel\"\n\
         date = 2026-01-31\n"
    );
    stage.write("deployment.toml", format!("{facts}{opinion}"));
    stage.refused(INIT, REFUSED, "policy_blocked");
    let run = stage.run(&line);
    assert!(run.status == 0 && run.err.contains("warnings: 1; legal opinions relied on: 1"), "{run:?}");
    let expected = serde_json::json!([{ "finding": "team-pay", "reference": reference, "sha256": sha256 }]);
    assert_eq!(stage.json("status shop")["clearance"]["opinions"], expected);
    assert!(stage.ok("status shop").contains(reference));
    stage.ok("factsheet shop -o page.html");
    assert!(stage.read("page.html").contains(reference));
    stage.ok("verify shop");
}

#[test]
fn no_profile_at_all_is_for_sandboxes() {
    let stage = cleared();
    let run = stage.refused(&format!("{INIT} --profile none"), REFUSED, "policy_blocked");
    assert_eq!(run.json()["error"]["findings"][0]["id"], "profile");
}

#[test]
fn a_sandbox_runs_everything_and_counts_what_would_stand_in_the_way() {
    let stage = stage();
    let run = stage.run("init shop --sandbox --rules local-life.toml");
    assert!(run.status == 0 && run.err.is_empty(), "{run:?}");
    let run = stage.run("open-programme shop other --rules local-life.toml --deployment deployment.toml");
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.err.contains("1 findings would block it in a live deployment; warnings: 1"), "{run:?}");
    let run = stage.run("init free --sandbox --rules own-goods-mall.toml --deployment deployment.toml --profile none");
    assert!(run.status == 0 && run.err.contains("Checked by none: 0 findings"), "{run:?}");
    assert_eq!(stage.json("status shop --programme other").get("clearance"), None);
}
