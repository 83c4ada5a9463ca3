//! A deployment whose journal has a thread of its own: while one group of commands becomes durable, the next one is
//! executed.
//!
//! Nothing changes about what may be told: a group is acknowledged when its frame is synced. At most one group waits
//! while another is written, so that a slow disk slows the engine down instead of filling memory. Each group carries a
//! ticket, such as the answers that wait for it; whoever holds the [`Acknowledgements`] gets it back with the head.

use crate::deployment::{Deployment, execute};
use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::{Group, Record};
use ratchet_core::{Command, Engine, Event, Time};
use ratchet_journal::{Head, HeadKey, JournalError, SegmentJournal, Writer};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, channel, sync_channel};
use std::thread::{self, JoinHandle};

/// A group on its way to the journal.
struct Handed<T> {
    time: i64,
    group: Group,
    ticket: T,
}

/// A deployment open for writing on two threads: the side that executes.
#[derive(Debug)]
pub struct Pipeline<T> {
    layout: Layout,
    engine: Engine,
    head_key: HeadKey,
    snapshot_records: u64,
    pending: Group,
    journal: SyncSender<Handed<T>>,
    /// Gives the journal back, unless it failed.
    thread: JoinHandle<Option<Writer<SegmentJournal>>>,
}

/// What has become durable, in the order of handing over: the side that tells.
#[derive(Debug)]
pub struct Acknowledgements<T> {
    written: Receiver<Result<Acknowledged<T>, JournalError>>,
}

/// A group that is durable.
#[derive(Debug)]
pub struct Acknowledged<T> {
    /// The last frame of the group.
    pub head: Head,
    /// What was handed over with it.
    pub ticket: T,
    group: Group,
}

impl<T> Acknowledged<T> {
    /// The records of the group with their sequences.
    pub fn records(&self) -> impl Iterator<Item = (u64, Result<Record, minicbor::decode::Error>)> {
        let first = self.head.next_sequence - self.group.len() as u64;
        (first..).zip(self.group.records().into_iter().map(Record::from_bytes))
    }
}

impl<T: Send + 'static> Pipeline<T> {
    /// Gives the journal of `deployment` a thread of its own. What is pending stays pending.
    #[must_use]
    pub fn start(deployment: Deployment) -> (Self, Acknowledgements<T>) {
        let Deployment { layout, engine, mut writer, head_key, pending, snapshot_records } = deployment;
        let (journal, handed) = sync_channel::<Handed<T>>(1);
        let (tell, written) = channel();
        let thread = thread::spawn(move || {
            for Handed { time, group, ticket } in handed {
                let nothing_new = writer.head().filter(|_| group.is_empty());
                let head = nothing_new.map_or_else(|| writer.commit(time, &group.records()), Ok);
                let result = head.map(|head| Acknowledged { head, ticket, group });
                let failed = result.is_err();
                let is_heard = tell.send(result).is_ok();
                if failed {
                    return None;
                }
                if !is_heard {
                    break;
                }
            }
            Some(writer)
        });
        (Self { layout, engine, head_key, snapshot_records, pending, journal, thread }, Acknowledgements { written })
    }

    /// The engine, which stands behind every command executed so far, durable or not: to look at, and for dry runs.
    /// Nothing may be told of it before what it saw is acknowledged.
    pub fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// The time of the last command.
    #[must_use]
    pub fn clock(&self) -> Time {
        self.engine.state().clock
    }

    /// Looks at what the next commands are about to touch: it changes nothing but how fast they are executed.
    pub fn look_ahead(&mut self, commands: &[Command]) {
        self.engine.look_ahead(commands);
    }

    /// Executes a command. Nothing of it may be told to anybody before its group is acknowledged.
    pub fn execute(&mut self, command: &Command) -> Result<&[Event], DeploymentError> {
        execute(&mut self.engine, &mut self.pending, command)
    }

    /// Commands executed since the last group was handed over.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Hands every executed command over to the journal as one group; waits while another group waits already. A group
    /// of nothing is acknowledged as well, behind those before it. After an error the [`Acknowledgements`] still tell of
    /// the groups that had become durable, and then why the journal stopped.
    pub fn hand_over(&mut self, ticket: T) -> Result<(), DeploymentError> {
        let group = std::mem::take(&mut self.pending);
        let time = self.engine.state().clock.milliseconds();
        self.journal.send(Handed { time, group, ticket }).map_err(|_| stopped())
    }

    /// Waits until the journal has written everything handed over, and brings it back to this thread. The engine of a
    /// journal that failed stands before what is durable: nothing of it is given back.
    pub fn finish(self) -> Result<Deployment, DeploymentError> {
        let Self { layout, engine, head_key, snapshot_records, pending, journal, thread } = self;
        drop(journal);
        let writer = thread.join().ok().flatten().ok_or_else(stopped)?;
        Ok(Deployment { layout, engine, writer, head_key, pending, snapshot_records })
    }
}

impl<T> Acknowledgements<T> {
    /// The next group that has become durable; nothing when none has yet. An error is final: the process must stop and
    /// recover from what is durable.
    pub fn ready(&mut self) -> Result<Option<Acknowledged<T>>, DeploymentError> {
        match self.written.try_recv() {
            Ok(result) => Ok(Some(result?)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(stopped()),
        }
    }

    /// As [`Acknowledgements::ready`], waiting for it; nothing when the pipeline has finished.
    pub fn wait(&mut self) -> Result<Option<Acknowledged<T>>, DeploymentError> {
        self.written.recv().ok().transpose().map_err(DeploymentError::from)
    }
}

/// The journal takes no more groups.
fn stopped() -> DeploymentError {
    JournalError::Poisoned { cause: "the journal takes no more groups".to_owned() }.into()
}
