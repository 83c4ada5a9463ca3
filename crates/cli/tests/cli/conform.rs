//! The vector files through the binary.

use crate::stage::{CANNOT, REFUSED, Stage, repository};
use serde_json::{Value, json};
use std::fs;

/// The paths of all vector files.
fn vectors() -> Vec<String> {
    let entries = fs::read_dir(repository().join("vectors")).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let mut files: Vec<String> = files.map(|path| path.to_str().unwrap().to_owned()).collect();
    files.sort();
    files
}

#[test]
fn every_vector_file_agrees() {
    let stage = Stage::empty();
    let files = vectors();
    assert!(files.len() >= 14, "{files:?}");
    let line = format!("conform {}", files.join(" "));
    let text = stage.ok(&line);
    let results = stage.json(&line);
    for (result, file) in results.as_array().unwrap().iter().zip(&files) {
        let vector: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let steps = vector["steps"].as_array().unwrap().len();
        assert_eq!(*result, json!({ "file": file, "steps": steps, "difference": null }));
        assert!(text.contains(&format!("{file}: all {steps} steps agree")), "{text}");
    }
    assert_eq!(results.as_array().unwrap().len(), files.len());
}

/// Changes a vector file; the place of the changed step, from 0, and what must be said of it.
type Change = fn(&mut Value) -> (usize, &'static str);

/// The smallest vector file, with something of it changed.
fn changed(stage: &Stage, change: impl FnOnce(&mut Value)) {
    let text = fs::read_to_string(repository().join("vectors/edges.json")).unwrap();
    let mut vector: Value = serde_json::from_str(&text).unwrap();
    change(&mut vector);
    stage.write("changed.json", vector.to_string());
}

/// The place of the first step that is `operation`, from 0.
fn first(vector: &Value, operation: &str) -> usize {
    vector["steps"].as_array().unwrap().iter().position(|step| step["op"] == operation).unwrap()
}

#[test]
fn a_changed_expectation_is_named_with_its_step() {
    let stage = Stage::empty();
    let changes: [Change; 4] = [
        |vector| {
            let step = first(vector, "book");
            vector["steps"][step]["ok"]["minted"] = json!(11_200_000_001_u64);
            (step, "11200000001")
        },
        |vector| {
            let step = first(vector, "state");
            vector["steps"][step]["expect"]["price"] = json!("1.42857143");
            (step, "1.42857143")
        },
        |vector| {
            let step = first(vector, "inject");
            vector["steps"][step]["rejected"] = json!("limit_exceeded");
            (step, "no_points_in_circulation")
        },
        |vector| {
            let step = first(vector, "redeem");
            vector["steps"][step]["units"] = json!("all");
            (step, "a step")
        },
    ];
    for change in changes {
        let mut named = (0, "");
        changed(&stage, |vector| named = change(vector));
        let (step, said) = (format!("step {} ", named.0 + 1), named.1);
        let text = stage.run("conform changed.json");
        assert_eq!(text.status, REFUSED, "{text:?}");
        assert!(text.out.contains(&step) && text.out.contains(said), "{step}, {said}: {text:?}");
        assert_eq!(text.err, "", "said once: {text:?}");
        let json = stage.run("conform changed.json --json");
        assert_eq!(json.status, REFUSED, "{json:?}");
        assert!(json.json()[0]["difference"].as_str().unwrap().contains(&step), "{json:?}");
    }
}

#[test]
fn a_difference_does_not_hide_the_files_after_it() {
    let stage = Stage::empty();
    changed(&stage, |vector| vector["steps"][1]["id"] = json!("13800138000"));
    let sound = repository().join("vectors/limits.json");
    let run = stage.run(&format!("conform changed.json {} --json", sound.display()));
    assert_eq!(run.status, REFUSED, "{run:?}");
    assert!(run.json()[0]["difference"].is_string() && run.json()[1]["difference"].is_null(), "{run:?}");
}

#[test]
fn what_is_no_vector_file_is_told() {
    let stage = Stage::empty();
    let deep = "[".repeat(200_000);
    let rules = r#"{"name": "x", "seed": 0, "rules": {}, "steps": []}"#;
    for content in ["", "null", "[]", "{", "{\"steps\": 5}", deep.as_str(), rules, "\0\0"] {
        stage.write("rubbish.json", content);
        let run = stage.run("conform rubbish.json");
        assert!([REFUSED, CANNOT].contains(&run.status), "{run:?}");
    }
    stage.write("rubbish.json", b"\xff\xfe\x00");
    stage.refused("conform rubbish.json", CANNOT, "file_unreadable");
    stage.refused("conform missing.json", CANNOT, "file_unreadable");
    changed(&stage, |vector| vector["rules"]["mint_bp"] = json!(0));
    let run = stage.run("conform changed.json");
    assert!(run.status == REFUSED && run.out.contains("mint_bp"), "{run:?}");
}
