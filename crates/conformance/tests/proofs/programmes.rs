//! Two programmes in one deployment: what happens in one never touches the other.

use crate::generator::{Script, any_scripts, command_of, config, engine_for, play};
use proptest::prelude::*;
use ratchet_conformance::{engine_under, execute};
use ratchet_core::operations::OpenProgramme;
use ratchet_core::{Command, Engine, Time};
use serde_json::{Value, json};

const SECOND: &str = "second";

/// The steps of `script` with what they come to in a deployment of their own.
fn alone(script: &Script) -> Vec<(Value, Result<Value, String>)> {
    let mut asked = Vec::new();
    let played = play(script, &mut engine_for(script), |engine, step, command| {
        asked.push((step.clone(), execute(engine, command).map_err(|rejection| rejection.code().to_owned())));
        Ok(())
    });
    played.unwrap();
    asked
}

/// The same text with every id marked, so that two scripts do not meet.
fn marked(value: &Value, mark: &str) -> Value {
    let mut value = value.clone();
    for field in ["id", "member", "merchant", "order", "referrer", "owner", "recruiter"] {
        if let Some(id) = value.get(field).and_then(Value::as_str) {
            value[field] = format!("{mark}{id}").into();
        }
    }
    for exit in value.get_mut("exits").and_then(Value::as_array_mut).into_iter().flatten() {
        exit["member"] = format!("{mark}{}", exit["member"].as_str().unwrap()).into();
    }
    for award in value.get_mut("awards").and_then(Value::as_array_mut).into_iter().flatten() {
        award[0] = format!("{mark}{}", award[0].as_str().unwrap()).into();
    }
    value
}

/// Reserve, supply, unallocated account, reference price, positions, agents and counts of a programme.
fn bytes_of(engine: &Engine, programme: usize) -> Vec<u8> {
    minicbor::to_vec(&engine.state().programmes[programme]).unwrap()
}

fn both(first: &Script, second: &Script) -> Engine {
    let mut engine = engine_under(first.engine_rules()).unwrap();
    let open = OpenProgramme::new(second.engine_rules());
    engine.execute(&Command::new(Time::from_milliseconds(0), "operator", open).in_programme(SECOND)).unwrap();
    engine
}

proptest! {
    #![proptest_config(config(400))]

    /// Interleaved, both go exactly as each alone. (Only a correction may come to something else: the platform account
    /// that bears a part of it is the deployment's.)
    #[test]
    fn programmes_side_by_side_go_as_each_alone(first in any_scripts(60), second in any_scripts(60)) {
        let mut engine = both(&first, &second);
        let (one, two) = (alone(&first), alone(&second));
        let mut turns = Vec::new();
        for place in 0..one.len().max(two.len()) {
            turns.extend(one.get(place).map(|asked| (0, asked)));
            turns.extend(two.get(place).map(|asked| (1, asked)));
        }
        for (at, (place, (step, expected))) in (1..).zip(turns) {
            let (mark, name) = [("", "main"), ("x-", SECOND)][place];
            let other = bytes_of(&engine, 1 - place);
            let command = command_of(&marked(step, mark), at).in_programme(name);
            let found = execute(&mut engine, &command).map_err(|rejection| rejection.code().to_owned());
            prop_assert_eq!(&bytes_of(&engine, 1 - place), &other, "{} in {} touched the other programme", step, name);
            let expected = expected.as_ref().map(|outcome| marked(outcome, mark)).map_err(Clone::clone);
            if step["op"] == "correct" && found != expected {
                return Ok(());
            }
            prop_assert_eq!(found, expected, "{} in {}", step, name);
            prop_assert_eq!(ratchet_core::invariants::check(engine.state()), Ok(()), "{}", step);
        }
    }
}

/// Order numbers are unique over the deployment; merchants, orders, points and agents belong to one programme.
#[test]
fn ids_of_one_programme_mean_nothing_in_the_other() {
    let rules = json!({
        "initial_price_fen": 100, "mint_bp": 7_000, "redemption_fee_bp": 2_000,
        "plans": { "store": {
            "margin": "take", "take_bp": 3_000,
            "split": { "distribution": { "basis": "amount", "bp": 500 } },
            "awards": { "region_bp": { "province": 500 } },
        } },
    });
    let rules: ratchet_core::Rules = serde_json::from_value(rules).unwrap();
    let mut engine = engine_under(rules.clone()).unwrap();
    let open = Command::new(Time::from_milliseconds(0), "operator", OpenProgramme::new(rules)).in_programme(SECOND);
    engine.execute(&open).unwrap();
    assert_eq!(engine.execute(&open).map(<[_]>::len).map_err(ratchet_core::Rejection::code), Err("programme_exists"));
    let mut ask = |programme: &str, step: Value| {
        execute(&mut engine, &command_of(&step, 1).in_programme(programme)).map_err(ratchet_core::Rejection::code)
    };
    let book = |id: &str, merchant: &str| json!({ "op": "book", "id": id, "member": "m", "merchant": merchant, "amount": 100_000 });
    let merchant = |id: &str| json!({ "op": "add_merchant", "id": id, "plan": "store", "region": ["P"] });
    // Members are the deployment's.
    ask("main", json!({ "op": "add_member", "id": "m" })).unwrap();
    assert_eq!(ask(SECOND, json!({ "op": "add_member", "id": "m" })), Err("member_exists"));
    // Merchants sell in one programme, under an id that is theirs in all of them.
    ask("main", merchant("s")).unwrap();
    assert_eq!(ask(SECOND, merchant("s")), Err("merchant_exists"));
    ask(SECOND, merchant("t")).unwrap();
    assert_eq!(ask(SECOND, book("o", "s")), Err("merchant_unknown"));
    assert_eq!(ask("main", book("o", "t")), Err("merchant_unknown"));
    // Agents are appointed for one programme.
    ask("main", json!({ "op": "appoint_agent", "region": "P", "member": "m" })).unwrap();
    assert_eq!(ask("main", book("o", "s")).unwrap()["awards"], json!([["m", "region:province", 5_000]]));
    assert_eq!(ask(SECOND, book("o", "t")), Err("order_exists"));
    assert_eq!(ask(SECOND, book("p", "t")).unwrap()["awards"], json!([]));
    // Points and orders too.
    let points = 17_500_000_000_i64;
    assert_eq!(ask("main", json!({ "op": "redeem", "member": "m", "units": points + 1 })), Err("points_insufficient"));
    assert_eq!(ask(SECOND, json!({ "op": "refund", "order": "o", "amount": 1 })), Err("order_unknown"));
    assert_eq!(ask("main", json!({ "op": "correct", "order": "p" })), Err("order_unknown"));
    assert_eq!(ask("third", book("q", "s")), Err("programme_unknown"));
    ask("main", json!({ "op": "redeem", "member": "m", "units": points })).unwrap();
    assert_eq!(ask("main", json!({ "op": "inject", "amount": 1 })), Err("no_points_in_circulation"));
    ask(SECOND, json!({ "op": "inject", "amount": 1 })).unwrap();
}
