//! The same scenario and seed give the same bytes of every file, whatever the number of threads.

use crate::stage::on_threads;
use ratchet_sim::files;
use std::collections::BTreeMap;
use std::fs;

const SCENARIO: &str = "
    seed = SEED
    runs = 6
    days = 40
    rules = '../local-life.toml'
    [arrivals]
    kind = 's_curve'
    most_per_day = 20
    middle_day = 10
    width_days = 3
    spread = 'poisson'
    [members]
    new_bp = 4000
    repeat = 'recent'
    [spend]
    kind = 'lognormal'
    median_fen = 5000
    sigma = 1.2
    [referral]
    kind = 'preferential'
    [agents]
    recruiters = 2
    districts = 3
    [[merchants]]
    plan = 'store'
    count = 4
    [[selling]]
    kind = 'hazard'
    share_bp = 5000
    bp_per_day = 100
    [[shocks]]
    kind = 'refund_wave'
    on_day = 20
    window_days = 5
    share_bp = 5000
    [[sweep]]
    key = 'rules.mint_bp'
    values = [6000, 8000]
    [sensitivity]
    [[sensitivity.vary]]
    key = 'members.new_bp'
    low = 1000
    high = 9000
    [sobol]
    samples = 8
    [[sobol.vary]]
    key = 'selling.0.bp_per_day'
    low = 0
    high = 500";

fn bytes(seed: u64, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    files::write(&on_threads(&SCENARIO.replace("SEED", &seed.to_string()), threads), dir.path()).unwrap();
    let file = |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
    fs::read_dir(dir.path()).unwrap().map(|entry| file(entry.unwrap())).collect()
}

#[test]
fn threads_and_repetition_change_nothing_and_the_seed_does() {
    let first = bytes(7, 1);
    assert_eq!(first.len(), 11 * 2 + 1, "{:?}", first.keys());
    assert!(first.values().all(|content| !content.is_empty()));
    for threads in [1, 2, 5] {
        let again = bytes(7, threads);
        for (name, content) in &first {
            assert!(again[name] == *content, "{name} differs on {threads} threads");
        }
    }
    let other = bytes(8, 2);
    for name in ["time.csv", "time.parquet", "runs.csv", "summary.json", "queue.csv", "sobol.csv"] {
        assert!(other[name] != first[name], "{name} does not depend on the seed");
    }
}

#[test]
fn every_column_and_table_is_documented() {
    let document = fs::read_to_string(crate::stage::repository().join("docs/simulator.md")).unwrap();
    for (name, content) in bytes(7, 1) {
        let Some(table) = name.strip_suffix(".csv") else { continue };
        assert!(document.contains(table), "{table} is not documented");
        for column in String::from_utf8(content).unwrap().lines().next().unwrap().split(',') {
            assert!(document.contains(&format!("`{column}`")), "{table}.{column} is not documented");
        }
    }
}

#[test]
fn every_file_says_where_it_comes_from() {
    let files = bytes(7, 2);
    let summary: serde_json::Value = serde_json::from_slice(&files["summary.json"]).unwrap();
    let about = &summary["about"];
    assert_eq!((about["seed"].as_u64(), about["model_version"].as_u64()), (Some(7), Some(1)));
    let (scenario, rules) = (about["scenario"].as_str().unwrap(), about["rules"].as_str().unwrap());
    assert!(scenario.len() == 64 && rules.len() == 64 && scenario != rules);
    let first_key = String::from_utf8_lossy(&files["summary.json"]).lines().nth(1).unwrap().trim().to_owned();
    assert!(first_key.starts_with("\"most_back_per_100\""), "the uncomfortable truth first: {first_key}");
    for (name, content) in &files {
        let text = String::from_utf8_lossy(content);
        if let Some("csv") = name.split('.').nth(1) {
            let origin = format!(",7,{},{},1", &scenario[..16], &rules[..16]);
            assert!(text.lines().next().unwrap().ends_with(",seed,scenario,rules,model_version"), "{name}");
            assert!(text.lines().skip(1).all(|line| line.ends_with(&origin)), "{name}");
        } else if name != "summary.json" {
            assert!(text.contains(scenario) && text.contains(rules) && text.contains("ratchet.seed"), "{name}");
        }
    }
}

#[test]
fn a_seed_gives_what_it_always_gave() {
    // Pinned: whoever changes what is drawn, or in what order, changes every published result.
    let results = on_threads(&SCENARIO.replace("SEED", "7"), 2);
    let run = |number: usize| {
        let row = &results.runs[number];
        (row.orders, row.members, row.spent_fen, row.sold_fen, row.awards_fen, row.reserve_fen, row.supply_units)
    };
    assert_eq!(run(0), (567, 224, 4_806_984, 5_888, 60_150, 2_439_040, 2_085_423_743_298));
    assert_eq!(run(1), (595, 233, 5_805_574, 50_237, 70_221, 2_544_040, 2_134_333_293_047));
}
