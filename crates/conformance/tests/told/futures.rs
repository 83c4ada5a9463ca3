//! The four futures of a factsheet: they go on from where the programme stands, by the engine's own rules.

use crate::formula::number;
use crate::history::History;
use ratchet_core::Time;
use ratchet_factsheet::{Factsheet, Gathering, Scenarios, told};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Steps a day.
const STEPS: i64 = 4;
const DAY: i64 = 86_400_000;

/// What holds of every factsheet.
pub fn check_futures(sheet: &Value) {
    let outcomes = sheet["scenarios"]["outcomes"].as_array().unwrap();
    let names: Vec<&str> = outcomes.iter().map(|row| row["scenario"].as_str().unwrap()).collect();
    assert_eq!(names, ["steady", "half", "stop", "everyone_sells"]);
    for row in outcomes {
        assert_eq!(row["figures"].is_null(), !row["reason"].is_null(), "{row}");
        let figures = &row["figures"];
        if !figures.is_null() {
            // Members never get more than what came in for them.
            assert!(number(&figures["received"]) <= number(&figures["most"]), "{row}");
            assert!(figures["back_p10"].is_null() || number(&figures["back_p10"]) <= number(&figures["back_p90"]));
        }
    }
    // The simulator's run on the nameless copy, and the sheet's own sales one after the other.
    let (simulated, sold) = (&outcomes[3]["figures"], &sheet["everyone_sells"]);
    assert_eq!((&simulated["reserve"], &simulated["supply"]), (&sold["reserve_left"], &sold["supply_left"]));
    assert_eq!(number(&outcomes[3]["days"]), 0);
    let queue = &simulated["queue"];
    assert_eq!((&queue["sellers"], &queue["received"]), (&sold["sellers"], &sold["received"]));
    for place in ["first", "last"] {
        let expected = sold[place].get("per_hundred").cloned().unwrap_or_default();
        assert_eq!(queue[place], expected, "{place}: {sheet}");
    }
    assert_eq!(queue["median"], sold["median"]);
    assert_eq!(simulated["most_per_hundred"], sheet["most_back"]["per_hundred"]);
}

fn rules() -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "founding_fen": 1_000_000,
        "cap": { "multiple_bp": 6000, "scope": "order" },
        "plans": {
            "store": { "margin": "take", "take_bp": 2000, "split": {}, "awards": {} },
            "own": { "margin": "cost", "split": {}, "awards": {} },
        },
    })
}

/// Orders of `days` days, four a day: members come and come again, at a store and for own goods; now and then one sells.
fn trade(days: i64) -> Vec<Value> {
    let mut steps = vec![
        json!({ "op": "add_merchant", "id": "s0", "plan": "store" }),
        json!({ "op": "add_merchant", "id": "s1", "plan": "own" }),
    ];
    let (mut members, mut order) = (0, 0);
    while i64::try_from(steps.len()).unwrap() < days * STEPS {
        let amount = 200_000 + order * 3_700 % 500_000;
        if order % 5 == 0 {
            steps.push(json!({ "op": "add_member", "id": format!("m{members}") }));
            members += 1;
        }
        let member = format!("m{}", order * 7 % members);
        steps.push(if order % 3 == 0 {
            let cost = amount / 2;
            json!({ "op": "book", "id": format!("o{order}"), "member": member, "merchant": "s1", "amount": amount, "cost": cost })
        } else {
            json!({ "op": "book", "id": format!("o{order}"), "member": member, "merchant": "s0", "amount": amount })
        });
        if order % 20 == 19 {
            steps.push(json!({ "op": "redeem", "member": member, "units": 8_000_000_000_i64 }));
        }
        order += 1;
    }
    steps
}

fn sheet(history: &History, seed: u64) -> Factsheet {
    let mut gathering = Gathering::new("main");
    let engine = history.play(&mut gathering);
    told(gathering, engine, None, Time::from_milliseconds(0), seed).unwrap().unwrap()
}

fn of_trade(days: i64) -> History {
    History::of_steps_every(DAY / STEPS, &rules(), &trade(days))
}

fn bytes(scenarios: &Scenarios) -> String {
    serde_json::to_string(scenarios).unwrap()
}

#[test]
fn a_programme_goes_on_at_its_pace_at_half_of_it_and_stops() {
    let history = of_trade(60);
    let sheet = serde_json::to_value(sheet(&history, 1)).unwrap();
    check_futures(&sheet);
    let scenarios = &sheet["scenarios"];
    let lately = &scenarios["lately"];
    // Orders of the last thirty days, counted from the steps.
    let latest = history.told.iter().rfind(|told| told.step["op"] == "book").unwrap().at;
    let after = latest.minus_days(30);
    let recent: Vec<_> = history.told.iter().filter(|told| told.at > after && told.at <= latest).collect();
    let orders = recent.iter().filter(|told| told.step["op"] == "book").count();
    let sold: i128 =
        recent.iter().filter(|told| told.step["op"] == "redeem").map(|told| number(&told.step["units"])).sum();
    assert_eq!(number(&lately["orders"]), i128::try_from(orders).unwrap());
    assert_eq!(number(&lately["sold"]), sold);
    let mut buyers = BTreeSet::new();
    let booked = history.told.iter().filter(|told| told.step["op"] == "book");
    let first: Vec<_> = booked.filter(|told| buyers.insert(told.step["member"].to_string())).collect();
    let first = first.iter().filter(|told| told.at > after).count();
    assert_eq!(number(&lately["first_orders"]), i128::try_from(first).unwrap());

    let figures = |place: usize| &scenarios["outcomes"][place]["figures"];
    let (steady, half, stop) = (figures(0), figures(1), figures(2));
    let expected = i128::try_from(orders * 180 / 30).unwrap();
    let near = |figures: &Value, expected: i128| number(&figures["orders"]).abs_diff(expected) <= 1;
    assert!(near(steady, expected) && near(half, expected / 2) && near(stop, 0), "{scenarios}");
    for figures in [steady, half, stop] {
        assert_eq!(number(&figures["refused"]), 0, "{scenarios}");
    }
    // More orders, a higher price, and more of today's members at their cap; nobody who reached it before is lost.
    let price = |figures: &Value| figures["price"].as_str().unwrap().replace('.', "").parse::<u64>().unwrap();
    assert!(price(steady) > price(half) && price(half) > price(stop), "{scenarios}");
    let reached = |figures: &Value| number(&figures["reached_bp"]);
    assert!(reached(steady) > reached(stop) && reached(stop) >= number(&sheet["cap"]["reached_bp"]), "{scenarios}");
    assert!(number(&steady["most"]) > number(&half["most"]) && number(&half["most"]) > number(&stop["most"]));
    // Without orders nothing comes in, and whoever sells takes points away.
    assert_eq!(stop["most_per_hundred"], sheet["most_back"]["per_hundred"]);
    // Somebody under one seed or another: on average one in half a year, as lately.
    let supplies = (1..=10).map(|seed| {
        let scenarios = self::sheet(&history, seed).scenarios;
        scenarios.outcomes[2].figures.as_ref().unwrap().supply
    });
    assert!(supplies.min().unwrap().get() < sheet["account"]["supply"].as_i64().unwrap());
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let history = of_trade(45);
    let [one, again, other] = [1, 1, 2].map(|seed| bytes(&sheet(&history, seed).scenarios));
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[test]
fn where_there_is_nothing_to_go_by_it_is_said() {
    let reasons = |history: &History| {
        let outcomes = sheet(history, 1).scenarios.outcomes;
        outcomes.into_iter().map(|row| (row.reason, row.figures.is_some())).collect::<Vec<_>>()
    };
    let all = |reason| vec![(Some(reason), false), (Some(reason), false), (Some(reason), false), (None, true)];
    assert_eq!(reasons(&History::of_steps(&rules(), &[])), all("no_recent_orders"));
    assert_eq!(reasons(&of_trade(20)), all("history_too_short"));
    // Orders came for long, and then none for more than a month, though people sell.
    let mut steps = trade(40);
    steps.extend((0..130).map(|_| json!({ "op": "redeem", "member": "m0", "units": 1 })));
    assert_eq!(reasons(&History::of_steps_every(DAY / STEPS, &rules(), &steps)), all("no_recent_orders"));
}

#[test]
fn what_was_given_back_is_nothing_to_go_by() {
    let mut steps = trade(60);
    let of = |steps: &[Value]| {
        let sheet = sheet(&History::of_steps_every(DAY / STEPS, &rules(), steps), 1);
        sheet.scenarios.lately.unwrap().orders
    };
    let before = of(&steps);
    let last = steps.iter().rfind(|step| step["op"] == "book").unwrap()["id"].clone();
    steps.push(json!({ "op": "refund", "order": last, "amount": 1 }));
    assert_eq!(of(&steps), before - 1);
}
