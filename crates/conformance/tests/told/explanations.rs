//! Every figure of an explanation follows from its own formula and numbers, and is what the independent model has.

use crate::formula::{evaluate, number};
use crate::generator::{any_scripts, config, lively_scripts};
use crate::history::{History, Told, vector_files};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ratchet_core::operations::{
    AddMember, AddMerchant, ApprovePayout, ApproveRequest, Book, ConcludePayout, Operation, PayeeId, PayoutResult,
    Redeem, RejectPayout, ReleaseUnallocated, RequestApproval, RequestPayout, ReturnPayout, SendPayout,
};
use ratchet_core::payouts::{Evidence, Identity};
use ratchet_core::{Fen, Points, Time};
use ratchet_explain::{FORMULAS, MemberWatch, OrderWatch, PriceWatch};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NOW: Time = Time::from_milliseconds(0);

/// Every working in `value`, at any depth.
fn workings<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("formula") => found.push(value),
        Value::Object(fields) => fields.values().for_each(|field| workings(field, found)),
        Value::Array(values) => values.iter().for_each(|value| workings(value, found)),
        _ => {}
    }
}

/// Checks each formula; the figures that were met.
fn check_formulas(told: &Value) -> BTreeSet<String> {
    let mut found = Vec::new();
    workings(told, &mut found);
    for working in &found {
        assert_eq!(evaluate(working), number(&working["value"]), "{working}");
        // The same formula may stand in several sections.
        let (text, section) = (working["formula"].as_str().unwrap(), working["section"].as_str().unwrap());
        let known = FORMULAS.iter().find(|formula| (formula.text, formula.section) == (text, section));
        assert_eq!(known.unwrap_or_else(|| panic!("{working}")).unit, working["unit"].as_str().unwrap());
    }
    found.iter().map(|working| working["formula"].as_str().unwrap().to_owned()).collect()
}

/// The value of the last working of `figure` in a step.
fn figure(step: &Value, figure: &str) -> Option<i128> {
    let workings = step["workings"].as_array().unwrap();
    workings.iter().rev().find(|working| working["figure"] == figure).map(|working| number(&working["value"]))
}

/// Each step stands in the record that it names, in order.
fn check_places(history: &History, steps: &[Value]) {
    let place = |step: &Value| (step["record"].as_u64().unwrap(), step["event"].as_u64().unwrap());
    for pair in steps.windows(2) {
        assert!(place(&pair[0]) <= place(&pair[1]), "{pair:?}");
    }
    for step in steps {
        let (record, event) = place(step);
        let placed = &history.records[usize::try_from(record).unwrap()];
        assert_eq!(step["frame"], placed.frame);
        let done = placed.record.command.as_done(&placed.record.events);
        assert_eq!(step["operation"], done.operation.name());
        assert!(usize::try_from(event).unwrap() < placed.record.events.len());
        assert_eq!(step["recorded_at"], placed.record.command.recorded_at.milliseconds());
    }
}

fn asked<'a>(history: &'a History, id: &str) -> Vec<&'a Told> {
    let is_about = |told: &&Told| {
        let op = told.step["op"].as_str().unwrap();
        op == "book" && told.step["id"] == id || (op == "refund" || op == "correct") && told.step["order"] == id
    };
    history.told.iter().filter(is_about).collect()
}

fn exits_of(steps: &[Value]) -> Vec<Value> {
    let exits = steps.iter().filter(|step| step["what"] == "exited");
    exits
        .map(|step| {
            json!({
                "position": step["position"], "member": step["member"],
                "points": step["workings"].as_array().unwrap().iter().find(|working| working["figure"] == "gross").unwrap()
                    ["numbers"]["q"],
                "gross": i64::try_from(figure(step, "gross").unwrap()).unwrap(),
                "net": i64::try_from(figure(step, "net").unwrap()).unwrap(),
            })
        })
        .collect()
}

fn check_order(history: &History, id: &str) -> BTreeSet<String> {
    let mut watch = OrderWatch::new(id, None);
    let engine = history.play(&mut watch);
    let told = serde_json::to_value(watch.finish(engine.state()).unwrap()).unwrap();
    let steps = told["steps"].as_array().unwrap();
    check_places(history, steps);
    let order = &history.model().orders()[id];
    assert_eq!(told["refunded"], json!(u64::try_from(order.refunded).unwrap()));
    let booked = &steps[0];
    let expected = asked(history, id);
    assert_eq!(figure(booked, "commission").unwrap(), i128::try_from(order.commission).unwrap());
    assert_eq!(figure(booked, "pool").unwrap(), i128::try_from(order.pool).unwrap());
    assert_eq!(figure(booked, "minted").unwrap(), i128::try_from(order.minted).unwrap());
    assert_eq!(figure(booked, "unclaimed").unwrap(), number(&expected[0].outcome["unclaimed"]));
    let awards = booked["awards"].as_array().into_iter().flatten().filter(|line| line["claim"] == "paid");
    let awards: Vec<Value> =
        awards.map(|line| json!([line["member"], line["kind"], line["working"]["value"]])).collect();
    assert_eq!(Value::Array(awards), expected[0].outcome["awards"]);
    let lines = booked["workings"].as_array().unwrap().iter().filter(|working| working["figure"] == "line");
    let lines: serde_json::Map<_, _> =
        lines.map(|line| (line["of"].as_str().unwrap().to_owned(), line["value"].clone())).collect();
    assert_eq!(Value::Object(lines), expected[0].outcome["lines"]);
    let exits: Vec<Value> =
        expected.iter().flat_map(|told| told.outcome["exits"].as_array().unwrap().clone()).collect();
    assert_eq!(exits_of(steps), exits);
    let given = expected.iter().filter_map(|told| told.outcome.get("burned"));
    let burned = steps.iter().filter(|step| step["what"] == "refunded").map(|step| figure(step, "burned").unwrap_or(0));
    assert!(given.map(number).eq(burned), "{told}");
    check_formulas(&told)
}

fn check_member(history: &History, id: &str) -> BTreeSet<String> {
    let mut watch = MemberWatch::new(id, "main");
    let mut engine = history.play(&mut watch);
    let told = serde_json::to_value(watch.finish(&mut engine, NOW).unwrap()).unwrap();
    let steps = told["steps"].as_array().unwrap();
    check_places(history, steps);
    let model = history.model();
    let balance = i128::try_from(model.balances().get(id).copied().unwrap_or(0)).unwrap();
    assert_eq!(number(&told["balance"]["value"]), balance);
    let mut running = 0;
    for (place, step) in steps.iter().enumerate() {
        if let Some(working) =
            step["workings"].as_array().unwrap().iter().find(|working| working["figure"] == "balance")
        {
            assert_eq!(number(&working["numbers"]["balance"]), running, "{step}");
            running = number(&working["value"]);
        }
        // An event may bring two steps, such as an order of one who gets an award of it: the sums are those after both.
        if steps.get(place + 1).is_none_or(|next| next["record"] != step["record"] || next["event"] != step["event"]) {
            assert_eq!(number(&step["running"]["balance"]), running, "{step}");
        }
    }
    assert_eq!(running, balance);
    let own: Vec<_> = model.positions().iter().filter(|position| position.member == id).collect();
    let stories = told["positions"].as_array().unwrap();
    let open: Vec<&Value> = stories.iter().filter(|story| story["closed_at"].is_null()).collect();
    assert_eq!(open.len(), own.len());
    for position in &own {
        let story = open.iter().find(|story| story["position"] == position.id).unwrap();
        assert_eq!(number(&story["spend"]), i128::try_from(position.spend).unwrap());
        assert_eq!(number(&story["realised"]), i128::try_from(position.realised).unwrap());
        assert_eq!(number(&story["points"]["value"]), i128::try_from(position.points).unwrap());
    }
    let free: u128 = own.iter().map(|position| position.free()).sum();
    if free > 0 {
        let mut seller = model.clone();
        let sold =
            seller.step(&json!({ "op": "redeem", "member": id, "units": u64::try_from(free).unwrap() })).unwrap();
        for part in ["gross", "fee", "net"] {
            assert_eq!(told["sale_now"][part], sold[part], "{told}");
        }
    } else {
        assert!(told["sale_now"].is_null());
    }
    for distance in told["cap"].as_array().unwrap() {
        let keys = (figure(distance, "exit_key"), figure(distance, "price_key"));
        assert!(keys.0.zip(keys.1).is_none_or(|(exit, price)| exit > price), "nothing stays due: {distance}");
    }
    check_formulas(&told)
}

/// The price after each record, and its causes.
fn check_prices(history: &History, every: usize) -> BTreeSet<String> {
    let mut formulas = BTreeSet::new();
    for (place, told) in history.told.iter().enumerate() {
        let is_last_of_its_time = history.told.get(place + 1).is_none_or(|next| next.at > told.at);
        if !is_last_of_its_time || (place % every != 0 && place + 1 < history.told.len()) {
            continue;
        }
        let mut watch = PriceWatch::new("main", told.at);
        let engine = history.play(&mut watch);
        let explained = serde_json::to_value(watch.finish(engine.state()).unwrap()).unwrap();
        assert_eq!(explained["price"], told.model.price_text());
        assert_eq!(number(&explained["reserve"]["value"]), i128::try_from(told.model.reserve()).unwrap());
        assert_eq!(number(&explained["supply"]["value"]), i128::try_from(told.model.supply()).unwrap());
        let last = &explained["last_change"];
        if let Some(reserve) = figure(last, "reserve") {
            assert_eq!(reserve, i128::try_from(told.model.reserve()).unwrap(), "{last}");
        }
        if let Some(supply) = figure(last, "supply") {
            assert_eq!(supply, i128::try_from(told.model.supply()).unwrap(), "{last}");
        }
        formulas.extend(check_formulas(&explained));
    }
    formulas
}

/// Prices, orders and members of a history, each so many apart; the formulas that were met.
pub fn check(history: &History, every: usize) -> BTreeSet<String> {
    let model = history.model();
    let mut formulas = check_prices(history, every);
    for id in model.orders().keys().step_by(every) {
        formulas.extend(check_order(history, id));
    }
    for id in model.members().keys().step_by(every) {
        formulas.extend(check_member(history, id));
    }
    formulas
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn every_figure_follows_from_its_formula(script in any_scripts(60)) {
        check(&History::of_script(&script), 1);
    }
}

/// Everything is sold, so that money becomes unallocated; it is released behind the points of the next order. Withdrawals
/// of every end, one of them by request.
fn money_out() -> History {
    let rules = json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000,
        "plans": { "store": { "margin": "take", "take_bp": 2_000, "split": {} } },
    });
    let owned = str::to_owned;
    let book = |id: &str| {
        let operation = Book {
            id: owned(id),
            member: owned("m"),
            merchant: owned("s"),
            amount: Fen::new(50_000),
            cost: None,
            from_balance: None,
            coins: None,
        };
        (json!({ "op": "book", "id": id, "member": "m", "merchant": "s", "amount": 50_000 }), operation.into())
    };
    let redeem = |units: i64| {
        let operation = Redeem { member: owned("m"), units: Points::new(units) };
        (json!({ "op": "redeem", "member": "m", "units": units }), operation.into())
    };
    let withdraw = |id: &str, amount: i64| {
        let payee = PayeeId::Member(owned("m"));
        let operation = RequestPayout { id: owned(id), payee, amount: Fen::new(amount), identity: Identity::Verified };
        (json!({ "op": "request_payout", "id": id, "kind": "member", "payee": "m", "amount": amount }), operation)
    };
    let (step, operation) = withdraw("w2", 100);
    let request = RequestApproval::new("r", &operation.clone().into(), None);
    let payload = ratchet_core::requests::payload_hash("main", &request.operation, None);
    let (w1, w3) = (withdraw("w1", 700), withdraw("w3", 50));
    let reference = None;
    let conclude = ConcludePayout {
        id: owned("w2"),
        result: PayoutResult::Paid,
        evidence: Evidence::Query,
        reference: reference.clone(),
    };
    let steps: Vec<(Value, Operation)> = vec![
        (json!({ "op": "add_member", "id": "m" }), AddMember { id: owned("m"), referrer: None }.into()),
        (json!({ "op": "add_merchant", "id": "s", "plan": "store" }), AddMerchant::new("s", "store").into()),
        book("o1"),
        redeem(7_000_000_000),
        book("o2"),
        (
            json!({ "op": "release_unallocated", "amount": 1_999 }),
            ReleaseUnallocated { amount: Fen::new(1_999) }.into(),
        ),
        (w1.0, w1.1.into()),
        (json!({ "op": "reject_payout", "id": "w1" }), RejectPayout { id: owned("w1"), reason: None }.into()),
        (json!({ "op": "request_approval", "id": "r", "inner": step.clone() }), request.into()),
        (
            json!({ "op": "approve_request", "id": "r", "seen": step }),
            ApproveRequest { id: owned("r"), payload }.into(),
        ),
        (json!({ "op": "approve_payout", "id": "w2" }), ApprovePayout { id: owned("w2") }.into()),
        (json!({ "op": "send_payout", "id": "w2" }), SendPayout { id: owned("w2"), provider: owned("bank") }.into()),
        (json!({ "op": "conclude_payout", "id": "w2", "result": "paid", "evidence": "query" }), conclude.into()),
        (json!({ "op": "return_payout", "id": "w2" }), ReturnPayout { id: owned("w2"), reference }.into()),
        (w3.0, w3.1.into()),
    ];
    History::of_operations(&rules, steps)
}

#[test]
fn withdrawals_and_releases_are_explained() {
    let history = money_out();
    let mut watch = MemberWatch::new("m", "main");
    let mut engine = history.play(&mut watch);
    let told = serde_json::to_value(watch.finish(&mut engine, NOW).unwrap()).unwrap();
    assert_eq!((&told["running"]["withdrawn"], &told["running"]["brought_back"]), (&json!(850), &json!(800)));
    let steps = told["steps"].as_array().unwrap();
    let what: Vec<&str> = steps.iter().map(|step| step["what"].as_str().unwrap()).collect();
    let money = ["withdrawn", "brought_back", "withdrawn", "brought_back", "withdrawn"];
    assert!(what.ends_with(&money), "{what:?}");
    let asked: Vec<&str> = steps.iter().rev().take(3).map(|step| step["operation"].as_str().unwrap()).collect();
    assert_eq!(asked, ["request_payout", "return_payout", "request_payout"]);
    let mut price = PriceWatch::new("main", Time::from_milliseconds(6_000));
    let engine = history.play(&mut price);
    let told = serde_json::to_value(price.finish(engine.state()).unwrap()).unwrap();
    assert_eq!(told["last_change"]["what"], "released");
    check(&history, 1);
}

/// Members and prices of a history in which orders have a life beside their booking; orders too, as far as they go by
/// formulas.
fn check_lives(history: &History) -> BTreeSet<String> {
    let mut formulas = check_prices(history, 7);
    for id in history.model().members().keys() {
        formulas.extend(check_member(history, id));
    }
    let orders = history.told.iter().filter(|told| told.step["op"] == "place" || told.step["op"] == "book");
    for told in orders {
        let mut watch = OrderWatch::new(told.step["id"].as_str().unwrap(), None);
        let engine = history.play(&mut watch);
        let told = serde_json::to_value(watch.finish(engine.state()).unwrap()).unwrap();
        check_places(history, told["steps"].as_array().unwrap());
        formulas.extend(check_formulas(&told));
    }
    formulas
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn lives_of_orders_are_explained(script in lively_scripts(60)) {
        check_lives(&History::of_script(&script));
    }
}

#[test]
fn the_vector_files_are_explained_and_every_formula_is_met() {
    let mut met = BTreeSet::new();
    for path in vector_files() {
        let history = History::of_vector(&path, 150);
        met.extend(check(&history, 3));
    }
    met.extend(check(&money_out(), 1));
    met.extend(crate::fund::formulas());
    met.extend(crate::features::formulas());
    let (mut runner, strategy) = (TestRunner::deterministic(), lively_scripts(100));
    for _ in 0..60 {
        met.extend(check_lives(&History::of_script(&strategy.new_tree(&mut runner).unwrap().current())));
    }
    let missing = FORMULAS.iter().filter(|formula| !met.contains(formula.text));
    let missing: BTreeSet<(&str, &str)> = missing.map(|formula| (formula.section, formula.text)).collect();
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn nobody_and_nothing_is_explained_as_nothing() {
    let history = History::of_vector(&vector_files()[0], 60);
    let mut order = OrderWatch::new("none", None);
    let engine = history.play(&mut order);
    assert!(order.finish(engine.state()).is_none());
    let mut member = MemberWatch::new("nobody", "main");
    let mut engine = history.play(&mut member);
    assert!(member.finish(&mut engine, NOW).is_none());
    let mut price = PriceWatch::new("main", Time::from_milliseconds(-1));
    let engine = history.play(&mut price);
    assert!(price.finish(engine.state()).is_none());
    let id = history.model().orders().keys().next().unwrap();
    let mut elsewhere = OrderWatch::new(id, Some("another"));
    let engine = history.play(&mut elsewhere);
    assert!(elsewhere.finish(engine.state()).is_none());
}
