//! The thread that owns the engine.

use super::answering::{Ticket, Waiting, tell_all};
use super::clock::Clock;
use super::desk::{Answer, Asked, Desk, Done, Draft, Message, Request};
use super::durable::Durable;
use ratchet_core::look_ahead::LOOK_AHEAD_MAX;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Time};
use ratchet_deployment::{Deployment, DeploymentError, Pipeline};
use ratchet_journal::SignedHead;
use std::thread::{self, JoinHandle};
use tokio::sync::mpsc::UnboundedReceiver;

/// Commands in one group, a batch taken as a whole: while one syncs, the next one grows.
const GROUP_COMMANDS_MAX: usize = 1_000;

/// The writer at work.
#[derive(Debug)]
pub struct Runtime {
    desk: Desk,
    writer: JoinHandle<Result<Deployment, DeploymentError>>,
    answering: JoinHandle<Result<(), DeploymentError>>,
}

impl Runtime {
    /// Takes nothing more, waits until everything handed in is durable and answered, signs the head and leaves a snapshot.
    pub fn finish(self) -> Result<Option<SignedHead>, DeploymentError> {
        self.desk.close();
        let gone = || {
            DeploymentError::from(ratchet_journal::JournalError::Poisoned {
                cause: "the writer ended before its time".to_owned(),
            })
        };
        // Whoever tells what is durable heard first why the journal failed, if it did.
        self.answering.join().map_err(|_| gone())??;
        self.writer.join().map_err(|_| gone())??.close()
    }
}

/// Gives `deployment` to a writer of its own.
pub fn start(deployment: Deployment, clock: Clock) -> std::io::Result<(Desk, Runtime)> {
    let durable = Durable::at(deployment.next_sequence());
    let (desk, messages) = Desk::open(durable.clone());
    let next_sequence = deployment.next_sequence();
    let (pipeline, acknowledgements) = Pipeline::start(deployment);
    let told = durable.clone();
    let answering =
        thread::Builder::new().name("answering".to_owned()).spawn(move || tell_all(acknowledgements, &told))?;
    let writer = thread::Builder::new().name("writer".to_owned()).spawn(move || {
        // Also when the thread ends by a broken invariant: nothing more is taken then.
        let _stopping = Stopping(durable);
        Writer { pipeline, clock, next_sequence }.run(messages)
    })?;
    Ok((desk.clone(), Runtime { desk, writer, answering }))
}

/// Says that nothing more is taken, however the writer ends.
struct Stopping(Durable);

impl Drop for Stopping {
    fn drop(&mut self) {
        let reason =
            if thread::panicking() { "an invariant of the model is broken" } else { "the service has stopped" };
        self.0.stop(reason);
    }
}

struct Writer {
    pipeline: Pipeline<Ticket>,
    clock: Clock,
    next_sequence: u64,
}

impl Writer {
    fn run(mut self, mut messages: UnboundedReceiver<Message>) -> Result<Deployment, DeploymentError> {
        while let Some(first) = messages.blocking_recv() {
            let mut ticket = Ticket::new();
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Request(Request { asked, place }) => ticket.push((self.serve(asked), place)),
                    // What is in the queue is still served.
                    Message::Finish => messages.close(),
                }
                let is_full = self.pipeline.pending() >= GROUP_COMMANDS_MAX;
                next = if is_full { None } else { messages.try_recv().ok() };
            }
            // Waits while a group waits already: meanwhile requests gather for the next one.
            if self.pipeline.hand_over(ticket).is_err() {
                break;
            }
        }
        self.pipeline.finish()
    }

    fn serve(&mut self, asked: Asked) -> Waiting {
        let now = self.clock.now();
        match asked {
            Asked::One(draft, answer) => {
                let said = self.execute(&self.command(*draft, now));
                Waiting::One(answer, said)
            }
            Asked::Many(drafts, answer) => {
                let commands: Vec<Command> = drafts.into_iter().map(|draft| self.command(draft, now)).collect();
                let mut said = Vec::with_capacity(commands.len());
                for portion in commands.chunks(LOOK_AHEAD_MAX) {
                    self.pipeline.look_ahead(portion);
                    said.extend(portion.iter().map(|command| self.execute(command)));
                }
                Waiting::Many(answer, said)
            }
            Asked::Look(look) => Waiting::Look(look(self.pipeline.engine())),
        }
    }

    /// The clock of this machine may be behind the last command: time never goes back.
    fn command(&self, draft: Draft, now: Time) -> Command {
        draft.at(now.max(self.pipeline.clock()))
    }

    fn execute(&mut self, command: &Command) -> Answer {
        self.pipeline.execute(command)?;
        let engine = self.pipeline.engine();
        let outcome = Outcome::of(engine.state(), engine.last_events());
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        Ok(Done { sequence, recorded_at: command.recorded_at, outcome })
    }
}
