//! The numbers of the model page, section 9, on the engine: equal orders of 1000.00, each by a new member.

use crate::generator::command_of;
use ratchet_conformance::{engine_under, execute};
use ratchet_core::operations::{AddMember, AddMerchant, Book, Operation};
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Command, Engine, Event, Fen, Time};
use serde_json::{Value, json};

const ORDER: i64 = 100_000;

/// 300.00 of 1000.00 into the pool, 70 % given back, 20 % fee, no founding.
fn plain(cap: &Value) -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "cap": cap,
        "plans": { "store": { "margin": "take", "take_bp": 3_000 } },
    })
}

/// Take 20 %, platform 2 %, distribution 2 %: 160.00 into the pool.
fn local_life(cap: &Value) -> Value {
    json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "cap": cap,
        "plans": { "store": {
            "margin": "take", "take_bp": 2_000,
            "split": { "platform": { "basis": "amount", "bp": 200 }, "distribution": { "basis": "amount", "bp": 200 } },
        } },
    })
}

fn cap(multiple: i64) -> Value {
    json!({ "multiple_bp": multiple, "scope": "member" })
}

/// Orders that come one after the other, each by a new member.
struct Shop {
    engine: Engine,
    orders: u32,
    exits: u64,
}

impl Shop {
    fn open(rules: Value) -> Self {
        let mut engine = engine_under(serde_json::from_value(rules).unwrap()).unwrap();
        ask(&mut engine, AddMerchant::new("s", "store"));
        Self { engine, orders: 0, exits: 0 }
    }

    fn order(&mut self) -> i64 {
        self.orders += 1;
        let member = format!("m{}", self.orders);
        ask(&mut self.engine, AddMember { id: member.clone(), referrer: None });
        let (id, merchant) = (format!("o{}", self.orders), "s".to_owned());
        let book = Book { id, member, merchant, amount: Fen::new(ORDER), cost: None, from_balance: None, coins: None };
        let events = ask(&mut self.engine, book);
        self.exits += events.iter().filter(|event| matches!(event, Event::Sold(_))).count() as u64;
        let Event::OrderBooked(booked) = &events[0] else { panic!("{events:?}") };
        booked.minted.get()
    }

    fn main(&self) -> &ProgrammeState {
        &self.engine.state().programmes[0]
    }

    fn price(&self) -> String {
        self.main().price().to_text()
    }
}

fn ask(engine: &mut Engine, operation: impl Into<Operation>) -> Vec<Event> {
    engine.execute(&Command::new(Time::from_milliseconds(1), "operator", operation)).unwrap().to_vec()
}

#[test]
fn the_first_orders_have_the_prices_and_points_of_the_page() {
    let points = [
        (plain(&Value::Null), [21_000_000_000, 14_700_000_000, 12_495_000_000]),
        (local_life(&Value::Null), [11_200_000_000, 7_840_000_000, 6_664_000_000]),
    ];
    for (rules, points) in points {
        let mut shop = Shop::open(rules);
        for (points, price) in points.into_iter().zip(["1.42857142", "1.68067226", "1.86741363"]) {
            assert_eq!(shop.order(), points);
            assert_eq!(shop.price(), price);
        }
    }
}

#[test]
fn the_first_holder_is_worth_twice_its_order_at_order_768() {
    let mut shop = Shop::open(plain(&Value::Null));
    for _ in 0..768 {
        shop.order();
    }
    assert!(shop.price().starts_with("9.5271048"), "{}", shop.price());
    let sale = json!({ "op": "redeem", "member": "m1", "units": 21_000_000_000_i64 });
    let outcome = execute(&mut shop.engine, &command_of(&sale, 1)).unwrap();
    assert_eq!((&outcome["gross"], &outcome["net"]), (&json!(200_069), &json!(160_055)));
    // At the order before it was worth less than twice.
    let mut before = Shop::open(plain(&Value::Null));
    for _ in 0..767 {
        before.order();
    }
    let outcome = execute(&mut before.engine, &command_of(&sale, 1)).unwrap();
    assert!(outcome["gross"].as_i64().unwrap() < 200_069);
}

/// The price at which members fall due, in CNY per point rounded: found by raising it fen by fen.
fn due_prices(rules: Value, orders: u32, exits: usize) -> Vec<String> {
    let mut shop = Shop::open(rules);
    for _ in 0..orders {
        shop.order();
    }
    let mut found = Vec::new();
    while found.len() < exits {
        let before = shop.main().price();
        let outcome = execute(&mut shop.engine, &command_of(&json!({ "op": "inject", "amount": 1 }), 1)).unwrap();
        // What the last exit of interest pushes over its cap is another matter.
        for exit in outcome["exits"].as_array().unwrap().iter().take(exits - found.len()) {
            let member = exit["member"].as_str().unwrap();
            assert_eq!(member, format!("m{}", found.len() + 1));
            // Fen per point, rounded: no lower than before the last fen, and hardly higher.
            let (points, gross) = (exit["points"].as_i64().unwrap(), exit["gross"].as_i64().unwrap());
            let sold_at = (gross * 100_000_000 + points / 2) / points;
            let last = before.reserve.get() * 100_000_000 / before.supply.get();
            assert!((last..=last + 1).contains(&sold_at), "{last} {sold_at}");
            found.push(format!("{}.{:02}", sold_at / 100, sold_at % 100));
        }
    }
    found
}

#[test]
fn caps_fall_due_at_the_prices_of_the_page() {
    assert_eq!(due_prices(plain(&cap(30_000)), 3, 2), ["14.29", "20.41"]);
    assert_eq!(due_prices(local_life(&cap(12_000)), 3, 1), ["10.71"]);
}

#[test]
fn a_million_orders_under_a_cap_of_three_bring_144_exits() {
    let mut shop = Shop::open(plain(&cap(30_000)));
    for _ in 0..1_000_000 {
        shop.order();
    }
    assert_eq!((shop.exits, shop.main().exits), (144, 144));
    // 82.26, rounded.
    assert!(shop.price().starts_with("82.256"), "{}", shop.price());
    assert_eq!(shop.main().positions.open_count(), 1_000_000 - 144);
    assert_eq!(ratchet_core::invariants::check(shop.engine.state()), Ok(()));
}
