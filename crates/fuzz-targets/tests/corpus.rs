//! Every fuzz target over its committed corpus.
#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on has failed

use ratchet_fuzz_targets::TARGETS;
use std::fs;
use std::path::Path;

fn run(name: &str) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 20, "{name}: only {} inputs", paths.len());
    for path in paths {
        let input = fs::read(&path).unwrap();
        if let Err(panic) = std::panic::catch_unwind(|| target(&input)) {
            eprintln!("the input is {}", path.display());
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn frame_decode() {
    run("frame_decode");
}

#[test]
fn commands_against_naive() {
    run("commands_against_naive");
}

#[test]
fn order_file() {
    run("order_file");
}

#[test]
fn rules_file() {
    run("rules_file");
}
