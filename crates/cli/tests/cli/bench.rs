//! Figures of this machine: never how fast, only that the work was done and is the same each time.

use crate::stage::{CANNOT, Stage};

const SMALL: &str = "bench --members 500 --merchants 20 --orders 3000 --group 100 --seed 7";

#[test]
fn the_same_seed_does_the_same_work() {
    let stage = Stage::empty();
    let first = stage.json(SMALL);
    let again = stage.json(SMALL);
    assert_eq!(first["engine"]["state_hash"], again["engine"]["state_hash"]);
    let zipf = stage.json(&format!("{SMALL} --distribution zipf"));
    assert_ne!(first["engine"]["state_hash"], zipf["engine"]["state_hash"]);
    // The deployment and its programme; members, merchants, three agents for each of the districts; the orders.
    let registered = 2 + 500 + 20 + 30 * 10 * 10 * 3;
    assert_eq!(first["replay"]["records"].as_u64(), Some(registered + 3_000));
    for figure in ["orders_per_second", "registrations_per_second"] {
        assert!(first["engine"][figure].as_u64().unwrap() > 0, "{figure}: {first}");
    }
    assert!(first["machine"]["sync_median_us"].as_u64().unwrap() > 0, "{first}");
    let left: Vec<_> = std::fs::read_dir(stage.path("")).unwrap().collect();
    assert!(left.is_empty(), "what it wrote is removed: {left:?}");
}

#[test]
fn it_says_what_it_measured_and_refuses_nothing_at_all() {
    let stage = Stage::empty();
    let text = stage.run(SMALL);
    assert!(text.out.contains("Engine alone") && text.err.contains("measuring: replay"), "{text:?}");
    stage.refused("bench --members 0", CANNOT, "bench_impossible");
    stage.refused("bench --orders 1 --disk nowhere", CANNOT, "bench_impossible");
}

#[test]
fn a_start_is_measured_with_a_snapshot_and_without() {
    let stage = Stage::empty();
    let report = stage.json("bench start --members 300 --merchants 5 --orders 3000 --group 100 --seed 7");
    let records = report["records"].as_u64().unwrap();
    assert_eq!(report["before"]["orders"].as_u64(), Some(200_000));
    assert!(report["records_behind"].as_u64().unwrap() < records && records > 200_000 + 3_000, "{report}");
    assert!(report["snapshot_bytes"].as_u64().unwrap() > 0, "{report}");
    stage.refused("bench start --orders 0", CANNOT, "bench_impossible");
}

#[test]
fn a_month_is_closed_and_a_tranche_released_to_everybody() {
    let stage = Stage::empty();
    let months = stage.json("bench months --members 300 --merchants 5 --orders 3000 --seed 7");
    assert!(months["stated"].as_u64().unwrap() > 200 && months["closing"]["pieces"].as_u64().unwrap() > 0, "{months}");
    let tranches = stage.json("bench tranches --members 1500 --merchants 5 --seed 7");
    // A tick does a thousand things at most.
    assert_eq!((&tranches["released"], &tranches["ticks"]["pieces"]), (&1_500.into(), &2.into()), "{tranches}");
    stage.refused("bench tranches --members 0", CANNOT, "bench_impossible");
}

#[test]
fn listeners_of_prices_hear_every_change_and_no_more_than_two_a_second() {
    let stage = Stage::empty();
    let report = stage.json("bench listeners --members 300 --merchants 5 --orders 3000 --listeners 200 --seed 7");
    assert_eq!((report["listeners"].as_u64(), report["orders"]["failed"].as_u64()), (Some(200), Some(0)));
    assert!((1..=2_000).contains(&report["per_listener_millihertz"].as_u64().unwrap()), "{report}");
    stage.refused("bench listeners --listeners 0", CANNOT, "bench_impossible");
}

#[test]
fn the_simulator_is_measured_too() {
    let stage = Stage::empty();
    let report = stage.json("bench sim --members 300 --merchants 5 --orders 3000 --seed 7");
    for figure in ["plain_orders_per_second", "counted_orders_per_second", "many_orders_per_second"] {
        assert!(report[figure].as_u64().unwrap() > 0, "{figure}: {report}");
    }
    // One order in ten is somebody's first, in the short runs too.
    assert!((250..=350).contains(&report["members_at_the_end"].as_u64().unwrap()), "{report}");
    assert!((9_000..=11_000).contains(&report["members_of_many"].as_u64().unwrap()), "{report}");
    let text = stage.run("bench sim --members 300 --merchants 5 --orders 3000");
    assert!(text.out.contains("Simulated orders a second") && text.err.contains("measuring: many"), "{text:?}");
    stage.refused("bench sim --orders 0", CANNOT, "bench_impossible");
}
