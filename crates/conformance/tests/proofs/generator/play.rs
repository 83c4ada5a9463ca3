//! Plays a script: asks one step after the other.

use super::{Dice, Script, action};
use proptest::test_runner::TestCaseError;
use ratchet_conformance::{Step, engine_under};
use ratchet_core::{Command, Engine, Time};
use serde_json::{Value, json};

/// An engine under the rules of `script`.
pub fn engine_for(script: &Script) -> Engine {
    engine_under(script.engine_rules()).unwrap()
}

/// The command of a step at `at`, with the people that a correction needs.
pub fn command_of(step: &Value, at: i64) -> Command {
    let mut step = step.clone();
    step["ok"] = json!({});
    step["at"] = at.into();
    let Step::Ask { at, operation, .. } = Step::read(&step).unwrap() else { panic!("{step} asks nothing") };
    Command::new(at, "operator", operation).approved_by("approver")
}

/// Plays `script` on `engine`: `ask` is given each step, as the vector files write it and as a command, and executes
/// it as it likes.
pub fn play(
    script: &Script,
    engine: &mut Engine,
    mut ask: impl FnMut(&mut Engine, &Value, &Command) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let rules = script.rules();
    let plans = rules["plans"].as_object().unwrap().len();
    let mut at = Time::from_milliseconds(0).milliseconds();
    let mut ask = |engine: &mut Engine, step: &Value| {
        let mut step = step.clone();
        let wait = step.as_object_mut().and_then(|step| step.remove("wait"));
        at += wait.and_then(|wait| wait.as_i64()).unwrap_or(1);
        let command = command_of(&step, at);
        step["at"] = at.into();
        ask(engine, &step, &command)
    };
    for step in beginning(script, plans) {
        ask(engine, &step)?;
    }
    for dice in &script.actions {
        for action in action::roll(script, plans, &mut Dice::new(dice), engine.state()) {
            let step = action.step(engine.state());
            ask(engine, &step)?;
        }
    }
    Ok(())
}

/// Three members in a line, and a merchant for each plan; where agents have contracts, in a division.
fn beginning(script: &Script, plans: usize) -> Vec<Value> {
    let region = if script.has_features { ["330000", "330100", "330106"] } else { ["P0", "C0", "D0"] };
    let mut steps = vec![
        json!({ "op": "add_member", "id": "m0", "referrer": null }),
        json!({ "op": "add_member", "id": "m1", "referrer": "m0" }),
        json!({ "op": "add_member", "id": "m2", "referrer": "m1" }),
    ];
    for place in 0..plans {
        steps.push(json!({
            "op": "add_merchant", "id": format!("s{place}"), "plan": format!("p{place}"), "take_bp": null,
            "owner": "m0", "recruiter": "m1", "region": region,
        }));
    }
    steps
}
