//! `ratchet check`: the examples, the exit statuses, and files that cannot be read.

pub mod live;
mod snapshots;

use crate::stage::{CANNOT, REFUSED, SOME_REJECTED, Stage, repository};
use serde_json::Value;
use std::fs;

/// A directory with the examples in it.
pub fn stage() -> Stage {
    let stage = Stage::empty();
    for name in ["own-goods-mall.toml", "local-life.toml", "mall-and-local-life.toml", "deployment.toml"] {
        fs::copy(repository().join("examples").join(name), stage.path(name)).unwrap();
    }
    stage
}

/// Severity, id and place of each finding of a line, and its exit status.
pub fn findings(stage: &Stage, line: &str) -> (i32, Vec<String>) {
    let run = stage.run(&format!("{line} --json"));
    let report = run.json();
    let row = |finding: &Value| {
        let field = |name: &str| finding[name].as_str().unwrap().to_owned();
        format!("{} {} {}", field("severity"), field("id"), field("place"))
    };
    (run.status, report["findings"].as_array().unwrap().iter().map(row).collect())
}

/// Replaces a line of a file.
fn change(stage: &Stage, name: &str, from: &str, to: &str) {
    let text = stage.read(name);
    assert!(text.contains(from), "{from}");
    stage.write(name, text.replacen(from, to, 1));
}

const CLEAN_LOCAL_LIFE: [(&str, &str); 4] = [
    ("indirect_bp = 20", "indirect_bp = 0"),
    ("district = 10", "district = 0"),
    ("city = 20", "city = 0"),
    ("province = 30", "province = 0"),
];

#[test]
fn what_the_findings_say_to_change_makes_local_life_clean() {
    let stage = stage();
    let both = "check local-life.toml --deployment deployment.toml";
    for (from, to) in CLEAN_LOCAL_LIFE {
        assert_ne!(stage.run(both).status, 0);
        change(&stage, "local-life.toml", from, to);
    }
    let report = stage.json(both);
    assert_eq!((&report["status"], report["passed"].as_array().unwrap().len()), (&Value::from("clean"), 21));
    assert_eq!(report["not_examined"], Value::Array(vec![]));
    assert!(stage.ok(both).contains("Nothing that was examined blocks or warns."));
    assert_eq!(stage.json("check local-life.toml")["not_examined"].as_array().unwrap().len(), 11);
}

#[test]
fn warnings_alone_end_with_their_own_status() {
    let stage = stage();
    for (from, to) in &CLEAN_LOCAL_LIFE[1..] {
        change(&stage, "local-life.toml", from, to);
    }
    let run = stage.run("check local-life.toml");
    assert_eq!(run.status, SOME_REJECTED);
    assert!(run.out.contains("No finding blocks; warnings: 1.") && run.err.is_empty(), "{run:?}");
}

#[test]
fn the_profile_asked_for_comes_before_that_of_the_file() {
    let stage = stage();
    let profile = |line: &str| stage.run(&format!("{line} --json")).json()["profile"].clone();
    assert_eq!(profile("check local-life.toml"), "cn-strict");
    change(&stage, "deployment.toml", "profile = \"cn-strict\"", "profile = \"cn-counsel\"");
    assert_eq!(profile("check local-life.toml --deployment deployment.toml"), "cn-counsel");
    assert_eq!(profile("check local-life.toml --deployment deployment.toml --profile none"), "none");
    assert_eq!(stage.run("check local-life.toml --profile cn").status, CANNOT);
}

#[test]
fn without_checks_only_a_sandbox_passes_and_says_so() {
    let stage = stage();
    let line = "check own-goods-mall.toml --deployment deployment.toml --profile none";
    assert!(stage.ok(line).starts_with("SANDBOX"));
    assert!(stage.ok("check own-goods-mall.toml --profile none").starts_with("SANDBOX"));
    change(&stage, "deployment.toml", "mode = \"sandbox\"", "mode = \"live\"");
    assert_eq!(findings(&stage, line), (REFUSED, vec!["block profile mode".to_owned()]));
}

#[test]
fn opinions_allow_what_counsel_may_allow() {
    let stage = stage();
    let opinion = |finding: &str, date: &str| {
        format!(
            "\n[[opinions]]\nfinding = \"{finding}\"\nreference = \"17\"\nsha256 = \"{}\"\nsigned_by = \"Counsel\"\ndate = {date}\n",
            "ab".repeat(32)
        )
    };
    let facts = stage.read("deployment.toml");
    let line = "check own-goods-mall.toml --deployment deployment.toml --profile cn-counsel";
    let (depth, cap) = ("reward-depth plans.own.awards.indirect_bp", "static-return cap.multiple_bp");
    stage.write(
        "deployment.toml",
        format!("{facts}{}{}", opinion("static-return", "2026-01-31"), opinion("reward-depth", "2026-01-31")),
    );
    assert_eq!(findings(&stage, line), (0, vec![format!("allowed {depth}"), format!("allowed {cap}")]));
    assert!(
        stage.ok(line).contains(&format!("Opinion: 17, signed by Counsel on 2026-01-31, SHA-256 {}", "ab".repeat(32)))
    );
    // Signed in the future, by the clock of this machine.
    stage.write(
        "deployment.toml",
        format!("{facts}{}{}", opinion("static-return", "2999-01-31"), opinion("reward-depth", "2026-01-31")),
    );
    let expected = vec![format!("block {cap}"), "warn opinion opinions[0].date".to_owned(), format!("allowed {depth}")];
    assert_eq!(findings(&stage, line), (REFUSED, expected));
}

#[test]
fn what_cannot_be_read_is_named() {
    let stage = stage();
    let line = "check local-life.toml --deployment bad.toml";
    stage.refused(line, CANNOT, "file_unreadable");
    stage.refused("check nope.toml", CANNOT, "file_unreadable");
    stage.write("bad.toml", "mode = ");
    let run = stage.refused(line, CANNOT, "deployment_file_malformed");
    assert!(run.err.contains("bad.toml: line 1: "), "{run:?}");
    stage.write("bad.toml", vec![b'#'; (1 << 20) + 1]);
    stage.refused(line, CANNOT, "deployment_file_malformed");
    stage.write("bad.toml", "mode = \"real\"\noperator = \"x\"\nrecord_years = 3\n");
    let run = stage.refused(line, CANNOT, "deployment_file_invalid");
    for said in [
        "bad.toml: mode: \"real\" is not allowed here; allowed is \"sandbox\", \"live\" [fact_malformed]",
        "bad.toml: record_years: ",
    ] {
        assert!(run.err.lines().any(|line| line.contains(said)), "{said}: {run:?}");
    }
    assert_eq!(run.json()["error"]["faults"][1]["place"], "record_years");
    let rules = stage.read("local-life.toml").replacen("mint_bp = 7000", "mint_bp = 0", 1);
    stage.write("bad.toml", rules);
    stage.refused("check bad.toml", REFUSED, "rules_invalid");
}
