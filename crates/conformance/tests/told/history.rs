//! Histories to tell of: records as a journal has them, and what the independent model says after each.

use crate::generator::{Script, command_of, play};
use ratchet_conformance::{Step, VectorFile, execute};
use ratchet_core::operations::{DeploymentTerms, OpenProgramme, Operation};
use ratchet_core::{Command, Engine, MODEL_VERSION, Rules, Time};
use ratchet_deployment::{PlacedRecord, Record, Watch, follow};
use ratchet_naive::Model;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A command that was accepted: when, what it returned, and the model after it.
pub struct Told {
    pub at: Time,
    pub step: Value,
    pub outcome: Value,
    pub model: Model,
}

/// A history of one programme, `main`.
pub struct History {
    pub records: Vec<PlacedRecord>,
    /// The accepted commands after the opening of deployment and programme, which are the first two records.
    pub told: Vec<Told>,
    pub opening: Model,
    /// The rules as the file has them.
    pub rules: Value,
    engine: Engine,
}

impl History {
    fn open(rules: &Value) -> Self {
        let opening = Model::new(serde_json::from_value(rules.clone()).unwrap());
        let mut history =
            Self { records: Vec::new(), told: Vec::new(), opening, rules: rules.clone(), engine: Engine::new() };
        let beginning = Time::from_milliseconds(0);
        let rules: Rules = serde_json::from_value(rules.clone()).unwrap();
        history.ask(&Command::new(beginning, "operator", DeploymentTerms::sandbox())).unwrap();
        history.ask(&Command::new(beginning, "operator", OpenProgramme::new(rules))).unwrap();
        history
    }

    fn ask(&mut self, command: &Command) -> Option<Value> {
        let outcome = execute(&mut self.engine, command).ok()?;
        let events = self.engine.last_events().to_vec();
        let record = Record { model_version: MODEL_VERSION, command: command.clone(), events };
        let sequence = self.records.len() as u64;
        // As if three records were committed at a time.
        self.records.push(PlacedRecord { sequence, frame: sequence / 3, record });
        Some(outcome)
    }

    fn tell(&mut self, step: &Value, command: &Command) {
        let Some(mut outcome) = self.ask(command) else { return };
        if step["op"] == "close_period" {
            // How many rows were stated is no figure of the pages.
            outcome.as_object_mut().unwrap().remove("stated");
        }
        let mut model = self.model().clone();
        assert_eq!(model.step(step).as_ref(), Ok(&outcome), "{step}");
        self.told.push(Told { at: command.recorded_at, step: step.clone(), outcome, model });
    }

    /// What a script brings.
    pub fn of_script(script: &Script) -> Self {
        let mut history = Self::open(&script.rules());
        let mut played = crate::generator::engine_for(script);
        play(script, &mut played, |engine, step, command| {
            let _ = engine.execute(command);
            history.tell(step, command);
            Ok(())
        })
        .unwrap();
        history
    }

    /// What the first `steps` of a vector file bring.
    pub fn of_vector(path: &Path, steps: usize) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let file: VectorFile = serde_json::from_str(&text).unwrap();
        let raw: Value = serde_json::from_str(&text).unwrap();
        let mut history = Self::open(&raw["rules"]);
        for step in file.steps.iter().take(steps) {
            if let Step::Ask { at, .. } = Step::read(step).unwrap() {
                let mut asked = step.clone();
                asked.as_object_mut().unwrap().retain(|field, _| field != "ok" && field != "rejected");
                let command = command_of(&asked, at.milliseconds());
                history.tell(&asked, &command);
            }
        }
        history
    }

    /// What these steps bring, one a second; all must be accepted.
    pub fn of_steps(rules: &Value, steps: &[Value]) -> Self {
        Self::of_steps_every(1_000, rules, steps)
    }

    /// As [`History::of_steps`], one each so many milliseconds.
    pub fn of_steps_every(milliseconds: i64, rules: &Value, steps: &[Value]) -> Self {
        let times = (1..).map(|place| place * milliseconds);
        Self::of_steps_at(rules, &times.zip(steps.iter().cloned()).collect::<Vec<_>>())
    }

    /// As [`History::of_steps`], each at its time.
    pub fn of_steps_at(rules: &Value, steps: &[(i64, Value)]) -> Self {
        let mut history = Self::open(rules);
        for (at, step) in steps {
            let mut step = step.clone();
            step["at"] = (*at).into();
            let known = history.told.len();
            history.tell(&step, &command_of(&step, *at));
            assert_eq!(history.told.len(), known + 1, "{step} was refused");
        }
        history
    }

    /// As [`History::of_steps`], each with the operation that it is.
    pub fn of_operations(rules: &Value, steps: Vec<(Value, Operation)>) -> Self {
        let mut history = Self::open(rules);
        let count = steps.len();
        for (at, (mut step, operation)) in (1..).zip(steps) {
            let at = Time::from_milliseconds(at * 1_000);
            // Whoever approves a request is not whoever made it.
            let is_approval = matches!(operation, Operation::ApproveRequest(_));
            let (by, approver) = if is_approval { ("ben", "anna") } else { ("anna", "ben") };
            (step["at"], step["by"], step["approver"]) = (at.milliseconds().into(), by.into(), approver.into());
            history.tell(&step, &Command::new(at, by, operation).approved_by(approver));
        }
        assert_eq!(history.told.len(), count);
        history
    }

    /// The model at the end.
    pub fn model(&self) -> &Model {
        self.told.last().map_or(&self.opening, |told| &told.model)
    }

    /// Plays it to `watch`, as a replay of the journal does; the engine at the end.
    pub fn play(&self, watch: &mut impl Watch) -> Engine {
        let mut engine = Engine::new();
        for placed in &self.records {
            if watch.is_over(&placed.record.command) {
                break;
            }
            follow(&mut engine, placed, watch).unwrap();
        }
        engine
    }
}

/// The vector files.
pub fn vector_files() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect();
    files.sort();
    assert_eq!(files.len(), 14);
    files
}
