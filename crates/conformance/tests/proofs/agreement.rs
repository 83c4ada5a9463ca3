//! The engine and the second implementation agree: on every outcome, every rejection and every state.

use crate::generator::{Mode, Script, config, engine_for, lively_scripts, play, scripts};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ratchet_conformance::{execute, state_of};
use ratchet_naive::Model;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn naive_for(script: &Script) -> Model {
    Model::new(serde_json::from_value(script.rules()).unwrap())
}

/// Plays `script` on both; `seen` is told each outcome.
fn agree(script: &Script, mut seen: impl FnMut(&Value, &Result<Value, String>)) -> Result<(), TestCaseError> {
    let mut naive = naive_for(script);
    play(script, &mut engine_for(script), |engine, step, command| {
        let before = engine.state().hash();
        let found = execute(engine, command).map_err(|rejection| rejection.code().to_owned());
        let expected = naive.step(step);
        prop_assert_eq!(&found, &expected, "{}", step);
        if found.is_err() {
            prop_assert_eq!(engine.state().hash(), before, "{} was rejected and changed the state", step);
        }
        prop_assert_eq!(state_of(engine), naive.state(), "{}", step);
        prop_assert_eq!(u128::try_from(engine.state().cash.get()), Ok(naive.cash()), "{}", step);
        prop_assert_eq!(naive.owed(), naive.cash(), "{}", step);
        seen(step, &found);
        Ok(())
    })
}

proptest! {
    #![proptest_config(config(1_500))]

    #[test]
    fn ordinary_programmes_agree(script in scripts(Mode::Ordinary, 100)) {
        agree(&script, |_, _| ())?;
    }

    #[test]
    fn dust_agrees(script in scripts(Mode::Dust, 100)) {
        agree(&script, |_, _| ())?;
    }

    #[test]
    fn whales_agree(script in scripts(Mode::Whales, 80)) {
        agree(&script, |_, _| ())?;
    }

    #[test]
    fn bounds_agree(script in scripts(Mode::Bounds, 80)) {
        agree(&script, |_, _| ())?;
    }

    #[test]
    fn drained_programmes_agree(script in scripts(Mode::Drain, 80)) {
        agree(&script, |_, _| ())?;
    }

    #[test]
    fn refund_storms_agree(script in scripts(Mode::Refunds, 80)) {
        agree(&script, |_, _| ())?;
    }

    #[test]
    fn cascades_agree(script in scripts(Mode::LowCaps, 120)) {
        agree(&script, |_, _| ())?;
    }
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn orders_with_a_life_agree(script in lively_scripts(120)) {
        agree(&script, |_, _| ())?;
    }
}

/// Every rejection of the model page, by operation.
const REJECTIONS: &[(&str, &[&str])] = &[
    (
        "book",
        &[
            "order_exists",
            "member_unknown",
            "merchant_unknown",
            "amount_not_positive",
            "limit_exceeded",
            "cost_missing",
            "cost_unexpected",
            "cost_out_of_range",
            "margin_too_small",
            "awards_exceed_distribution",
            "mint_rounds_to_zero",
        ],
    ),
    ("redeem", &["member_unknown", "points_not_positive", "points_insufficient"]),
    ("refund", &["order_unknown", "amount_not_positive", "refund_exceeds_order", "merchant_funds_insufficient"]),
    ("correct", &["order_unknown", "order_refunded", "not_reversible"]),
    ("inject", &["amount_not_positive", "no_points_in_circulation", "limit_exceeded"]),
    ("add_member", &["member_exists", "referrer_unknown"]),
    (
        "add_merchant",
        &[
            "merchant_exists",
            "plan_unknown",
            "take_rate_unexpected",
            "take_rate_too_low",
            "owner_unknown",
            "recruiter_unknown",
        ],
    ),
    ("appoint_agent", &["member_unknown"]),
];

/// Every rejection of what happens to orders beside their booking.
const REJECTIONS_OF_LIFE: &[(&str, &[&str])] = &[
    ("book", &["balance_insufficient", "balance_part_out_of_range"]),
    ("place", &["balance_insufficient", "balance_part_out_of_range", "settle_after_out_of_range", "margin_too_small"]),
    ("return_order", &["order_booked", "order_unknown", "refund_exceeds_order", "amount_not_positive"]),
    ("refund", &["order_pending"]),
    ("correct", &["order_pending", "not_reversible"]),
    ("book_held", &["order_not_held", "order_booked", "mint_rounds_to_zero"]),
    ("tick", &[]),
    ("set_link_terms", &["link_days_out_of_range"]),
    ("link_member", &["member_linked", "link_circular", "owner_unknown"]),
    ("open_payment", &["payment_not_needed", "expiry_passed", "balance_insufficient", "balance_part_out_of_range"]),
    (
        "conclude_payment",
        &["payment_unknown", "payment_concluded", "payment_concluded_otherwise", "amount_not_positive"],
    ),
    ("conclude_refund", &["payment_unknown", "refund_unknown", "refund_concluded"]),
];

/// What random lives of orders come past.
#[test]
fn random_lives_reach_every_rejection_and_every_edge() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    let strategy = lively_scripts(120);
    for _ in 0..1_200 {
        let script = strategy.new_tree(&mut runner).unwrap().current();
        prop_assert_ok(agree(&script, |step, found| {
            let operation = step["op"].as_str().unwrap().to_owned();
            let result = found.as_ref().map_or_else(Clone::clone, |_| "ok".to_owned());
            *seen.entry((operation.clone(), result)).or_default() += 1;
            let Ok(outcome) = found else { return };
            for figure in ["booked", "held", "released", "links_ended", "payments_expired"] {
                if outcome[figure].as_i64().is_some_and(|count| count > 0) {
                    *seen.entry((operation.clone(), figure.to_owned())).or_default() += 1;
                }
            }
            for figure in ["to_balance", "by_provider", "code"] {
                if !outcome[figure].is_null() {
                    *seen.entry((operation.clone(), figure.to_owned())).or_default() += 1;
                }
            }
        }));
    }
    let reached = |operation: &str, what: &str| {
        let count = seen.get(&(operation.to_owned(), what.to_owned())).copied().unwrap_or(0);
        assert!(count > 0, "{operation} never came to {what}: {seen:?}");
    };
    for (operation, codes) in REJECTIONS_OF_LIFE {
        codes.iter().for_each(|code| reached(operation, code));
        // The price never falls, so what held an order up hardly ever ends by itself.
        if *operation != "book_held" {
            reached(operation, "ok");
        }
    }
    for figure in ["booked", "held", "released", "links_ended", "payments_expired"] {
        reached("tick", figure);
    }
    for operation in ["return_order", "refund", "correct"] {
        reached(operation, "to_balance");
        reached(operation, "by_provider");
    }
    reached("conclude_payment", "code");
}

/// What the random programmes come past: otherwise the agreement says little.
#[test]
fn random_programmes_reach_every_rejection_and_every_edge() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    let (mut cascades, mut emptied, mut kinds) = (0, 0, BTreeMap::<String, u64>::new());
    for mode in Mode::ALL {
        let strategy = scripts(mode, 80);
        for _ in 0..150 {
            let script = strategy.new_tree(&mut runner).unwrap().current();
            prop_assert_ok(agree(&script, |step, found| {
                let operation = step["op"].as_str().unwrap().to_owned();
                let result = found.as_ref().map_or_else(Clone::clone, |_| "ok".to_owned());
                *seen.entry((operation, result)).or_default() += 1;
                let Ok(outcome) = found else { return };
                cascades += u64::from(outcome["exits"].as_array().is_some_and(|exits| exits.len() > 2));
                for award in outcome["awards"].as_array().into_iter().flatten() {
                    *kinds.entry(award[1].as_str().unwrap().to_owned()).or_default() += 1;
                }
            }));
            let mut engine = engine_for(&script);
            prop_assert_ok(play(&script, &mut engine, |engine, _, command| {
                let had = engine.state().programmes[0].supply.is_positive();
                let _ = engine.execute(command);
                emptied += u64::from(had && !engine.state().programmes[0].supply.is_positive());
                Ok(())
            }));
        }
    }
    for (operation, codes) in REJECTIONS {
        for code in codes.iter().copied().chain(["ok"]) {
            let count = seen.get(&((*operation).to_owned(), code.to_owned())).copied().unwrap_or(0);
            assert!(count > 0, "{operation} never came to {code}: {seen:?}");
        }
    }
    assert!(cascades > 20 && emptied > 50, "{cascades} cascades, {emptied} times emptied");
    assert_eq!(kinds.len(), 6, "{kinds:?}");
}

fn prop_assert_ok(result: Result<(), TestCaseError>) {
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// 900 orders of the largest amount bring one position's spend, and one reserve, to their bounds.
#[test]
fn the_bounds_of_spend_and_reserve_agree() {
    let largest = 10_000_000_000_000_i64;
    for (take, fee) in [(1, 0), (10_000, 2_000)] {
        let rules = json!({
            "initial_price_fen": 1_000_000, "mint_bp": 7_000, "redemption_fee_bp": fee, "founding_fen": 0,
            "cap": { "multiple_bp": 1_000_000, "scope": "member" },
            "plans": { "p": { "margin": "take", "take_bp": take, "split": {}, "awards": {} } },
        });
        let mut naive = Model::new(serde_json::from_value(rules.clone()).unwrap());
        let mut engine = ratchet_conformance::engine_under(serde_json::from_value(rules).unwrap()).unwrap();
        let book = |id: i64, amount: i64| json!({ "op": "book", "id": format!("o{id}"), "member": "m", "merchant": "s", "amount": amount });
        let mut steps =
            vec![json!({ "op": "add_member", "id": "m" }), json!({ "op": "add_merchant", "id": "s", "plan": "p" })];
        steps.extend((0..899).map(|id| book(id, largest)));
        let rest = [(899, largest - 10_000), (900, 20_000), (901, 10_000), (902, 10_000), (903, largest)];
        steps.extend(rest.map(|(id, amount)| book(id, amount)));
        steps.push(json!({ "op": "inject", "amount": largest }));
        steps.push(json!({ "op": "inject", "amount": 1 }));
        steps.push(json!({ "op": "redeem", "member": "m", "units": 1 }));
        steps.push(json!({ "op": "correct", "order": "o7" }));
        steps.push(book(904, 10_000));
        steps.push(book(905, largest));
        let mut limits = 0;
        for (at, step) in (1..).zip(&steps) {
            let found = execute(&mut engine, &crate::generator::command_of(step, at));
            let found = found.map_err(|rejection| rejection.code().to_owned());
            limits += u64::from(found == Err("limit_exceeded".to_owned()));
            assert_eq!(found, naive.step(step), "{step}");
            assert_eq!(state_of(&engine), naive.state(), "{step}");
        }
        assert!(limits >= 2, "{limits}");
    }
}

/// An agent whose own award floors to nothing still stands below the next one: 20 fen at 4 % are nothing, and the
/// city's agent gets 3 % of them, not 7 %.
#[test]
fn an_agent_whose_award_is_nothing_still_counts() {
    let rules = json!({
        "initial_price_fen": 1, "mint_bp": 7_000, "redemption_fee_bp": 2_000,
        "plans": { "p": {
            "margin": "take", "take_bp": 5_000, "split": { "distribution": { "basis": "amount", "bp": 700 } },
            "awards": { "region_bp": { "district": 400, "city": 700, "province": 0 } },
        } },
    });
    let mut naive = Model::new(serde_json::from_value(rules.clone()).unwrap());
    let mut engine = ratchet_conformance::engine_under(serde_json::from_value(rules).unwrap()).unwrap();
    let steps = [
        json!({ "op": "add_member", "id": "m" }),
        json!({ "op": "add_merchant", "id": "s", "plan": "p", "region": ["P", "C", "D"] }),
        json!({ "op": "appoint_agent", "region": "P/C/D", "member": "m" }),
        json!({ "op": "appoint_agent", "region": "P/C", "member": "m" }),
        json!({ "op": "book", "id": "o", "member": "m", "merchant": "s", "amount": 20 }),
    ];
    for (at, step) in (1..).zip(&steps) {
        let found = execute(&mut engine, &crate::generator::command_of(step, at)).unwrap();
        assert_eq!(Ok(&found), naive.step(step).as_ref());
        if step["op"] == "book" {
            assert_eq!((&found["awards"], &found["unclaimed"]), (&json!([]), &json!(1)));
        }
    }
}
