//! Bytes as dice: a random programme, played on the engine and on the second implementation, with a journal on a disk
//! that fails at a countdown.

use crate::generator::{Mode, Script, engine_for, play};
use proptest::test_runner::TestCaseError;
use ratchet_conformance::{execute, state_of};
use ratchet_core::operations::{DeploymentTerms, OpenProgramme};
use ratchet_core::{Command, Engine, MODEL_VERSION, Rules, Time, invariants};
use ratchet_deployment::Record;
use ratchet_faults::{Fault, FaultyDisk, Survival};
use ratchet_journal::{Depth, JournalError, OpenOptions, Reader, SegmentJournal, Writer};
use ratchet_naive::Model;
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

/// Dice of the rules.
const RULES_DICE: usize = 90;
/// Longer programmes only make a run slow.
const ACTIONS_MAX: usize = 60;
const SEGMENT_LIMIT: u64 = 20_000;

/// The first byte chooses the edge that the programme goes to, the next four when and how the disk fails; then come the
/// dice, a byte each for the rules and eight for each action.
pub fn commands_against_naive(input: &[u8]) {
    let Some((head, rest)) = input.split_first_chunk::<5>() else { return };
    let mode = Mode::ALL[usize::from(head[0]) % Mode::ALL.len()];
    // A byte becomes the whole range of a die.
    let die = |byte: &u8| u32::from_ne_bytes([*byte; 4]);
    let (rules, actions) = rest.split_at(rest.len().min(RULES_DICE));
    let rules: Vec<u32> = rules.iter().map(die).collect();
    let actions = actions.chunks(8).take(ACTIONS_MAX);
    let actions = actions.map(|dice| std::array::from_fn(|place| dice.get(place).map_or(0, die))).collect();
    let script = Script::new(mode, rules, actions);
    assert_eq!(script.engine_rules().faults(), []);
    let mut naive: Model = Model::new(serde_json::from_value(script.rules()).unwrap());
    let mut kept = Kept::new(script.engine_rules(), [head[1], head[2], head[3], head[4]]);
    let played = play(&script, &mut engine_for(&script), |engine, step, command| {
        let before = engine.state().hash();
        let found = execute(engine, command).map_err(|rejection| rejection.code().to_owned());
        assert_eq!(found, naive.step(step), "{step}");
        assert_eq!(state_of(engine), naive.state(), "{step}");
        if found.is_ok() {
            invariants::check(engine.state()).unwrap();
            if kept.take(command, step) {
                let durable = kept.recover();
                naive = Model::new(serde_json::from_value(script.rules()).unwrap());
                for step in &kept.steps {
                    naive.step(step).unwrap();
                }
                *engine = durable;
                assert_eq!(state_of(engine), naive.state(), "after the disk failed");
            }
        } else {
            assert_eq!(engine.state().hash(), before, "{step} was refused and changed the state");
        }
        Ok::<(), TestCaseError>(())
    });
    played.unwrap();
    assert_eq!(kept.recover().state().hash(), kept.engine.state().hash());
}

/// The journal of a programme: every few commands a commit.
struct Kept {
    folder: TempDir,
    rules: Rules,
    disk: FaultyDisk,
    writer: Option<Writer<SegmentJournal>>,
    /// Decides again what each command does, so that its events can be recorded.
    engine: Engine,
    pending: Vec<Vec<u8>>,
    group: usize,
    survival: Survival,
    acknowledged: usize,
    /// The accepted steps, in the order of the records.
    steps: Vec<Value>,
    restarts: usize,
}

impl Kept {
    fn new(rules: Rules, [countdown, fault, survival, group]: [u8; 4]) -> Self {
        let fault = match fault % 5 {
            0 => Fault::Stop { thousandths: usize::from(fault) * 4 },
            1 => Fault::DiskFull { thousandths: usize::from(fault) * 4 },
            2 => Fault::ShortWrite { thousandths: usize::from(fault) * 4 },
            _ => Fault::FailingSync { seed: fault.into() },
        };
        let patterns = Survival::patterns(30);
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("0");
        let journal = SegmentJournal::create_on(&dir, Box::new(FaultyDisk::new()), SEGMENT_LIMIT).unwrap();
        drop(journal);
        let disk = FaultyDisk::failing(usize::from(countdown) + 2, fault);
        let mut kept = Self {
            folder,
            engine: engine_under(&rules),
            rules,
            disk,
            writer: None,
            pending: Vec::new(),
            group: 1 + usize::from(group % 16),
            survival: patterns[usize::from(survival) % patterns.len()],
            acknowledged: 0,
            steps: Vec::new(),
            restarts: 0,
        };
        kept.writer = Some(kept.open(OpenOptions::default()).unwrap());
        kept
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join(self.restarts.to_string())
    }

    fn open(&self, options: OpenOptions) -> Result<Writer<SegmentJournal>, JournalError> {
        let disk = Box::new(self.disk.clone());
        SegmentJournal::open_on(self.dir(), options, Depth::LastSegments, disk, SEGMENT_LIMIT)
            .map(|(journal, _)| Writer::new(journal))
    }

    /// Records an accepted command; whether the disk failed.
    fn take(&mut self, command: &Command, step: &Value) -> bool {
        let events = self.engine.execute(command).unwrap().to_vec();
        let record = Record { model_version: MODEL_VERSION, command: command.clone(), events };
        self.pending.push(minicbor::to_vec(record).unwrap());
        self.steps.push(step.clone());
        if self.pending.len() < self.group {
            return false;
        }
        let time = command.recorded_at.milliseconds();
        match self.writer.as_mut().unwrap().commit(time, &self.pending) {
            Ok(head) => {
                self.acknowledged += self.pending.len();
                assert_eq!(head.next_sequence, self.acknowledged as u64);
                self.pending.clear();
                false
            }
            Err(error) => {
                assert_eq!(error.code(), "journal_append_unknown");
                true
            }
        }
    }

    /// Starts again from what the crash left: an engine over the records that are there. Steps that are not, are gone.
    fn recover(&mut self) -> Engine {
        self.writer = None;
        let before = self.dir();
        self.restarts += 1;
        self.disk.leave(self.survival, &before, &self.dir()).unwrap();
        self.disk = FaultyDisk::new();
        let writer = self.open(OpenOptions::default()).or_else(|error| match error {
            JournalError::TailDamaged { frame, .. } => {
                let behind = usize::try_from(frame).unwrap() * self.group;
                assert!(behind >= self.acknowledged, "frame {frame} was acknowledged");
                self.open(OpenOptions { accept_tail_loss: true })
            }
            error => Err(error),
        });
        self.writer = Some(writer.unwrap());
        let (mut engine, mut again) = (engine_under(&self.rules), engine_under(&self.rules));
        let mut durable = 0;
        for record in Reader::open(self.dir()).unwrap().records_from(0) {
            let record = Record::from_bytes(&record.unwrap().bytes).unwrap();
            engine.replay(record.command.recorded_at, &record.events).unwrap();
            assert_eq!(again.execute(&record.command).unwrap(), record.events);
            durable += 1;
        }
        assert_eq!(engine.state().hash(), again.state().hash());
        assert!((self.acknowledged..=self.steps.len()).contains(&durable), "acknowledged records are gone");
        self.steps.truncate(durable);
        self.pending.clear();
        self.acknowledged = durable;
        self.engine = again;
        engine
    }
}

/// As the programme of a script begins.
fn engine_under(rules: &Rules) -> Engine {
    let mut engine = Engine::new();
    let beginning = Time::from_milliseconds(0);
    engine.execute(&Command::new(beginning, "vector", DeploymentTerms::sandbox())).unwrap();
    engine.execute(&Command::new(beginning, "vector", OpenProgramme::new(rules.clone()))).unwrap();
    engine
}
