//! Every figure of a factsheet, worked out again from the independent model's steps in plain integers.

use crate::formula::number;
use crate::futures::check_futures;
use crate::generator::{any_scripts, config};
use crate::history::{History, vector_files};
use proptest::prelude::*;
use ratchet_core::Time;
use ratchet_factsheet::{Gathering, Language, page, told};
use ratchet_naive::Model;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const NOW: Time = Time::from_milliseconds(0);

fn sheet_of(history: &History) -> ratchet_factsheet::Factsheet {
    let mut gathering = Gathering::new("main");
    let engine = history.play(&mut gathering);
    told(gathering, engine, None, NOW, 1).unwrap().unwrap()
}

fn count(value: u128) -> i128 {
    i128::try_from(value).unwrap()
}

fn rank(sorted: &[i128], per_cent: usize) -> Option<i128> {
    let place = (sorted.len() * per_cent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied()
}

fn or_null(value: Option<i128>) -> Value {
    value.map_or(Value::Null, |value| i64::try_from(value).unwrap().into())
}

/// What is beyond 63 bits is null.
fn fits(count: &i128) -> bool {
    i64::try_from(*count).is_ok()
}

/// ⌊10²²·R/S⌋ of the model's price.
fn fine(model: &Model) -> i128 {
    let (reserve, supply) = model.price();
    count(reserve) * 10_i128.pow(22) / count(supply)
}

/// A price with sixteen decimals, as an integer.
fn decimals(text: &Value) -> i128 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

fn check_account(history: &History, sheet: &Value) {
    let model = history.model();
    assert_eq!(sheet["account"]["price"], model.price_text());
    assert_eq!(number(&sheet["account"]["reserve"]), count(model.reserve()));
    assert_eq!(number(&sheet["account"]["supply"]), count(model.supply()));
    assert_eq!(number(&sheet["account"]["unallocated"]), count(model.unallocated()));
    let of = |op: &'static str| history.told.iter().filter(move |told| told.step["op"] == op);
    let sum = |op: &'static str, field: &'static str| of(op).map(|told| number(&told.step[field])).sum::<i128>();
    let corrected: i128 = of("correct").map(|told| number(&told.outcome["to_member"])).sum();
    let returned: i128 = of("correct").map(|told| number(&told.outcome["from_reserve"])).sum();
    let pool: i128 = of("book").map(|told| number(&told.outcome["pool"])).sum();
    let injected = sum("inject", "amount");
    let spent = sum("book", "amount") - sum("refund", "amount") - corrected;
    let most = &sheet["most_back"];
    assert_eq!(number(&most["spent"]), spent);
    assert_eq!(
        (number(&most["pool"]), number(&most["returned"]), number(&most["injected"])),
        (pool, returned, injected)
    );
    assert_eq!(most["per_hundred"], or_null((spent > 0).then(|| (pool - returned + injected) * 10_000 / spent)));
}

/// Everyone sells, on the model.
fn check_everyone(history: &History, sheet: &Value) {
    let mut model = history.model().clone();
    let before = model.clone();
    // Members register in order of arrival; the model's own map is by name.
    let joined = history.told.iter().filter(|told| told.step["op"] == "add_member");
    let joined: Vec<String> = joined.map(|told| told.step["id"].as_str().unwrap().to_owned()).collect();
    let held = |model: &Model, id: &str| -> u128 {
        model.positions().iter().filter(|position| position.member == *id).map(|position| position.points).sum()
    };
    let holders: Vec<&String> = joined.iter().filter(|id| held(&model, id) > 0).collect();
    for id in &holders {
        let units = held(&model, id);
        if units > 0 {
            model.step(&json!({ "op": "redeem", "member": id, "units": u64::try_from(units).unwrap() })).unwrap();
        }
    }
    let balance = |model: &Model, id: &str| count(model.balances().get(id).copied().unwrap_or(0));
    let spend_of = |id: &str| -> i128 {
        before.positions().iter().filter(|position| position.member == *id).map(|position| count(position.spend)).sum()
    };
    let sellers: Vec<(i128, i128)> =
        holders.iter().map(|id| (spend_of(id), balance(&model, id) - balance(&before, id))).collect();
    let per_hundred = |(spend, received): (i128, i128)| (received * 10_000).checked_div(spend).filter(fits);
    let seller = |told: Option<&(i128, i128)>| {
        told.map_or(Value::Null, |told| {
            json!({
                "spend": or_null(Some(told.0)), "received": or_null(Some(told.1)), "per_hundred": or_null(per_hundred(*told)),
            })
        })
    };
    let all = (sellers.iter().map(|told| told.0).sum(), sellers.iter().map(|told| told.1).sum());
    let mut returns: Vec<i128> = sellers.iter().filter_map(|told| per_hundred(*told)).collect();
    returns.sort_unstable();
    let expected = json!({
        "sellers": sellers.len(), "spend": or_null(Some(all.0)), "received": or_null(Some(all.1)),
        "per_hundred": or_null(per_hundred(all)), "first": seller(sellers.first()), "last": seller(sellers.last()),
        "lowest": or_null(returns.first().copied()), "median": or_null(rank(&returns, 50)),
        "highest": or_null(returns.last().copied()), "reserve_left": or_null(Some(count(model.reserve()))),
        "unallocated": or_null(Some(count(model.unallocated() - before.unallocated()))),
        "supply_left": or_null(Some(count(model.supply()))),
    });
    assert_eq!(sheet["everyone_sells"], expected);
    assert_eq!(model.supply(), model.founding_units(), "only founding units are left");
    // All that comes out was in the reserve.
    assert_eq!(
        all.1,
        count(before.reserve()) - count(model.reserve()) - count(model.unallocated() - before.unallocated())
    );
}

fn check_median(history: &History, sheet: &Value) {
    let model = history.model();
    let joined = history.told.iter().filter(|told| told.step["op"] == "add_member");
    let mut holders: Vec<(u128, usize, String)> = joined
        .enumerate()
        .map(|(place, told)| {
            let id = told.step["id"].as_str().unwrap().to_owned();
            let own = model.positions().iter().filter(|position| position.member == id);
            (own.map(|position| position.points).sum(), place, id)
        })
        .filter(|(points, _, _)| *points > 0)
        .collect();
    holders.sort();
    let quote = &sheet["median_quote"];
    if holders.is_empty() {
        assert!(quote.is_null());
        return;
    }
    let (points, _, id) = &holders[holders.len().div_ceil(2) - 1];
    let units = u64::try_from(*points).unwrap();
    let sold = model.clone().step(&json!({ "op": "redeem", "member": id, "units": units })).unwrap();
    let own = model.positions().iter().filter(|position| position.member == *id);
    let spend: i128 = own.map(|position| count(position.spend)).sum();
    let of_spend = (number(&sold["net"]) * 10_000).checked_div(spend);
    assert_eq!(
        *quote,
        json!({
            "holders": holders.len(), "points": units, "spend": or_null(Some(spend)), "gross": sold["gross"],
            "fee": sold["fee"], "net": sold["net"], "net_of_spend_bp": or_null(of_spend.filter(fits)),
        })
    );
}

fn check_cap(history: &History, sheet: &Value) {
    let mut held = BTreeSet::new();
    let mut first: BTreeMap<String, i64> = BTreeMap::new();
    let mut reached: BTreeMap<String, i128> = BTreeMap::new();
    for told in &history.told {
        let at = told.at.milliseconds();
        if told.step["op"] == "book" {
            let member = told.step["member"].as_str().unwrap().to_owned();
            if number(&told.outcome["minted"]) > 0 {
                held.insert(member.clone());
            }
            first.entry(member).or_insert(at);
        }
        for exit in told.outcome.get("exits").and_then(Value::as_array).into_iter().flatten() {
            let member = exit["member"].as_str().unwrap();
            reached.entry(member.to_owned()).or_insert(i128::from(at - first[member]));
        }
    }
    let mut times: Vec<i128> = reached.values().copied().collect();
    times.sort_unstable();
    let cap = &sheet["cap"];
    assert_eq!(cap["members"], held.len());
    assert_eq!(cap["reached"], reached.len());
    let share = (times.len() as i128 * 10_000).checked_div(held.len() as i128);
    assert_eq!(cap["reached_bp"], or_null(share));
    assert_eq!(cap["not_reached_bp"], or_null(share.map(|share| 10_000 - share)));
    for (field, per_cent) in [("time_p10_ms", 10), ("time_median_ms", 50), ("time_p90_ms", 90)] {
        assert_eq!(cap[field], or_null(rank(&times, per_cent)));
    }
    let model = history.model();
    let mut open: Vec<_> = model
        .positions()
        .iter()
        .filter_map(|position| Some((model.exit_key(position)?, position.id, position)))
        .collect();
    open.sort_by_key(|(key, id, _)| (*key, *id));
    assert_eq!(cap["open"], open.len());
    let (reserve, supply) = model.price();
    for (field, place) in [("nearest", Some(0)), ("median", open.len().div_ceil(2).checked_sub(1))] {
        let Some((_, _, position)) = place.and_then(|place| open.get(place)) else {
            assert!(cap[field].is_null());
            continue;
        };
        let left = model.left(position).unwrap();
        assert_eq!(number(&cap[field]["worth"]), count(model.worth(position)));
        assert_eq!(number(&cap[field]["left"]), count(left));
        let missing = (left * supply).div_ceil(reserve).saturating_sub(position.points);
        assert_eq!(cap[field]["points_missing"], or_null(i64::try_from(missing).ok().map(i128::from)));
    }
}

/// The parts of the change, event by event where an event is a command of its own; exits inside a command belong to
/// what is left of it, so only sums are compared with the model.
fn check_price_change(history: &History, sheet: &Value) {
    let change = &sheet["price_change"];
    let initial = number(&history.rules["initial_price_fen"]) * 10_i128.pow(14);
    assert_eq!(decimals(&change["first"]), initial);
    assert_eq!(decimals(&change["last"]), fine(history.model()));
    let parts = change["parts"].as_array().unwrap();
    let sum = |field: &str| parts.iter().map(|part| decimals(&part[field])).sum::<i128>();
    assert_eq!(sum("change"), decimals(&change["change"]));
    assert_eq!(decimals(&change["last"]) - decimals(&change["first"]), decimals(&change["change"]));
    assert_eq!(sum("shown"), decimals(&change["shown_change"]));
    assert_eq!(decimals(&change["shown_last"]) - decimals(&change["shown_first"]), decimals(&change["shown_change"]));
    let mut expected: BTreeMap<&str, i128> = BTreeMap::new();
    let mut before = &history.opening;
    *expected.entry("founding").or_default() += fine(before) - initial;
    let mut exits = false;
    for told in &history.told {
        let cause = match told.step["op"].as_str().unwrap() {
            "book" => "orders",
            "redeem" => "sale_fees",
            "inject" => "injections",
            "refund" => "refunds",
            "correct" => "corrections",
            _ => continue,
        };
        exits |= told.outcome["exits"].as_array().is_some_and(|exits| !exits.is_empty());
        *expected.entry(cause).or_default() += fine(&told.model) - fine(before);
        before = &told.model;
    }
    for part in parts {
        assert!(decimals(&part["change"]) >= 0 || part["cause"] == "corrections", "{part}");
        if !exits {
            let expected = expected.get(part["cause"].as_str().unwrap()).copied().unwrap_or(0);
            assert_eq!(decimals(&part["change"]), expected, "{part}");
        }
    }
}

fn check_awards(history: &History, sheet: &Value) {
    let mut income: BTreeMap<String, i128> = BTreeMap::new();
    let paid: Vec<(&String, &ratchet_naive::Order)> = history.model().orders().iter().collect();
    let corrected: BTreeSet<&str> = history
        .told
        .iter()
        .filter(|told| told.step["op"] == "correct")
        .map(|told| told.step["order"].as_str().unwrap())
        .collect();
    for (id, order) in paid {
        *income.entry(order.member.clone()).or_default() += 0;
        for (member, _, amount) in &order.awards {
            *income.entry(member.clone()).or_default() +=
                if corrected.contains(id.as_str()) { 0 } else { count(*amount) };
        }
    }
    let mut amounts: Vec<i128> = income.values().copied().collect();
    amounts.sort_unstable();
    let (members, total) = (amounts.len(), amounts.iter().sum::<i128>());
    let top = members.div_ceil(100);
    let best: i128 = amounts.iter().rev().take(top).sum();
    let without = amounts.iter().filter(|amount| **amount == 0).count() as i128;
    let up = |part: i128, whole: i128| (whole > 0).then(|| (part * 10_000 + whole - 1) / whole);
    let expected = json!({
        "members": members, "total": or_null(Some(total)), "median": or_null(rank(&amounts, 50)), "top_members": top,
        "top_share_bp": or_null(up(best, total)), "without": or_null(Some(without)),
        "without_bp": or_null(up(without, members as i128)),
    });
    assert_eq!(sheet["awards"], expected);
}

fn check_spending(history: &History, sheet: &Value) {
    let plans = sheet["spending"].as_array().unwrap();
    let sum_of = |parts: &Value| -> i128 {
        let lines: i128 = parts["lines"].as_object().unwrap().values().map(number).sum();
        lines + number(&parts["merchant"]) + number(&parts["pool"])
    };
    let merchants: BTreeMap<&str, &str> = history
        .told
        .iter()
        .filter(|told| told.step["op"] == "add_merchant")
        .map(|told| (told.step["id"].as_str().unwrap(), told.step["plan"].as_str().unwrap()))
        .collect();
    for plan in plans {
        let name = plan["plan"].as_str().unwrap();
        let rules = &history.rules["plans"][name];
        let by_rule = &plan["by_rule"];
        assert_eq!(by_rule.is_null(), rules["margin"] == "cost");
        if !by_rule.is_null() {
            assert_eq!(sum_of(by_rule), 10_000);
            assert_eq!(number(&by_rule["merchant"]), 10_000 - number(&rules["take_bp"]));
            assert!(number(&by_rule["awards_at_most"]) <= by_rule["lines"].get("distribution").map_or(0, number));
        }
        let orders: Vec<_> = history
            .told
            .iter()
            .filter(|told| told.step["op"] == "book" && merchants[told.step["merchant"].as_str().unwrap()] == name)
            .collect();
        let booked = &plan["booked"];
        if orders.is_empty() {
            assert!(booked.is_null());
            continue;
        }
        let sum = |part: &dyn Fn(&crate::history::Told) -> i128| orders.iter().map(|told| part(told)).sum::<i128>();
        let amount = sum(&|told| number(&told.step["amount"]));
        let pool = sum(&|told| number(&told.outcome["pool"]));
        assert_eq!(booked["orders"], orders.len());
        assert_eq!(number(&booked["amount"]), amount);
        assert_eq!(number(&booked["pool"]), pool);
        assert_eq!(number(&booked["merchant"]), amount - sum(&|told| number(&told.outcome["commission"])));
        let awards =
            sum(&|told| told.outcome["awards"].as_array().unwrap().iter().map(|award| number(&award[2])).sum());
        assert_eq!(number(&booked["awards"]), awards);
        assert_eq!(sum_of(booked), amount);
        assert_eq!(sum_of(&booked["per_hundred"]), 10_000);
        assert_eq!(number(&booked["per_hundred"]["pool"]), pool * 10_000 / amount);
    }
}

fn check(history: &History) -> Value {
    let sheet = sheet_of(history);
    let json = serde_json::to_value(&sheet).unwrap();
    check_account(history, &json);
    check_everyone(history, &json);
    check_median(history, &json);
    check_cap(history, &json);
    check_price_change(history, &json);
    check_awards(history, &json);
    check_spending(history, &json);
    check_futures(&json);
    for language in [Language::Chinese, Language::English] {
        let page = page(&sheet, language);
        assert!(!page.contains("%{") && !page.contains("factsheet."), "{page}");
        assert!(page.contains(json["account"]["price"].as_str().unwrap()));
    }
    json
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn every_figure_is_worked_out_again(script in any_scripts(80)) {
        check(&History::of_script(&script));
    }
}

#[test]
fn the_vector_files_are_told() {
    let mut reached = 0;
    for path in vector_files() {
        let sheet = check(&History::of_vector(&path, usize::MAX));
        reached += sheet["cap"]["reached"].as_u64().unwrap();
    }
    assert!(reached > 50, "{reached}");
}

/// The local-life plan of the vector files, with or without a founding deposit, and what happens in it.
fn small(founding: u64, steps: &[Value]) -> History {
    History::of_steps(
        &json!({
            "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "founding_fen": founding, "cap": null,
            "plans": { "store": { "margin": "take", "take_bp": 2000, "split": {}, "awards": {} } },
        }),
        steps,
    )
}

fn shop() -> Vec<Value> {
    vec![
        json!({ "op": "add_member", "id": "m0" }),
        json!({ "op": "add_merchant", "id": "s0", "plan": "store" }),
        json!({ "op": "book", "id": "o0", "member": "m0", "merchant": "s0", "amount": 100_000 }),
    ]
}

#[test]
fn an_empty_programme_has_nulls_and_no_zeros_in_their_place() {
    for founding in [0, 1_000_000] {
        let sheet = check(&small(founding, &[]));
        for (block, field) in [
            ("most_back", "per_hundred"),
            ("everyone_sells", "per_hundred"),
            ("everyone_sells", "first"),
            ("cap", "reached_bp"),
            ("cap", "not_reached_bp"),
            ("cap", "time_median_ms"),
            ("cap", "nearest"),
            ("cap", "pace"),
            ("awards", "median"),
            ("awards", "without_bp"),
        ] {
            assert!(sheet[block][field].is_null(), "{block}.{field}: {}", sheet[block]);
        }
        assert!(sheet["median_quote"].is_null());
        assert_eq!(sheet["account"]["is_reference"], founding == 0);
    }
}

#[test]
fn one_who_sells_out_of_an_unfounded_programme_leaves_it_empty() {
    let mut steps = shop();
    let sheet = check(&small(0, &steps));
    assert_eq!(sheet["everyone_sells"]["received"], 16_000);
    assert_eq!(sheet["everyone_sells"]["unallocated"], 4_000);
    assert_eq!(sheet["everyone_sells"]["per_hundred"], 1_600);
    assert_eq!(sheet["most_back"]["per_hundred"], 2_000);
    steps.push(json!({ "op": "redeem", "member": "m0", "units": 14_000_000_000_u64 }));
    let sheet = check(&small(0, &steps));
    assert_eq!(sheet["account"]["supply"], 0);
    assert_eq!(sheet["account"]["is_reference"], true);
    assert_eq!(sheet["account"]["unallocated"], 4_000);
    assert_eq!(sheet["everyone_sells"]["sellers"], 0);
    // It starts again at the reference price.
    steps.push(json!({ "op": "book", "id": "o1", "member": "m0", "merchant": "s0", "amount": 100_000 }));
    check(&small(0, &steps));
}

#[test]
fn everybody_at_the_cap_leaves_nobody_who_did_not_reach_it() {
    let mut rules = small(0, &[]).rules;
    rules["cap"] = json!({ "multiple_bp": 2_100, "scope": "member" });
    rules["founding_fen"] = json!(10_000);
    let mut steps = shop();
    for order in 1..4 {
        steps.push(json!({ "op": "inject", "amount": 1_000_000 * order }));
    }
    let sheet = check(&History::of_steps(&rules, &steps));
    assert_eq!(sheet["cap"]["not_reached_bp"], 0);
    assert_eq!(sheet["cap"]["open"], 0);
    assert_eq!(sheet["cap"]["time_median_ms"], sheet["cap"]["time_p90_ms"]);
}

#[test]
fn the_pace_counts_orders_to_the_cap() {
    let mut rules = small(1_000_000, &[]).rules;
    rules["cap"] = json!({ "multiple_bp": 30_000, "scope": "member" });
    let mut steps = shop();
    for order in 1..20 {
        let id = format!("o{order}");
        steps.push(json!({ "op": "book", "id": id, "member": "m0", "merchant": "s0", "amount": 100_000 }));
    }
    let history = History::of_steps(&rules, &steps);
    let sheet = check(&history);
    // An injection is nothing that orders did.
    steps.push(json!({ "op": "inject", "amount": 1 }));
    assert_eq!(check(&History::of_steps(&rules, &steps))["cap"]["pace"], sheet["cap"]["pace"]);
    let (pace, nearest) = (&sheet["cap"]["pace"], &sheet["cap"]["nearest"]);
    assert_eq!(pace["orders"], 20);
    // The first of the twenty came at the opening price.
    let rise = fine(history.model()) - fine(&history.opening);
    assert_eq!(number(&pace["rise"]), rise / 100_000_000);
    let position = &history.model().positions()[0];
    let target = (number(&nearest["left"]) * 10_i128.pow(14) + count(position.points) - 1) / count(position.points);
    let missing = target - fine(history.model()) / 100_000_000;
    assert_eq!(number(&nearest["orders_missing"]), (missing * 100_000_000 * 20 + rise - 1) / rise);
}

#[test]
fn hostile_names_stay_text() {
    let mut sheet = sheet_of(&small(1_000_000, &shop()));
    let hostile = "<script>alert(1)</script>\"'&";
    sheet.programme = hostile.to_owned();
    sheet.spending[0].plan = hostile.to_owned();
    sheet.spending[0].by_rule.as_mut().unwrap().lines.insert(hostile.to_owned(), ratchet_core::Fen::new(5));
    let plan = sheet.rules.now.rules.plans["store"].clone();
    sheet.rules.now.rules.plans.insert(hostile.to_owned(), plan);
    sheet.scenarios.outcomes[3].figures.as_mut().unwrap().price = hostile.to_owned();
    for language in [Language::Chinese, Language::English] {
        let page = page(&sheet, language);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count(), 6, "{page}");
    }
}

#[test]
fn a_programme_that_is_not_there_has_no_factsheet() {
    let history = small(0, &[]);
    let mut gathering = Gathering::new("another");
    let engine = history.play(&mut gathering);
    assert!(told(gathering, engine, None, NOW, 1).unwrap().is_none());
}
