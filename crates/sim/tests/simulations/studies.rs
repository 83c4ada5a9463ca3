//! Sweeps, sensitivities and interruptions.

use crate::stage::{EQUAL, RULES, equal, simulate, source};
use ratchet_sim::Simulation;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

#[test]
fn a_sweep_runs_the_whole_grid_after_the_scenario_itself() {
    let tables = "[[sweep]]\nkey = 'arrivals.orders_per_day'\nvalues = [1, 2, 3]\n\
                  [[sweep]]\nkey = 'rules.mint_bp'\nvalues = [5000, 9000]";
    let results = simulate(&equal(10, 4, "runs = 2", tables));
    assert_eq!(results.points.len(), 6 * 2);
    let orders: Vec<_> = results.runs.iter().map(|run| (run.point, run.run, run.orders)).collect();
    let expected: Vec<_> = [40, 10, 10, 20, 20, 30, 30].into_iter().zip(0..).collect();
    let expected: Vec<_> =
        expected.iter().flat_map(|&(orders, point)| [(point, 0, orders), (point, 1, orders)]).collect();
    assert_eq!(orders, expected);
    let point = |number: u32| {
        let rows = results.points.iter().filter(|row| row.point == number);
        rows.map(|row| (row.key.as_str(), row.value)).collect::<Vec<_>>()
    };
    assert_eq!(point(4), [("arrivals.orders_per_day", 2.0), ("rules.mint_bp", 9_000.0)]);
    let supply = |number: u32| results.runs.iter().find(|run| run.point == number).unwrap().supply_units;
    assert!(supply(3) < supply(4), "more is minted at 90 %");
}

#[test]
fn a_tornado_has_the_values_of_the_runs_themselves() {
    let tables = "[sensitivity]\nmeasures = ['price']\n[[sensitivity.vary]]\nkey = 'arrivals.orders_per_day'\nlow = 1\n\
                  high = 8\n[[sensitivity.vary]]\nkey = 'rules.redemption_fee_bp'\nlow = 1000\nhigh = 3000";
    let results = simulate(&equal(10, 4, "", tables));
    let price = |per_day| {
        let run = &simulate(&equal(10, per_day, "", "")).runs[0];
        ratchet_sim::results::Measure::Price.of(run)
    };
    let bar = &results.tornado[0];
    assert_eq!(bar.key, "arrivals.orders_per_day", "the longest first");
    assert_eq!((bar.at_low, bar.at_base, bar.at_high), (price(1), price(4), price(8)));
    assert_eq!((results.tornado[1].swing, results.tornado[1].at_base), (0.0, price(4)), "nobody sells: no fee matters");
}

#[test]
fn sobol_indices_know_what_matters() {
    let tables = "[sobol]\nsamples = 64\nmeasures = ['price', 'most_back_per_100']\n[[sobol.vary]]\n\
                  key = 'arrivals.orders_per_day'\nlow = 1\nhigh = 8\n[[sobol.vary]]\nkey = 'rules.redemption_fee_bp'\n\
                  low = 1000\nhigh = 3000";
    let results = simulate(&equal(10, 4, "", tables));
    let row = |measure: &str, key: &str| {
        results.sobol.iter().find(|row| row.measure == measure && row.key.contains(key)).unwrap().clone()
    };
    let orders = row("price", "orders_per_day");
    assert!(orders.total.unwrap() > 0.7 && orders.first.unwrap() > 0.7, "{orders:?}");
    assert!(row("price", "fee").total.unwrap().abs() < 1e-9);
    assert_eq!(row("most_back_per_100", "fee").first, None, "it does not vary");
}

#[test]
fn what_is_finished_when_it_is_stopped_is_kept() {
    let scenario = format!(
        "runs = 50\ndays = 100\n[arrivals]\nkind = 'constant'\norders_per_day = 200\n{RULES}\n{EQUAL}\n\
         [sensitivity]\n[[sensitivity.vary]]\nkey = 'days'\nlow = 10\nhigh = 20"
    );
    let simulation = Simulation::plan(source(&scenario).unwrap()).unwrap();
    assert_eq!(simulation.orders(), 50 * 20_000 + 2_000 + 4_000);
    let (stopped, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let progress = |orders| {
        if done.fetch_add(orders, Ordering::SeqCst) + orders > 200_000 {
            stopped.store(true, Ordering::SeqCst);
        }
    };
    let results = simulation.run(2, &progress, &stopped).unwrap();
    let about = &results.summary.about;
    assert!(results.summary.interrupted && about.runs_asked == 50);
    assert!((5..50).contains(&about.runs_finished), "{about:?}");
    assert_eq!(results.runs.len() as u64, about.runs_finished);
    assert!(results.runs.iter().all(|run| run.orders == 20_000), "no half of a run");
    assert!(results.tornado.is_empty());
    let whole = simulation.run(2, &|_| (), &AtomicBool::new(false)).unwrap();
    assert!(!whole.summary.interrupted && whole.runs.len() == 50 && whole.tornado.len() == 8);
    let same = results.runs.iter().all(|run| whole.runs.contains(run));
    assert!(same, "an interrupted simulation has the same runs, only fewer");
}
