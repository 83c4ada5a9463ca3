//! Rules change only for what comes after: orders follow the version of their business time, positions keep their cap.

use proptest::prelude::*;
use ratchet_conformance::execute;
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, DeploymentTerms, Inject, Mode, OpenProgramme, Operation, PublishRules, Redeem,
};
use ratchet_core::rules::{Cap, Margin, Overshoot, Rules, Scope};
use ratchet_core::units::BasisPoints;
use ratchet_core::{Command, Engine, Fen, Points, Rejection, Time};
use serde_json::{Value, json};

fn rules(mint: u32, fee: u32, cap: Option<(u32, Scope)>) -> Rules {
    let mut rules: Rules = serde_json::from_value(json!({
        "initial_price_fen": 100, "mint_bp": mint, "redemption_fee_bp": fee,
        "plans": { "store": { "margin": "take", "take_bp": 3_000 } },
    }))
    .unwrap();
    rules.cap =
        cap.map(|(multiple, scope)| Cap { multiple_bp: BasisPoints::new(multiple), scope, overshoot: Overshoot::Pay });
    rules
}

fn at(milliseconds: i64) -> Time {
    Time::from_milliseconds(milliseconds)
}

fn ask(engine: &mut Engine, now: i64, operation: impl Into<Operation>) -> Result<Value, Rejection> {
    execute(engine, &Command::new(at(now), "operator", operation))
}

fn open(rules: Rules) -> Engine {
    let mut engine = ratchet_conformance::engine_under(rules).unwrap();
    for member in ["m", "n", "o"] {
        ask(&mut engine, 0, AddMember { id: member.to_owned(), referrer: None }).unwrap();
    }
    ask(&mut engine, 0, AddMerchant::new("s", "store")).unwrap();
    engine
}

fn order(id: &str, member: &str, amount: i64) -> Book {
    Book {
        id: id.to_owned(),
        member: member.to_owned(),
        merchant: "s".to_owned(),
        amount: Fen::new(amount),
        cost: None,
        from_balance: None,
        coins: None,
    }
}

fn publish(rules: Rules, effective_at: i64) -> PublishRules {
    PublishRules::new(rules, at(effective_at))
}

/// An order follows the rules in force when it happened, not when it was recorded.
#[test]
fn orders_follow_the_version_of_their_business_time() {
    let mut engine = open(rules(10_000, 0, None));
    let mut later = rules(5_000, 0, None);
    later.plans.get_mut("store").unwrap().take_bp = Some(BasisPoints::new(1_000));
    ask(&mut engine, 10, publish(later, 100)).unwrap();
    let mut book = |id: &str, recorded: i64, occurred: i64| {
        let command = Command::new(at(recorded), "operator", order(id, "m", 10_000)).occurred(at(occurred));
        let outcome = execute(&mut engine, &command).unwrap();
        (outcome["commission"].as_i64().unwrap(), outcome["minted"].as_i64().unwrap())
    };
    // The price stays at 100 fen per point (10⁶ units per fen) while nothing is kept back.
    assert_eq!(book("o1", 50, 50), (3_000, 3_000_000_000));
    assert_eq!(book("o2", 99, 99), (3_000, 3_000_000_000));
    assert_eq!(book("o3", 100, 99), (3_000, 3_000_000_000));
    assert_eq!(book("o4", 200, -5_000), (3_000, 3_000_000_000));
    assert_eq!(book("o5", 200, 100), (1_000, 500_000_000));
    let price = engine.state().programmes[0].price();
    assert_eq!((price.reserve.get(), price.supply.get()), (13_000, 12_500_000_000));
}

/// The fee of a sale follows the version of its business time too.
#[test]
fn fees_follow_the_version_of_the_sale() {
    let mut engine = open(rules(10_000, 0, None));
    ask(&mut engine, 1, publish(rules(10_000, 5_000, None), 100)).unwrap();
    ask(&mut engine, 2, order("o1", "m", 10_000)).unwrap();
    let sell = |engine: &mut Engine, recorded: i64, occurred: i64| {
        let redeem = Redeem { member: "m".to_owned(), units: Points::new(100_000_000) };
        let command = Command::new(at(recorded), "operator", redeem).occurred(at(occurred));
        execute(engine, &command).unwrap()["fee"].as_i64().unwrap()
    };
    assert_eq!(sell(&mut engine, 99, 99), 0);
    assert_eq!(sell(&mut engine, 100, 99), 0);
    assert_eq!(sell(&mut engine, 100, 100), 50);
}

/// A position keeps the cap under which it was opened, also for orders that join it later.
#[test]
fn open_positions_keep_their_cap() {
    let cap = |multiple| Some((multiple, Scope::Member));
    let mut engine = open(rules(10_000, 0, cap(10_000)));
    ask(&mut engine, 1, order("o1", "m", 10_000)).unwrap();
    ask(&mut engine, 1, publish(rules(10_000, 0, cap(60_000)), 100)).unwrap();
    ask(&mut engine, 100, order("o2", "m", 10_000)).unwrap();
    ask(&mut engine, 100, order("o3", "n", 10_000)).unwrap();
    let multiples = |engine: &Engine| -> Vec<u32> {
        engine.state().programmes[0].positions.iter().map(|open| open.cap.unwrap().multiple_bp.get()).collect()
    };
    assert_eq!(multiples(&engine), [10_000, 60_000]);
    // 90 points stand against 9,000 fen. At 10⁄3 times the price m's 60 points are worth its spend of 200.00.
    let almost = ask(&mut engine, 101, Inject::new(Fen::new(20_999))).unwrap();
    assert_eq!(almost["exits"], json!([]));
    let exits = ask(&mut engine, 101, Inject::new(Fen::new(1))).unwrap();
    assert_eq!(exits["exits"][0]["member"], "m");
    assert_eq!(exits["exits"][0]["gross"], 20_000);
    assert_eq!(exits["exits"].as_array().map(Vec::len), Some(1));
    // A new cycle opens under the version of its time; one recorded late opens under the old one.
    ask(&mut engine, 102, order("o4", "m", 10_000)).unwrap();
    let late = Command::new(at(103), "operator", order("o5", "o", 10_000)).occurred(at(99));
    execute(&mut engine, &late).unwrap();
    assert_eq!(multiples(&engine), [60_000, 60_000, 10_000]);
}

/// A version without a cap, or with another scope, leaves the positions that are there as they are.
#[test]
fn open_positions_keep_their_scope() {
    let mut engine = open(rules(10_000, 0, Some((30_000, Scope::Order))));
    ask(&mut engine, 1, publish(rules(10_000, 0, Some((30_000, Scope::Member))), 100)).unwrap();
    ask(&mut engine, 2, publish(rules(10_000, 0, None), 200)).unwrap();
    for (id, now) in [("a", 3), ("b", 4), ("c", 100), ("d", 101), ("e", 200)] {
        ask(&mut engine, now, order(id, "m", 10_000)).unwrap();
    }
    // a and b by themselves; c opened one that d and e joined.
    let spends: Vec<i64> = engine.state().programmes[0].positions.iter().map(|open| open.holding.spend.get()).collect();
    assert_eq!(spends, [10_000, 10_000, 30_000]);
    // Of business time before 100, an order still stands by itself.
    let late = Command::new(at(300), "operator", order("f", "m", 10_000)).occurred(at(50));
    execute(&mut engine, &late).unwrap();
    // The next one joins the newest that takes more, past the one that does not.
    ask(&mut engine, 301, order("g", "m", 10_000)).unwrap();
    let spends: Vec<i64> = engine.state().programmes[0].positions.iter().map(|open| open.holding.spend.get()).collect();
    assert_eq!(spends, [10_000, 10_000, 40_000, 10_000]);
}

/// New rules may add plans, not take any away or change its kind of margin, the initial price or the founding.
#[test]
fn what_a_programme_stands_on_cannot_be_published_away() {
    let first = rules(7_000, 2_000, None);
    let mut engine = open(first.clone());
    let hash = engine.state().hash();
    let mut refused = |rules: Rules, effective_at: i64, expected: Rejection| {
        assert_eq!(ask(&mut engine, 50, publish(rules, effective_at)), Err(expected));
        assert_eq!(engine.state().hash(), hash);
    };
    let changed = |change: fn(&mut Rules)| {
        let mut rules = first.clone();
        change(&mut rules);
        rules
    };
    refused(first.clone(), 49, Rejection::EffectiveTooEarly);
    refused(changed(|rules| rules.mint_bp = BasisPoints::ZERO), 60, Rejection::RulesInvalid);
    refused(changed(|rules| rules.initial_price_fen = Fen::new(101)), 60, Rejection::RulesFixed);
    refused(changed(|rules| rules.founding_fen = Fen::new(100)), 60, Rejection::RulesFixed);
    let cost = changed(|rules| {
        let store = rules.plans.get_mut("store").unwrap();
        (store.margin, store.take_bp) = (Margin::Cost, None);
    });
    refused(cost, 60, Rejection::PlanChanged);
    let renamed = changed(|rules| {
        let store = rules.plans.remove("store").unwrap();
        rules.plans.insert("mall".to_owned(), store);
    });
    refused(renamed, 60, Rejection::PlanChanged);
    let more = changed(|rules| {
        let store = rules.plans["store"].clone();
        rules.plans.insert("mall".to_owned(), store);
    });
    ask(&mut engine, 50, publish(more.clone(), 50)).unwrap();
    assert_eq!(ask(&mut engine, 50, publish(more.clone(), 50)), Err(Rejection::EffectiveTooEarly));
    assert_eq!(ask(&mut engine, 50, publish(first, 70)), Err(Rejection::PlanChanged));
    ask(&mut engine, 50, publish(more, 51)).unwrap();
}

/// A plan is there from its version on: for merchants by the business time of their registration, for orders by theirs.
#[test]
fn a_new_plan_is_known_from_its_version_on() {
    let first = rules(7_000, 2_000, None);
    let mut second = first.clone();
    second.plans.insert("mall".to_owned(), first.plans["store"].clone());
    let mut engine = open(first);
    ask(&mut engine, 1, publish(second, 100)).unwrap();
    assert_eq!(ask(&mut engine, 99, AddMerchant::new("t", "mall")), Err(Rejection::PlanUnknown));
    ask(&mut engine, 100, AddMerchant::new("t", "mall")).unwrap();
    let order = Book { merchant: "t".to_owned(), ..order("o1", "m", 10_000) };
    let early = Command::new(at(101), "operator", order.clone()).occurred(at(99));
    assert_eq!(execute(&mut engine, &early), Err(Rejection::PlanUnknown));
    ask(&mut engine, 101, order).unwrap();
}

/// Times go forward, and nothing happened later than it was recorded.
#[test]
fn time_goes_forward() {
    let mut engine = open(rules(7_000, 2_000, None));
    ask(&mut engine, 100, order("o1", "m", 10_000)).unwrap();
    let hash = engine.state().hash();
    assert_eq!(ask(&mut engine, 99, order("o2", "m", 10_000)), Err(Rejection::TimeReversed));
    let future = Command::new(at(101), "operator", order("o2", "m", 10_000)).occurred(at(102));
    assert_eq!(execute(&mut engine, &future), Err(Rejection::OccurredInFuture));
    assert_eq!(engine.state().hash(), hash);
    ask(&mut engine, 100, order("o2", "m", 10_000)).unwrap();
}

/// Real money needs a founding deposit; and nothing comes before the deployment, which opens once.
#[test]
fn a_live_deployment_needs_a_founding_deposit() {
    let mut engine = Engine::new();
    let unfounded = OpenProgramme::new(rules(7_000, 2_000, None));
    assert_eq!(ask(&mut engine, 0, unfounded.clone()), Err(Rejection::DeploymentMissing));
    assert_eq!(ask(&mut engine, 0, order("o", "m", 1)), Err(Rejection::DeploymentMissing));
    let live = DeploymentTerms { mode: Mode::Live, ..DeploymentTerms::sandbox() };
    let long = DeploymentTerms { refundable_days: 36_501, ..live.clone() };
    assert_eq!(ask(&mut engine, 0, long), Err(Rejection::WindowInvalid));
    ask(&mut engine, 0, live.clone()).unwrap();
    assert_eq!(ask(&mut engine, 0, live), Err(Rejection::DeploymentExists));
    assert_eq!(ask(&mut engine, 0, unfounded.clone()), Err(Rejection::FoundingMissing));
    let mut founded = unfounded.rules;
    founded.founding_fen = Fen::new(99);
    assert_eq!(ask(&mut engine, 0, OpenProgramme::new(founded.clone())), Err(Rejection::RulesInvalid));
    founded.founding_fen = Fen::new(12_345);
    ask(&mut engine, 0, OpenProgramme::new(founded)).unwrap();
    let main = &engine.state().programmes[0];
    assert_eq!((main.reserve.get(), main.supply, main.supply.get()), (12_345, main.founding_units, 12_345_000_000));
    assert_eq!(engine.state().cash.get(), 12_345);
}

proptest! {
    #![proptest_config(crate::generator::config(400))]

    /// Whatever versions there are, each order is booked under the last one in force at its business time.
    #[test]
    fn the_last_version_in_force_counts(
        effective in proptest::collection::btree_set(1_i64..1_000, 1..8),
        occurred in proptest::collection::vec(-5_i64..1_010, 1..30),
    ) {
        let mut engine = open(rules(10_000, 0, None));
        for (version, effective_at) in (1..).zip(&effective) {
            let mut rules = rules(10_000, 0, None);
            rules.plans.get_mut("store").unwrap().take_bp = Some(BasisPoints::new(3_000 + version));
            ask(&mut engine, 0, publish(rules, *effective_at)).unwrap();
        }
        for (place, occurred) in occurred.into_iter().enumerate() {
            let command = Command::new(at(2_000), "operator", order(&format!("o{place}"), "m", 10_000));
            let outcome = execute(&mut engine, &command.occurred(at(occurred))).unwrap();
            let in_force = effective.iter().filter(|effective_at| **effective_at <= occurred).count();
            prop_assert_eq!(outcome["commission"].as_u64(), Some(3_000 + in_force as u64));
        }
    }
}
