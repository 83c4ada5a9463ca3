//! Simulations from the command line: what is said first, what is written, what is refused.

use crate::stage::{CANNOT, INTERRUPTED, Run, Stage, repository};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// With the examples beside it.
fn stage() -> Stage {
    let stage = Stage::empty();
    fs::create_dir(stage.path("scenarios")).unwrap();
    for entry in fs::read_dir(repository().join("examples/scenarios")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, stage.path("scenarios").join(path.file_name().unwrap())).unwrap();
    }
    fs::copy(repository().join("examples/local-life.toml"), stage.path("local-life.toml")).unwrap();
    stage
}

#[test]
fn the_uncomfortable_truth_comes_first() {
    let stage = stage();
    let text = stage.ok("simulate scenarios/steady-local-life.toml -o out");
    let first: Vec<&str> = text.lines().take(5).collect();
    assert!(
        first[0].starts_with("Of every ¥100.00 spent, all members together can ever get back at most ¥16."),
        "{text}"
    );
    assert!(first[2].starts_with("Half of the members received at most"), "{text}");
    assert!(first[3].contains("reached the cap") && first[4].contains("never able to get back"), "{text}");
    let parts = ["Of it ¥", "Levels: ¥", "Of old debts of ¥", "The closing: "];
    assert!(parts.iter().all(|part| !text.contains(part)), "the scenario uses none of them: {text}");
    assert!(text.contains("no forecast") && text.contains("Results are in out"), "{text}");
    for file in ["summary.json", "runs.csv", "time.parquet", "cohorts.csv", "queue.csv", "returns.csv", "tornado.csv"] {
        assert!(stage.path("out").join(file).exists(), "{file}");
    }
    let chinese = stage.ok("--lang zh simulate scenarios/steady-local-life.toml -o out");
    assert!(chinese.starts_with("每消费 ¥100.00，全体会员合计最多只能从盈利池拿回 ¥16."), "{chinese}");
}

#[test]
fn each_part_that_a_scenario_uses_has_its_sentence() {
    let stage = stage();
    for entry in fs::read_dir(repository().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            fs::copy(&path, stage.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
        }
    }
    for (scenario, begins, figure) in [
        ("fund", "Of it ¥", ["fund", "of_fund_per_100"]),
        ("levels", "Levels: ¥", ["levels", "paid"]),
        ("old-debts", "Of old debts of ¥", ["debts", "owed"]),
        ("closing", "The closing: ", ["closing", "held_per_100"]),
    ] {
        let line = format!("simulate scenarios/{scenario}.toml --runs 1 -o out");
        let text = stage.ok(&line);
        let sentence = text.lines().find(|sentence| sentence.starts_with(begins)).unwrap_or_else(|| panic!("{text}"));
        let told = &stage.json(&line)[figure[0]][figure[1]]["p50"];
        assert!(sentence.contains(&format!("¥{:.2}", told.as_f64().unwrap())), "{sentence}: {told}");
    }
}

#[test]
fn the_report_is_written_in_both_languages_and_named_last() {
    let stage = stage();
    let text = stage.ok("simulate scenarios/bank-run.toml -o out");
    assert_eq!(text.lines().last(), Some("Report: out/report.en.html"), "{text}");
    let chinese = stage.ok("--lang zh simulate scenarios/bank-run.toml -o out");
    assert_eq!(chinese.lines().last(), Some("报告：out/report.zh.html"), "{chinese}");
    let told = stage.json("simulate scenarios/bank-run.toml -o again");
    assert_eq!(told["reports"]["en"], "again/report.en.html");
    assert_eq!(told["reports"]["zh"], "again/report.zh.html");
    for (file, sentence) in [
        ("report.en.html", "On day 120 everybody sells: the first in the queue receives"),
        ("report.zh.html", "第 120 天人人都卖：排第一的每消费 ¥100.00 到账"),
    ] {
        let page = stage.read(&format!("out/{file}"));
        assert!(page.contains(sentence) && page == stage.read(&format!("again/{file}")), "{file}");
        assert!(page.contains(told["about"]["scenario"].as_str().unwrap()), "{file}");
    }
}

#[test]
fn seed_and_runs_can_be_given_and_threads_change_nothing() {
    let stage = stage();
    let line = "simulate scenarios/bank-run.toml --runs 3 --seed 9";
    let summary = stage.json(&format!("{line} -o one --threads 1"));
    assert_eq!((summary["about"]["seed"].as_u64(), summary["about"]["runs_finished"].as_u64()), (Some(9), Some(3)));
    assert!(summary["most_back_per_100"]["p50"].as_f64().unwrap() > 15.0, "{summary}");
    stage.ok(&format!("{line} -o two --threads 2"));
    let names = |files: std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>| {
        files.into_iter().map(|(path, bytes)| (path.file_name().unwrap().to_owned(), bytes)).collect::<Vec<_>>()
    };
    assert!(names(stage.bytes_of("one")) == names(stage.bytes_of("two")), "threads changed a byte");
}

#[test]
fn what_is_wrong_with_a_scenario_is_one_line() {
    let stage = stage();
    let steady = stage.read("scenarios/steady-local-life.toml");
    stage.write("scenarios/bad.toml", steady.replace("new_bp = 3000", "new_bp = 30000"));
    let run = stage.refused("simulate scenarios/bad.toml -o out", CANNOT, "scenario_value_invalid");
    assert!(
        run.err.contains("scenarios/bad.toml: members.new_bp: 30000 is not allowed: a number from 0 to 10000"),
        "{run:?}"
    );
    assert!(!stage.path("out").exists(), "nothing is written");
    stage.refused("simulate nowhere.toml -o out", CANNOT, "scenario_unreadable");
    stage.write("file", "");
    stage.refused("simulate scenarios/bank-run.toml -o file", CANNOT, "simulation_unwritable");
}

#[test]
fn stopped_it_keeps_the_runs_that_are_finished() {
    let stage = stage();
    let mut command = stage.command("simulate scenarios/bank-run.toml -o out --runs 5000 --threads 2");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Long enough to begin on a busy machine too, far from long enough to finish 5000 runs.
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let kill = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.status, INTERRUPTED, "{run:?}");
    assert!(run.out.starts_with("Stopped: "), "{run:?}");
    let summary: serde_json::Value = serde_json::from_str(&stage.read("out/summary.json")).unwrap();
    assert_eq!((summary["interrupted"].as_bool(), summary["about"]["runs_asked"].as_u64()), (Some(true), Some(5_000)));
    let rows = stage.read("out/runs.csv").lines().count() as u64 - 1;
    assert_eq!(summary["about"]["runs_finished"].as_u64(), Some(rows));
}
