//! Every example scenario runs to its end and says what it is there to say.

use crate::stage::{place, repository, seller, tenths};
use ratchet_sim::{Results, Simulation, Source, files};
use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::AtomicBool;

/// Pinned: what a scenario uses nothing of changes nothing of it, not one byte of any file.
const GOLDEN: [(&str, &str); 7] = [
    ("steady-local-life.toml", "054a46f4de1fc8fa"),
    ("growth-then-stop.toml", "4c85f8d9fb449bc3"),
    ("bank-run.toml", "bbe2fb6dea7ee74d"),
    ("cdnow-trace.toml", "5bcad67914b8a24f"),
    ("injection.toml", "f9202ee07fcf0a6b"),
    ("wash-trading.toml", "5a9846a7dde17333"),
    ("uncertainty.toml", "60dc180d057cd1af"),
];

fn run(name: &str) -> Results {
    let source = Source::read(&repository().join("examples/scenarios").join(name)).unwrap();
    let results = Simulation::plan(source).unwrap().run(2, &|_| (), &AtomicBool::new(false)).unwrap();
    if let Some((_, golden)) = GOLDEN.iter().find(|(known, _)| *known == name) {
        assert_eq!(digest(&results), *golden, "{name}");
    }
    results
}

/// Of the names and bytes of all files.
fn digest(results: &Results) -> String {
    let dir = tempfile::tempdir().unwrap();
    files::write(results, dir.path()).unwrap();
    let files: BTreeSet<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(file.file_name().unwrap().as_encoded_bytes());
        hasher.update(&fs::read(&file).unwrap());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

#[test]
fn every_example_is_run_here() {
    let found = fs::read_dir(repository().join("examples/scenarios")).unwrap();
    let found: BTreeSet<_> = found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let run = [
        "steady-local-life.toml",
        "growth-then-stop.toml",
        "bank-run.toml",
        "cdnow-trace.toml",
        "injection.toml",
        "wash-trading.toml",
        "uncertainty.toml",
        "fund.toml",
        "levels.toml",
        "old-debts.toml",
        "closing.toml",
    ];
    assert_eq!(found, run.map(str::to_owned).into());
}

#[test]
fn steady_local_life_says_who_never_gets_there() {
    let results = run("steady-local-life.toml");
    let run = &results.runs[0];
    assert!((14_000..15_200).contains(&run.orders) && run.members > 4_000, "{run:?}");
    // The pool's share of every order, whatever members do.
    assert!((1_600..=1_602).contains(&run.most_back_per_100_fen), "{run:?}");
    assert!(run.back_per_100_fen < run.most_back_per_100_fen && run.capped < run.members / 2, "{run:?}");
    let never = results.waits.iter().find(|row| row.awaited == "cap" && row.after_days.is_none()).unwrap();
    assert_eq!(never.members + run.capped, run.members);
    // Agents earn awards and never buy.
    let agents = &results.cohorts[0];
    assert!(agents.decile == 0 && agents.members == 7 && agents.awards_fen > 0 && agents.spent_fen == 0, "{agents:?}");
    assert_eq!(results.time.len(), 74);
}

#[test]
fn growth_then_stop_ends_with_no_more_orders() {
    let results = run("growth-then-stop.toml");
    let at = |day: u32| results.time.iter().rfind(|row| row.day <= day).unwrap();
    assert!(at(180).orders > 5_000 && at(180).orders == at(365).orders, "{:?}", at(365));
    assert!(at(365).sold_fen > at(180).sold_fen, "members go on selling");
    let deciles = tenths(&results);
    let back =
        |decile: usize| (deciles[decile].sold_fen + deciles[decile].exited_fen) * 100 / deciles[decile].spent_fen;
    assert!(back(0) > back(9), "the first {} and the last {} per 100", back(0), back(9));
}

#[test]
fn a_bank_run_pays_at_most_the_reserve() {
    let results = run("bank-run.toml");
    let before = results.time.iter().rfind(|row| row.day <= 120).unwrap();
    let paid: i64 = (1..=10).map(|tenth| place(&results, "scenario", &tenth.to_string()).net_fen).sum();
    assert!(paid > 0 && paid <= before.reserve_fen, "{paid} of {}", before.reserve_fen);
    let after = results.time.last().unwrap();
    assert_eq!(after.open_positions, 0, "everybody has sold");
    // Who waits gets more for a point: fees of those before stay in the reserve.
    let per_point = |tenth: &str| place(&results, "scenario", tenth).net_per_100_fen.unwrap();
    assert!(per_point("10") > per_point("1"));
}

#[test]
fn the_cdnow_trace_runs_from_end_to_end() {
    let results = run("cdnow-trace.toml");
    let run = &results.runs[0];
    assert_eq!((run.orders, run.members, run.spent_fen), (69_579, 23_502, 250_031_563));
    assert_eq!(results.summary.trace_skipped["amount_not_positive"], 80);
    assert_eq!(results.summary.about.days, 546, "1997-01-01 to 1998-06-30");
    assert!(run.sold_fen > 0 && run.most_back_per_100_fen == 1_602, "{run:?}");
}

#[test]
fn an_injection_lifts_what_can_ever_come_back() {
    let results = run("injection.toml");
    let run = &results.runs[0];
    assert_eq!(run.injected_fen, 2_000_000);
    assert!(run.most_back_per_100_fen > 1_600, "{run:?}");
    let whale = seller(&results, "shocks.1 whale");
    assert!(whale.spent_fen == 50_000_000 && whale.received_fen > 0 && whale.worth_fen == 0, "{whale:?}");
    assert!(results.time.last().unwrap().refunded_fen > 0);
}

#[test]
fn wash_trading_costs_more_than_it_brings_here() {
    let results = run("wash-trading.toml");
    let wash = seller(&results, "shocks.0 wash");
    assert_eq!((wash.spent_fen, wash.commission_fen), (40_000_000, 8_000_000));
    assert!(wash.received_fen > 0 && wash.received_fen < wash.commission_fen, "{wash:?}");
    let churn = seller(&results, "shocks.1 churn");
    assert!(churn.received_fen > 0 && churn.received_fen < churn.commission_fen && churn.worth_fen == 0, "{churn:?}");
}

#[test]
fn uncertainty_has_a_fan_a_grid_a_tornado_and_indices() {
    let results = run("uncertainty.toml");
    assert_eq!((results.runs.len(), results.points.len()), (3 * 40, 2));
    let last = results.fan.iter().rfind(|row| row.measure == "price_e8" && row.point == 0).unwrap();
    assert!(last.day == 120 && last.p5 < last.p50 && last.p50 < last.p95, "{last:?}");
    assert_eq!((results.tornado.len(), results.sobol.len()), (4 * 3, 2 * 2));
    let bars: Vec<_> = results.tornado.iter().filter(|row| row.measure == "price").collect();
    assert!(bars[0].swing >= bars[1].swing && bars[1].swing >= bars[2].swing && bars[0].swing > 0.0, "{bars:?}");
    let most = results.tornado.iter().find(|row| row.measure == "most_back_per_100").unwrap();
    assert!(most.swing < 0.05, "nothing that members do changes the most that they can get: {most:?}");
    let selling = results.sobol.iter().find(|row| row.measure == "back_per_100" && row.key == "selling.0.bp_per_day");
    assert!(selling.unwrap().total.unwrap() > 0.5, "{selling:?}");
    assert!(!results.summary.interrupted && results.summary.about.runs_finished == 120);
}

#[test]
fn a_financing_runs_out_and_the_price_says_so() {
    let results = run("fund.toml");
    let (run, fund) = (&results.runs[0], &results.fund[0]);
    assert_eq!((fund.funded_fen, fund.left_fen), (3_000_000, 0));
    let out = fund.ran_out_day.unwrap();
    assert!((60..365).contains(&out) && fund.last_day == Some(out), "{fund:?}");
    assert!(fund.of_fund_fen > 0 && fund.of_fund_fen < fund.received_fen / 2, "{fund:?}");
    assert!(run.most_back_per_100_fen > 1_602 && fund.most_back_without_per_100_fen <= Some(1_602), "{run:?}");
    assert_eq!(results.summary.fund.as_ref().unwrap().ran_out_runs, 1);
}

#[test]
fn levels_that_are_stated_go_to_few() {
    let results = run("levels.toml");
    let (run, row) = (&results.runs[0], &results.concentration[0]);
    assert_eq!((row.months, row.paid_fen, run.awards_fen), (12, 0, 0));
    assert!(row.reported_fen > 0 && row.earners < row.members / 2, "{row:?}");
    assert!(row.top_fen * 5 > row.reported_fen, "a hundredth of the members would get more than a fifth: {row:?}");
    assert_eq!(results.levels.len(), 4);
    assert!(results.dividends[0].shared_fen > 0 && results.dividends[0].holders == 20);
}

#[test]
fn old_debts_are_settled_slowly() {
    let results = run("old-debts.toml");
    let row = &results.debts[0];
    assert!(row.goods_fen > 0 && row.owed_fen > row.goods_fen, "{row:?}");
    assert!(row.points_received_fen > 0 && row.points_locked_units > 0, "{row:?}");
}

#[test]
fn a_closing_pays_one_price_and_not_what_was_spent() {
    let results = run("closing.toml");
    let [held, sold, nothing] = [0, 1, 2].map(|group: usize| results.closing[group].clone());
    assert!(held.members > 0 && sold.members > 0 && held.price_e8.unwrap() >= held.price_before_e8, "{held:?}");
    assert!(held.back_per_100_fen < Some(10_000) && sold.back_per_100_fen < Some(10_000), "{held:?} {sold:?}");
    assert_eq!(held.members + sold.members + nothing.members, results.runs[0].members);
    assert_eq!(results.time.last().unwrap().open_positions, 0);
}
