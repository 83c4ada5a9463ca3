//! Runs vector files through the engine, step by step, and names the first difference.

mod features;
mod vector;

pub use features::{FeatureRequest, Goods, OfferRequest};
pub use vector::{Expected, GoodsRequest, RegionPath, Request, Step, VectorFile};

use ratchet_core::operations::{DeploymentTerms, OpenProgramme};
use ratchet_core::outcome::Outcome;
use ratchet_core::view::StateView;
use ratchet_core::{Command, Engine, Rejection, Rules, Time};
use serde_json::Value;
use thiserror::Error;

/// Where a vector file and the engine part.
#[derive(Debug, Error)]
pub enum Difference {
    /// The file is not a vector file.
    #[error("not a vector file: {0}")]
    Unreadable(String),
    /// The rules were refused.
    #[error("the rules were refused: {0}")]
    Rules(String),
    /// A step brought something else.
    #[error("step {step} ({request}): expected {expected}, the engine gave {found}")]
    Step {
        /// Which, from 1.
        step: usize,
        /// What was asked.
        request: String,
        /// What the file says.
        expected: String,
        /// What came.
        found: String,
    },
}

/// The people of a vector run: a correction needs two.
const ACTOR: &str = "vector";
const APPROVER: &str = "vector-approver";

/// An engine with one sandbox programme under `rules`, as vector files start.
pub fn engine_under(rules: Rules) -> Result<Engine, Rejection> {
    let mut engine = Engine::new();
    let beginning = Time::from_milliseconds(0);
    engine.execute(&Command::new(beginning, ACTOR, DeploymentTerms::sandbox()))?;
    engine.execute(&Command::new(beginning, ACTOR, OpenProgramme::new(rules)))?;
    Ok(engine)
}

/// Runs one vector file; how many steps it had, or the first difference.
pub fn run(text: &str) -> Result<usize, Difference> {
    let file: VectorFile = serde_json::from_str(text).map_err(|error| Difference::Unreadable(error.to_string()))?;
    let faults = file.rules.faults();
    if let Some(fault) = faults.first() {
        return Err(Difference::Rules(format!("{}: {}", fault.place, fault.message)));
    }
    let mut engine = engine_under(file.rules).map_err(|rejection| Difference::Rules(rejection.to_string()))?;
    for (place, value) in file.steps.iter().enumerate() {
        run_step(&mut engine, value).map_err(|(expected, found)| Difference::Step {
            step: place + 1,
            request: request_of(value),
            expected,
            found,
        })?;
    }
    Ok(file.steps.len())
}

/// Runs one step; what was expected and what came, where they differ.
fn run_step(engine: &mut Engine, value: &Value) -> Result<(), (String, String)> {
    let step = Step::read(value).map_err(|error| ("a step".to_owned(), error))?;
    match step {
        Step::State(expected) => compare(&expected, &state_of(engine)),
        Step::Ask { at, operation, expected } => {
            let command = Command::new(at, ACTOR, operation).approved_by(APPROVER);
            // Only where a rejection is expected: each hash walks the whole state.
            let before = matches!(expected, Expected::Rejected(_)).then(|| engine.state().hash());
            let found = execute(engine, &command);
            if found.is_err() && before.is_some_and(|before| engine.state().hash() != before) {
                return Err(("an unchanged state after the rejection".to_owned(), "another state".to_owned()));
            }
            match (expected, found) {
                (Expected::Outcome(expected), Ok(found)) => compare(&expected, &found),
                (Expected::Rejected(expected), Err(found)) => {
                    compare(&Value::String(expected), &Value::String(found.code().to_owned()))
                }
                (Expected::Outcome(expected), Err(found)) => Err((expected.to_string(), found.code().to_owned())),
                (Expected::Rejected(expected), Ok(found)) => Err((expected, found.to_string())),
            }
        }
    }
}

/// Executes a command; its outcome as JSON.
pub fn execute(engine: &mut Engine, command: &Command) -> Result<Value, Rejection> {
    match engine.execute(command).map(<[_]>::to_vec) {
        Ok(events) => Ok(json(&Outcome::of(engine.state(), &events))),
        Err(rejection) => Err(rejection),
    }
}

/// The state object of the default programme.
#[must_use]
pub fn state_of(engine: &Engine) -> Value {
    let state = engine.state();
    let view = state.programme_named(ratchet_core::DEFAULT_PROGRAMME);
    json(&view.and_then(|programme| StateView::of(state, programme, true)))
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn compare(expected: &Value, found: &Value) -> Result<(), (String, String)> {
    if expected == found { Ok(()) } else { Err((expected.to_string(), found.to_string())) }
}

fn request_of(value: &Value) -> String {
    let mut fields = value.clone();
    if let Some(fields) = fields.as_object_mut() {
        for outcome in ["ok", "rejected", "expect", "at"] {
            fields.remove(outcome);
        }
    }
    fields.to_string()
}
