//! The numbers of section 9, and corners that vector files leave out.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use ratchet_naive::{Model, Position, UNITS_PER_POINT};
use serde_json::{Value, json};

/// The rules of section 9 with some cap: 300.00 of each 1000.00 go into the pool.
fn mall(cap: &Value) -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000, "cap": cap,
        "plans": {"own": {
            "margin": "cost",
            "split": {
                "platform": {"basis": "amount", "bp": 1000},
                "distribution": {"basis": "amount", "bp": 3000},
            },
        }},
    })
}

/// The rules of local life: take 20 %, platform 2 %, distribution 2 %.
fn local() -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7000, "redemption_fee_bp": 2000,
        "cap": {"multiple_bp": 12000, "scope": "member"},
        "plans": {"own": {
            "margin": "take", "take_bp": 2000,
            "split": {
                "platform": {"basis": "amount", "bp": 200},
                "distribution": {"basis": "amount", "bp": 200},
            },
        }},
    })
}

/// A programme with one merchant.
fn open(rules: Value) -> Model {
    let mut model = Model::new(serde_json::from_value(rules).unwrap());
    let merchant = json!({"op": "add_merchant", "id": "s", "plan": "own"});
    model.step(&merchant).unwrap();
    model
}

/// Order `number` of 1000.00, by a member of its own.
fn order(model: &mut Model, number: u32, cost: Option<u32>) -> Value {
    let member = format!("m{number}");
    let joins = json!({"op": "add_member", "id": member});
    model.step(&joins).unwrap();
    let book = json!({"op": "book", "id": format!("o{number}"), "member": member,
        "merchant": "s", "amount": 100_000, "cost": cost});
    model.step(&book).unwrap()
}

/// Units per point, for points with decimals.
fn points(hundredths: u128) -> u128 {
    hundredths * UNITS_PER_POINT / 100
}

/// The price in hundredths of CNY per point at which a position falls due, rounded.
fn due_at(model: &Model, position: &Position) -> u128 {
    let left = model.left(position).unwrap();
    (left * UNITS_PER_POINT + position.points / 2) / position.points
}

#[test]
fn first_three_orders() {
    let mut model = open(mall(&Value::Null));
    let mut prices = Vec::new();
    for number in 1..=3 {
        order(&mut model, number, Some(30_000));
        prices.push(model.price_text());
    }
    assert_eq!(prices, ["1.42857142", "1.68067226", "1.86741363"]);
    let held: Vec<u128> = model.positions().iter().map(|p| p.points).collect();
    assert_eq!(held, [points(21_000), points(14_700), points(12_495)]);
}

#[test]
fn first_holder_doubles_at_order_768() {
    let mut model = open(mall(&Value::Null));
    for number in 1..=767 {
        order(&mut model, number, Some(30_000));
    }
    assert!(model.worth(&model.positions()[0]) < 200_000);
    order(&mut model, 768, Some(30_000));
    assert_eq!(model.price_text(), "9.52710480");
    assert_eq!(model.worth(&model.positions()[0]), 200_069);
    let sale = json!({"op": "redeem", "member": "m1", "units": 21_000_000_000_u64});
    let sold = model.step(&sale).unwrap();
    assert_eq!(sold, json!({"gross": 200_069, "net": 160_055, "fee": 40_014, "exits": []}));
}

#[test]
fn doubling_cap_sells_the_first_holder_at_order_768() {
    let cap = json!({"multiple_bp": 20_000, "scope": "member"});
    let mut model = open(mall(&cap));
    for number in 1..=767 {
        assert_eq!(order(&mut model, number, Some(30_000))["exits"], json!([]));
    }
    let exits = &order(&mut model, 768, Some(30_000))["exits"];
    let row = json!({"position": 1, "member": "m1", "points": 21_000_000_000_u64,
        "gross": 200_069, "net": 160_055});
    assert_eq!(exits, &json!([row]));
}

#[test]
fn retained_overshoot_pays_at_most_the_cap() {
    let cap = json!({"multiple_bp": 20_000, "scope": "member", "overshoot": "retain"});
    let mut model = open(mall(&cap));
    for number in 1..=767 {
        order(&mut model, number, Some(30_000));
    }
    let exits = &order(&mut model, 768, Some(30_000))["exits"];
    assert_eq!(exits[0]["gross"], 200_000);
    assert_eq!(exits[0]["net"], 160_000);
}

#[test]
fn caps_fall_due_where_the_page_says() {
    let cap = json!({"multiple_bp": 30_000, "scope": "member"});
    let mut model = open(mall(&cap));
    order(&mut model, 1, Some(30_000));
    order(&mut model, 2, Some(30_000));
    assert_eq!(due_at(&model, &model.positions()[0]), 1_429);
    assert_eq!(due_at(&model, &model.positions()[1]), 2_041);
}

#[test]
fn local_life_has_the_same_prices() {
    let mut model = open(local());
    let mut prices = Vec::new();
    for number in 1..=3 {
        order(&mut model, number, None);
        prices.push(model.price_text());
    }
    assert_eq!(prices, ["1.42857142", "1.68067226", "1.86741363"]);
    let held: Vec<u128> = model.positions().iter().map(|p| p.points).collect();
    assert_eq!(held, [points(11_200), points(7_840), points(6_664)]);
    assert_eq!(due_at(&model, &model.positions()[0]), 1_071);
}

#[test]
fn founding_points_are_minted_at_par() {
    let mut rules = local();
    rules["founding_fen"] = json!(12_345);
    let model = open(rules);
    assert_eq!(model.reserve(), 12_345);
    assert_eq!(model.supply(), points(12_345));
    assert_eq!(model.price_text(), "1.00000000");
    assert_eq!(model.positions(), []);
}

#[test]
fn rejection_inside_an_operation_leaves_everything() {
    let mut model = open(mall(&Value::Null));
    order(&mut model, 1, Some(30_000));
    let sale = json!({"op": "redeem", "member": "m1", "units": 1_000_000_000});
    model.step(&sale).unwrap();
    let refund = json!({"op": "refund", "order": "o1", "amount": 30_001});
    let before = model.clone();
    let code = model.step(&refund).unwrap_err();
    assert_eq!(code, "merchant_funds_insufficient");
    let correct = json!({"op": "correct", "order": "o1"});
    assert_eq!(model.step(&correct).unwrap_err(), "not_reversible");
    let malformed = json!({"op": "inject", "amount": "1"});
    assert_eq!(model.step(&malformed).unwrap_err(), "malformed");
    assert_eq!(model, before);
}

#[test]
fn a_key_equal_to_the_price_key_is_due() {
    let cap = json!({"multiple_bp": 3_000, "scope": "member"});
    let mut model = open(mall(&cap));
    let exits = &order(&mut model, 1, Some(30_000))["exits"];
    assert_eq!(exits[0]["gross"], 30_000);
    assert_eq!(model.unallocated(), 6_000);
    assert_eq!(model.price_text(), "1.42857142");
}

#[test]
fn a_cost_plan_needs_a_cost() {
    let mut model = open(mall(&Value::Null));
    model.step(&json!({"op": "add_member", "id": "m"})).unwrap();
    let book = json!({"op": "book", "id": "o", "member": "m", "merchant": "s", "amount": 100});
    assert_eq!(model.step(&book).unwrap_err(), "cost_missing");
}

#[test]
fn a_take_rate_may_leave_nothing_for_the_pool() {
    let mut model = open(local());
    for (id, rate, result) in [
        ("a", 400, Ok(json!({}))),
        ("b", 399, Err("take_rate_too_low".into())),
        ("c", -1, Err("take_rate_too_low".into())),
        ("d", 10_000, Ok(json!({}))),
        ("e", 10_001, Err("malformed".into())),
    ] {
        let merchant = json!({"op": "add_merchant", "id": id, "plan": "own", "take_bp": rate});
        assert_eq!(model.step(&merchant), result, "{rate}");
    }
}

#[test]
fn a_correction_takes_awards_from_a_balance_that_covers_them() {
    let mut rules = mall(&Value::Null);
    rules["plans"]["own"]["awards"] = json!({"direct_bp": 2_000});
    let mut model = open(rules);
    order(&mut model, 1, Some(30_000));
    let joins = json!({"op": "add_member", "id": "n", "referrer": "m1"});
    model.step(&joins).unwrap();
    let book = json!({"op": "book", "id": "n1", "member": "n", "merchant": "s",
        "amount": 100_000, "cost": 30_000});
    model.step(&book).unwrap();
    assert_eq!(model.balances()["m1"], 20_000);
    let platform = model.platform();
    let corrected = model.step(&json!({"op": "correct", "order": "n1"})).unwrap();
    // The points were minted at 1.42857142 and are worth 1.68067226.
    assert_eq!(corrected, json!({"from_reserve": 24_705, "from_platform": 25_295, "to_member": 100_000, "exits": []}));
    assert_eq!(model.platform(), platform - 25_295);
    assert_eq!(model.balances()["m1"], 0);
    assert_eq!(model.orders()["n1"].refunded, 100_000);
}

#[test]
fn a_correction_needs_the_payable_of_its_order() {
    let mut model = open(mall(&Value::Null));
    order(&mut model, 1, Some(30_000));
    order(&mut model, 2, Some(30_000));
    let refund = json!({"op": "refund", "order": "o2", "amount": 30_001});
    model.step(&refund).unwrap();
    let before = model.clone();
    let correct = json!({"op": "correct", "order": "o1"});
    assert_eq!(model.step(&correct).unwrap_err(), "not_reversible");
    assert_eq!(model, before);
}
