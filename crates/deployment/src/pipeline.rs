//! A deployment whose journal has a thread of its own: while one group of commands becomes durable, the next one is
//! executed.
//!
//! Nothing changes about what may be told: a group is acknowledged when its frame is synced. At most one group waits
//! while another is written, so that a slow disk slows the engine down instead of filling memory.

use crate::deployment::{Deployment, execute};
use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::Group;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, Event, State};
use ratchet_journal::{Head, HeadKey, JournalError, SegmentJournal, Writer};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, channel, sync_channel};
use std::thread::{self, JoinHandle};

/// A group on its way to the journal.
struct Handed {
    time: i64,
    group: Group,
}

/// A group that is durable, with its buffer to be used again.
struct Written {
    head: Head,
    group: Group,
}

/// A deployment open for writing on two threads.
#[derive(Debug)]
pub struct Pipeline {
    layout: Layout,
    engine: Engine,
    head_key: HeadKey,
    snapshot_records: u64,
    pending: Group,
    /// Buffers to be used again.
    spare: Vec<Group>,
    journal: SyncSender<Handed>,
    written: Receiver<Result<Written, JournalError>>,
    thread: JoinHandle<Writer<SegmentJournal>>,
    in_flight: usize,
}

impl Pipeline {
    /// Gives the journal of `deployment` a thread of its own. What is pending stays pending.
    #[must_use]
    pub fn start(deployment: Deployment) -> Self {
        let Deployment { layout, engine, mut writer, head_key, pending, snapshot_records } = deployment;
        let (journal, handed) = sync_channel::<Handed>(1);
        let (tell, written) = channel();
        let thread = thread::spawn(move || {
            for Handed { time, group } in handed {
                let result = writer.commit(time, &group.records()).map(|head| Written { head, group });
                let failed = result.is_err();
                if tell.send(result).is_err() || failed {
                    break;
                }
            }
            writer
        });
        let (spare, in_flight) = (Vec::new(), 0);
        Self { layout, engine, head_key, snapshot_records, pending, spare, journal, written, thread, in_flight }
    }

    /// The state with every command executed so far, durable or not.
    #[must_use]
    pub fn state(&self) -> &State {
        self.engine.state()
    }

    /// Looks at what the next commands are about to touch: it changes nothing but how fast they are executed.
    pub fn look_ahead(&mut self, commands: &[Command]) {
        self.engine.look_ahead(commands);
    }

    /// Executes a command. Nothing of it may be told to anybody before its group is acknowledged.
    pub fn execute(&mut self, command: &Command) -> Result<&[Event], DeploymentError> {
        execute(&mut self.engine, &mut self.pending, command)
    }

    /// The outcome of the command executed last.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.engine.state(), self.engine.last_events())
    }

    /// Commands executed since the last group was handed over.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Groups handed over and not acknowledged yet.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Hands every executed command over to the journal as one group; waits while another group waits already.
    /// Whether there was anything to hand over. After an error, [`Pipeline::wait`] still tells of the groups that had become
    /// durable, and then why the journal stopped.
    pub fn hand_over(&mut self) -> Result<bool, DeploymentError> {
        if self.pending.is_empty() {
            return Ok(false);
        }
        let group = std::mem::replace(&mut self.pending, self.spare.pop().unwrap_or_default());
        let time = self.engine.state().clock.milliseconds();
        self.journal.send(Handed { time, group }).map_err(|_| stopped())?;
        self.in_flight += 1;
        Ok(true)
    }

    /// The head of the next group that has become durable, in the order of handing over; nothing when none has yet. An
    /// error is final: the process must stop and recover from what is durable.
    pub fn acknowledged(&mut self) -> Result<Option<Head>, DeploymentError> {
        match self.written.try_recv() {
            Ok(result) => self.take(result).map(Some),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(stopped()),
        }
    }

    /// As [`Pipeline::acknowledged`], waiting for it; nothing when no group is in flight.
    pub fn wait(&mut self) -> Result<Option<Head>, DeploymentError> {
        if self.in_flight == 0 {
            return Ok(None);
        }
        let result = self.written.recv().map_err(|_| stopped())?;
        self.take(result).map(Some)
    }

    /// Makes everything durable and brings the journal back to this thread.
    pub fn finish(mut self) -> Result<Deployment, DeploymentError> {
        self.hand_over()?;
        while self.wait()?.is_some() {}
        let Self { layout, engine, head_key, snapshot_records, pending, journal, thread, .. } = self;
        drop(journal);
        let writer = thread.join().map_err(|_| stopped())?;
        Ok(Deployment { layout, engine, writer, head_key, pending, snapshot_records })
    }

    fn take(&mut self, result: Result<Written, JournalError>) -> Result<Head, DeploymentError> {
        let Written { head, mut group } = result?;
        self.in_flight -= 1;
        group.clear();
        self.spare.push(group);
        Ok(head)
    }
}

/// The journal takes no more groups.
fn stopped() -> DeploymentError {
    JournalError::Poisoned { cause: "the journal takes no more groups".to_owned() }.into()
}
