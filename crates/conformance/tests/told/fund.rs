//! Explanations of a fund, a closing and allotments: every formula comes to its figure, and every figure is what the
//! independent model has.

use crate::explanations::check;
use crate::history::History;
use ratchet_core::Time;
use ratchet_explain::MemberWatch;
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

fn offer(id: &str, mut requires: Value) -> Value {
    requires["op"] = "open_offer".into();
    requires["id"] = id.into();
    for (field, number) in [("units", 100), ("opens_at", 0), ("closes_at", 1_000_000), ("locked_until", 2_000_000)] {
        requires[field] = number.into();
    }
    requires
}

/// Three buyers, one of whom is taken back and one of whom subscribes, and the end of it all.
fn history() -> History {
    let member = |id: &str, referrer: Option<&str>| json!({ "op": "add_member", "id": id, "referrer": referrer });
    let book = |id: &str, member: &str, amount: i64| json!({ "op": "book", "id": id, "member": member, "merchant": "s", "amount": amount });
    let steps = [
        member("a", None),
        member("b", Some("a")),
        member("c", None),
        json!({ "op": "add_merchant", "id": "s", "plan": "store" }),
        json!({ "op": "fund", "amount": 50_000, "source": "round-a" }),
        book("o1", "a", 10_000),
        book("o2", "b", 30_001),
        book("o3", "c", 9_999),
        json!({ "op": "correct", "order": "o3" }),
        json!({ "op": "redeem", "member": "a", "units": 100_000_000 }),
        offer("points", json!({ "points_per_unit": 50_000_000, "proceeds": "to_issuer", "issue_price": 40 })),
        json!({ "op": "subscribe", "offer": "points", "member": "b", "units": 3 }),
        offer("spend", json!({ "contribution_per_unit": 1_000, "proceeds": "to_reserve" })),
        json!({ "op": "grant_allotment", "offer": "spend", "member": "b", "contribution": 2_500, "reason": "loyal" }),
        json!({ "op": "close_programme", "from": 100_000 }),
    ];
    let mut steps: Vec<(i64, Value)> = (1..).map(|second| second * 1_000).zip(steps).collect();
    steps.push((100_000, json!({ "op": "tick" })));
    History::of_steps_at(&rules(), &steps)
}

/// All formulas that the explanations of this history cite.
pub fn formulas() -> BTreeSet<String> {
    check(&history(), 1)
}

#[test]
fn the_fund_and_the_end_are_explained() {
    let met = formulas();
    for part in ["own_most", "drip_bp", "units·points_per_unit", "⌊contribution/required⌋"] {
        assert!(met.iter().any(|formula| formula.contains(part)), "{part}: {met:?}");
    }
    let history = history();
    assert_eq!(history.told.last().unwrap().outcome["closed"], 1);
    for id in ["a", "b"] {
        let mut watch = MemberWatch::new(id, "main");
        let mut engine = history.play(&mut watch);
        let told = serde_json::to_value(watch.finish(&mut engine, Time::from_milliseconds(200_000)).unwrap()).unwrap();
        let positions = told["positions"].as_array().unwrap();
        assert!(!positions.is_empty() && positions.iter().all(|story| !story["closed_at"].is_null()), "{told}");
    }
}
