//! The examples get exactly the findings that the table of `docs/policy.md` implies, and they read as the snapshots do.
//!
//! Worked out by hand, from the rules' figures:
//!
//! | | own-goods-mall | local-life | mall-and-local-life |
//! |---|---|---|---|
//! | `reward-depth` | 20 % + 10 %: two levels, warn | 0.3 % + 0.2 %: warn | both plans: warn twice |
//! | `team-pay` | no regions | 0.1/0.2/0.3 %: block | plan store: block |
//! | `static-return` | 3 × 80 % = 2.4 > 1: block, at most 1 ÷ 0.8 = 1.25 | 1.2 × 80 % = 0.96: clean | 2 × 80 % = 1.6: block, 1.25 |
//! | `awards-ceiling` | 30 %, exactly at it: clean | 0.3 + 0.2 + 0.5 + 0.3 = 1.3 %: clean | 30 % and 1.3 %: clean |
//! | `can-run-away` | ρ = 60 % at no cost: 0.866 < 3: clean | ρ = 16 %: 0.231 < 1.2: clean | ρ = 60 %: 0.866 < 2: clean |
//! | `founding` | 30000.00 = 100 × 300.00: clean | 16000.00 = 100 × 160.00: clean | 30000.00 = 100 × 300.00: clean |
//!
//! The facts of `deployment.toml` are clean; with rules alone, what needs them is not examined. `cn-counsel` differs in
//! what an opinion may clear, not in what is found without one.

use super::{findings, stage};
use crate::stage::{REFUSED, Run};
use std::fs;
use std::path::Path;

const EXPECTED: [(&str, &[&str]); 3] = [
    ("own-goods-mall", &["block static-return cap.multiple_bp", "warn reward-depth plans.own.awards.indirect_bp"]),
    (
        "local-life",
        &["block team-pay plans.store.awards.region_bp", "warn reward-depth plans.store.awards.indirect_bp"],
    ),
    (
        "mall-and-local-life",
        &[
            "block team-pay plans.store.awards.region_bp",
            "block static-return cap.multiple_bp",
            "warn reward-depth plans.own.awards.indirect_bp",
            "warn reward-depth plans.store.awards.indirect_bp",
        ],
    ),
];

#[test]
fn the_examples_get_the_findings_of_the_table() {
    let stage = stage();
    for (name, expected) in EXPECTED {
        let expected: Vec<String> = expected.iter().map(|row| (*row).to_owned()).collect();
        for options in [
            "",
            "--deployment deployment.toml",
            "--profile cn-counsel",
            "--profile cn-counsel --deployment deployment.toml",
        ] {
            let line = format!("check {name}.toml {options}");
            assert_eq!(findings(&stage, &line), (REFUSED, expected.clone()), "{line}");
        }
        let report = stage.run(&format!("check {name}.toml --json")).json();
        for finding in report["findings"].as_array().unwrap() {
            if finding["id"] == "static-return" {
                let expected = serde_json::json!([{ "key": "cap.multiple_bp", "bound": "at_most", "value": 12_500 }]);
                assert_eq!(finding["settings"], expected);
            }
        }
    }
}

/// Compares with the file of this name; `RATCHET_SNAPSHOTS=write` writes it anew, to be read before it is committed.
fn assert_snapshot(name: &str, run: &Run) {
    assert!(run.err.is_empty(), "{run:?}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/policy/snapshots").join(name);
    if std::env::var("RATCHET_SNAPSHOTS").is_ok_and(|value| value == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &run.out).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(run.out, expected, "{name} has changed");
}

#[test]
fn reports_read_as_their_snapshots() {
    let stage = stage();
    for (name, _) in EXPECTED {
        for (options, kind) in [("", "rules"), (" --deployment deployment.toml", "deployment")] {
            let line = format!("check {name}.toml{options}");
            for (language, extension) in [("--lang en", "en.txt"), ("--lang zh", "zh.txt"), ("--json", "json")] {
                assert_snapshot(&format!("{name}.{kind}.{extension}"), &stage.run(&format!("{line} {language}")));
            }
        }
    }
}
