//! Explanations of a fund, a closing and allotments: every formula comes to its figure, and the sums are the engine's.

use crate::explanations::{check_formulas, check_places};
use crate::formula::number;
use crate::history::History;
use ratchet_core::allotments::{Offer, Proceeds, Requirement};
use ratchet_core::operations::{
    AddMember, AddMerchant, Book, CloseProgramme, Correct, Fund, GrantAllotment, OpenOffer, Operation, Redeem,
    Subscribe, Tick,
};
use ratchet_core::{Fen, Points, Time};
use ratchet_explain::{MemberWatch, OrderWatch, PriceWatch};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn rules() -> Value {
    let outflow = |bp: u32, order: i64| json!({ "bp": bp, "order_max_fen": order, "day_max_fen": 9_000, "last_day": "2999-12-31" });
    json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000, "founding_fen": 100_000,
        "fund": { "subsidy": outflow(500, 1_000), "drip": outflow(5_000, 700) },
        "plans": { "store": {
            "margin": "take", "take_bp": 2_000,
            "split": { "distribution": { "basis": "amount", "bp": 200 } }, "awards": { "direct_bp": 100 },
        } },
    })
}

fn offer(id: &str, requires: Requirement, proceeds: Proceeds) -> Operation {
    let at = Time::from_milliseconds;
    let offer = Offer {
        instrument: "share".to_owned(),
        units: 100,
        member_max: None,
        requires,
        opens_at: at(0),
        closes_at: at(1_000_000),
        locked_until: at(2_000_000),
        proceeds,
        opinion: None,
    };
    OpenOffer { id: id.to_owned(), offer }.into()
}

/// Three buyers, one of whom is taken back and one of whom subscribes, and the end of it all.
fn history() -> History {
    let owned = str::to_owned;
    let member = |id: &str, referrer: Option<&str>| AddMember { id: owned(id), referrer: referrer.map(owned) }.into();
    let book = |id: &str, member: &str, amount: i64| {
        let (id, member, merchant) = (owned(id), owned(member), owned("s"));
        Book { id, member, merchant, amount: Fen::new(amount), cost: None, from_balance: None, coins: None }.into()
    };
    let (subscribe, grant) = (owned("points"), owned("spend"));
    let operations: Vec<Operation> = vec![
        member("a", None),
        member("b", Some("a")),
        member("c", None),
        AddMerchant::new("s", "store").into(),
        Fund { amount: Fen::new(50_000), source: owned("round-a"), document: None }.into(),
        book("o1", "a", 10_000),
        book("o2", "b", 30_001),
        book("o3", "c", 9_999),
        Correct { order: owned("o3") }.into(),
        Redeem { member: owned("a"), units: Points::new(100_000_000) }.into(),
        offer("points", Requirement::Points(Points::new(50_000_000)), Proceeds::ToIssuer(Some(Fen::new(40)))),
        Subscribe { offer: subscribe, member: owned("b"), units: 3 }.into(),
        offer("spend", Requirement::Contribution(Fen::new(1_000)), Proceeds::ToReserve),
        GrantAllotment {
            offer: grant,
            member: owned("b"),
            contribution: Fen::new(2_500),
            reason: owned("loyal"),
            document: None,
        }
        .into(),
        CloseProgramme { from: Time::from_milliseconds(100_000) }.into(),
    ];
    let mut asked: Vec<(i64, Operation)> = (1..).map(|second| second * 1_000).zip(operations).collect();
    asked.push((100_000, Tick {}.into()));
    History::of_commands(&rules(), asked)
}

/// All formulas that the explanations of this history cite.
pub fn formulas() -> BTreeSet<String> {
    let history = history();
    let mut met = BTreeSet::new();
    for second in 1..=100 {
        let mut watch = PriceWatch::new("main", Time::from_milliseconds(second * 1_000));
        let engine = history.play(&mut watch);
        let told = serde_json::to_value(watch.finish(engine.state()).unwrap()).unwrap();
        let programme = &engine.state().programmes[0];
        assert_eq!(number(&told["reserve"]["value"]), i128::from(programme.reserve.get()), "{told}");
        assert_eq!(number(&told["supply"]["value"]), i128::from(programme.supply.get()), "{told}");
        met.extend(check_formulas(&told));
    }
    for id in ["a", "b", "c"] {
        let mut watch = MemberWatch::new(id, "main");
        let mut engine = history.play(&mut watch);
        let told = serde_json::to_value(watch.finish(&mut engine, Time::from_milliseconds(200_000)).unwrap()).unwrap();
        check_places(&history, told["steps"].as_array().unwrap());
        let state = engine.state();
        let row = state.directory.member_row(state.directory.member(id).unwrap()).unwrap();
        assert_eq!(number(&told["balance"]["value"]), i128::from(row.balance.get()), "{told}");
        assert_eq!(told["running"]["balance"], row.balance.get(), "{told}");
        assert!(told["positions"].as_array().unwrap().iter().all(|story| !story["closed_at"].is_null()), "{told}");
        met.extend(check_formulas(&told));
    }
    for id in ["o1", "o2", "o3"] {
        let mut watch = OrderWatch::new(id, None);
        let engine = history.play(&mut watch);
        let told = serde_json::to_value(watch.finish(engine.state()).unwrap()).unwrap();
        met.extend(check_formulas(&told));
    }
    met
}

#[test]
fn the_fund_and_the_end_are_explained() {
    let met = formulas();
    for part in ["own_most", "drip_bp", "units·points_per_unit", "⌊contribution/required⌋"] {
        assert!(met.iter().any(|formula| formula.contains(part)), "{part}: {met:?}");
    }
}
