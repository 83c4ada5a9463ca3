//! Every vector file, step by step, with the invariants of section 8 after each of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::path::PathBuf;

use ratchet_naive::{Model, Rules};
use serde_json::Value;

/// Section 8, points 1 to 3, 5 and 7, from one state to the next.
fn invariants(before: &Model, after: &Model, step: &Value, ok: &Value, place: &str) {
    let (old_fen, old_units) = before.price();
    let (fen, units) = after.price();
    assert!(fen * old_units >= old_fen * units, "{place}: price falls");

    let held: u128 = after.positions().iter().map(|p| p.points).sum();
    let all = after.founding_units() + held;
    assert_eq!(after.supply(), all, "{place}: supply");
    let op = step["op"].as_str().unwrap();
    let paid_in = match op {
        "book" | "inject" => step["amount"].as_u64().unwrap(),
        _ => 0,
    };
    let paid_out = ok["to_member"].as_u64().unwrap_or(0);
    let cash = before.owed() + u128::from(paid_in) - u128::from(paid_out);
    assert_eq!(after.owed(), cash, "{place}: cash");

    for position in after.positions() {
        let old = before.positions().iter().find(|p| p.id == position.id);
        if let Some(old) = old.filter(|old| old.points == position.points) {
            let diluted = after.worth(position) < before.worth(old);
            assert!(!diluted, "{place}: position {} is diluted", old.id);
        }
    }
    assert_eq!(after.first_due(), None, "{place}: an exit is due");
    let worth: u128 = after.positions().iter().map(|p| after.worth(p)).sum();
    assert!(worth <= after.reserve(), "{place}: not everyone can leave");
}

/// Runs one file and says how many steps it has.
fn run(name: &str, file: &Value) -> usize {
    let rules: Rules = serde_json::from_value(file["rules"].clone()).unwrap();
    let mut model = Model::new(rules);
    let steps = file["steps"].as_array().unwrap();
    for (index, step) in steps.iter().enumerate() {
        let place = format!("{name}, step {index}: {step}");
        if step["op"] == "state" {
            assert_eq!(model.state(), step["expect"], "{place}");
            continue;
        }
        let before = model.clone();
        let result = model.step(step);
        if let Some(code) = step.get("rejected") {
            assert_eq!(result, Err(code.as_str().unwrap().into()), "{place}");
            assert_eq!(model, before, "{place}");
        } else {
            let ok = result.unwrap_or_else(|code| panic!("{place}: {code}"));
            assert_eq!(ok, step["ok"], "{place}");
            invariants(&before, &model, step, &ok, &place);
        }
    }
    steps.len()
}

#[test]
fn every_vector_file_passes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            assert!(run(&path.display().to_string(), &file) > 0);
            files += 1;
        }
    }
    assert!(files >= 14, "only {files} vector files");
}
