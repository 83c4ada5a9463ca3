//! Rules that can never work: refused with their place, and nothing is left behind.

use crate::stage::{CANNOT, REFUSED, Stage};
use std::fs;

/// Runs `init` and `open-programme` with these rules: the same refusal, naming `said`, and not a byte is written.
fn assert_refused(stage: &Stage, rules: impl AsRef<[u8]>, status: i32, code: &str, said: &str) {
    stage.write("bad.toml", rules);
    let before = stage.bytes_of("");
    for line in [
        "init new --sandbox --rules bad.toml",
        "open-programme shop second --rules bad.toml",
        "publish-rules shop --rules bad.toml --effective-at 2500-01-01",
    ] {
        let run = stage.refused(line, status, code);
        assert!(run.err.contains(said), "{said}: {run:?}");
    }
    assert_eq!(stage.bytes_of(""), before);
    assert!(!stage.path("new").exists());
    assert_eq!(fs::read_dir(stage.path("")).unwrap().count(), 3, "something was left behind");
}

/// The example rules with one line changed.
fn changed(stage: &Stage, from: &str, to: &str) -> String {
    let rules = stage.read("rules.toml");
    assert!(rules.contains(from), "{from}");
    rules.replacen(from, to, 1)
}

#[test]
fn rules_that_are_no_rules_are_named_by_line() {
    let stage = Stage::new();
    let line = 1 + stage.read("rules.toml").lines().position(|line| line.starts_with("mint_bp")).unwrap();
    let place = format!("line {line}");
    for to in
        ["mint_bp = ", "mint_bp 7000", "mint_bp = -1", "mint_bp = 70.5", "mint_bp = \"7000\"", "mint_bp = 99999999999"]
    {
        assert_refused(&stage, changed(&stage, "mint_bp = 7000", to), CANNOT, "rules_malformed", &place);
    }
    let unknown = changed(&stage, "mint_bp = 7000", "bonus = 1");
    assert_refused(&stage, unknown, CANNOT, "rules_malformed", "unknown field `bonus`");
    let twice = changed(&stage, "mint_bp = 7000", "mint_bp = 7000\nmint_bp = 7000");
    assert_refused(&stage, twice, CANNOT, "rules_malformed", &format!("line {}", line + 1));
    let unknown_plan_field = changed(&stage, "take_bp = 2000", "take_bp = 2000\ntake_percent = 20");
    assert_refused(&stage, unknown_plan_field, CANNOT, "rules_malformed", "take_percent");
    let margin = changed(&stage, "margin = \"take\"", "margin = \"both\"");
    assert_refused(&stage, margin, CANNOT, "rules_malformed", "both");
    assert_refused(&stage, "", CANNOT, "rules_malformed", "missing field");
    assert_refused(&stage, "[[[[", CANNOT, "rules_malformed", "line 1");
    assert_refused(&stage, "[".repeat(100_000), CANNOT, "rules_malformed", "bad.toml");
    assert_refused(&stage, format!("x = {}", "[".repeat(100_000)), CANNOT, "rules_malformed", "bad.toml");
    assert_refused(&stage, b"\xff\xfe\0", CANNOT, "file_unreadable", "bad.toml");
    assert_refused(&stage, vec![b'#'; (1 << 20) + 1], CANNOT, "rules_malformed", "too many");
}

#[test]
fn rules_that_can_never_work_are_named_by_place() {
    let stage = Stage::new();
    let cases = [
        ("initial_price_fen = 100", "initial_price_fen = 0", "initial_price_fen", "rule_price_out_of_range"),
        ("mint_bp = 7000", "mint_bp = 0", "mint_bp", "rule_rate_out_of_range"),
        ("mint_bp = 7000", "mint_bp = 10001", "mint_bp", "rule_rate_out_of_range"),
        ("redemption_fee_bp = 2000", "redemption_fee_bp = 10001", "redemption_fee_bp", "rule_rate_out_of_range"),
        ("founding_fen = 1_600_000", "founding_fen = -1", "founding_fen", "rule_founding_out_of_range"),
        ("founding_fen = 1_600_000", "founding_fen = 99", "founding_fen", "rule_founding_out_of_range"),
        ("multiple_bp = 12000", "multiple_bp = 1600", "cap.multiple_bp", "rule_cap_below_pool"),
        ("multiple_bp = 12000", "multiple_bp = 1000001", "cap.multiple_bp", "rule_rate_out_of_range"),
        ("take_bp = 2000", "take_bp = 300", "plans.store.split", "rule_split_above_commission"),
        ("take_bp = 2000", "", "plans.store.take_bp", "rule_take_missing"),
        ("margin = \"take\"", "margin = \"cost\"", "plans.store.take_bp", "rule_take_unexpected"),
        ("direct_bp = 30", "direct_bp = 101", "plans.store.awards", "rule_awards_above_distribution"),
        ("platform = {", "\"a b\" = {", "plans.store.split", "rule_name_invalid"),
    ];
    for (from, to, place, code) in cases {
        let said = format!("  {place}: ");
        assert_refused(&stage, changed(&stage, from, to), REFUSED, "rules_invalid", &said);
        let refused = stage.refused("init new --sandbox --rules bad.toml", REFUSED, "rules_invalid");
        let faults = refused.json()["error"]["faults"].clone();
        let is_named = |fault: &serde_json::Value| fault["place"] == place && fault["code"] == code;
        assert!(faults.as_array().unwrap().iter().any(is_named), "{to}: {faults}");
    }
    let rules = stage.read("rules.toml");
    let without_plans = format!("{}[plans]\n", rules.split("[plans.").next().unwrap());
    assert_refused(&stage, without_plans, REFUSED, "rules_invalid", "rule_plans_out_of_range");
}

#[test]
fn all_faults_are_said_at_once() {
    let stage = Stage::new();
    let rules = changed(&stage, "mint_bp = 7000", "mint_bp = 0").replace("take_bp = 2000", "take_bp = 300");
    stage.write("bad.toml", rules);
    let refused = stage.refused("init new --sandbox --rules bad.toml", REFUSED, "rules_invalid");
    assert!(refused.json()["error"]["faults"].as_array().unwrap().len() >= 2, "{refused:?}");
    assert!(refused.err.contains("mint_bp") && refused.err.contains("plans.store.split"), "{refused:?}");
}

#[test]
fn rules_that_are_not_there_can_not_be_read() {
    let stage = Stage::new();
    for rules in ["missing.toml", "shop", "main=missing.toml", "main="] {
        stage.refused(&format!("init new --sandbox --rules {rules}"), CANNOT, "file_unreadable");
    }
    assert!(!stage.path("new").exists());
}
