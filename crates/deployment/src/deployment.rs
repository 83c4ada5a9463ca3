//! A deployment open for writing: the one engine, its journal, and the group of commands not durable yet.

use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::loading::{Loaded, check_signed_head, load, rebuild};
use crate::record::{Group, RecordToWrite};
use ratchet_core::identifier::check_party_identifier;
use ratchet_core::operations::Operation;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, Event, MODEL_VERSION, State, Time};
use ratchet_journal::storage::{Disk, Storage};
use ratchet_journal::{
    Depth, Head, HeadKey, JournalError, OpenOptions, Reader, RecoveryReport, SEGMENT_BYTES, SegmentJournal, SignedHead,
    SnapshotStore, Writer,
};
use std::path::Path;

/// A snapshot is written at the close when at least this many records came since the last one.
const SNAPSHOT_RECORDS_MIN: u64 = 10_000;

/// A deployment open for writing.
#[derive(Debug)]
pub struct Deployment {
    pub(crate) layout: Layout,
    pub(crate) engine: Engine,
    pub(crate) writer: Writer<SegmentJournal>,
    pub(crate) head_key: HeadKey,
    pub(crate) pending: Group,
    pub(crate) snapshot_records: u64,
}

impl Deployment {
    /// A deployment over an empty journal, before its first command.
    pub(crate) fn begin(layout: &Layout, journal: SegmentJournal, head_key: HeadKey) -> Self {
        Self {
            layout: layout.clone(),
            engine: Engine::new(),
            writer: Writer::new(journal),
            head_key,
            pending: Group::default(),
            snapshot_records: 0,
        }
    }

    /// Opens the deployment in `root` for writing and recovers what is durable. A second writer is refused.
    pub fn open(root: &Path, options: OpenOptions) -> Result<(Self, RecoveryReport), DeploymentError> {
        Self::open_on(root, options, Box::new(Disk), SEGMENT_BYTES)
    }

    /// As [`Self::open`], with the journal on another storage and with another segment size, in bytes: for tests whose
    /// disk fails.
    pub fn open_on(
        root: &Path,
        options: OpenOptions,
        storage: Box<dyn Storage>,
        segment_limit: u64,
    ) -> Result<(Self, RecoveryReport), DeploymentError> {
        let layout = Layout::new(root);
        if !options.accept_tail_loss {
            // Before recovery cuts anything: what is left of an acknowledged frame may still be of use. Damage that keeps
            // the head from being found is named by recovery, which looks at every link.
            if let Err(lost @ DeploymentError::Broken { .. }) = check_signed_head(&layout) {
                return Err(lost);
            }
        }
        let (journal, recovery) =
            SegmentJournal::open_on(layout.journal(), options, Depth::LastSegments, storage, segment_limit)?;
        if !options.accept_tail_loss {
            check_signed_head(&layout)?;
        }
        let Loaded { engine, snapshot_records, .. } = rebuild(&layout)?;
        let head_key = own_head_key(&layout, engine.state())?;
        let writer = Writer::new(journal);
        let deployment = Self { layout, engine, writer, head_key, pending: Group::default(), snapshot_records };
        if let Some(head) = deployment.writer.head().filter(|_| options.accept_tail_loss) {
            // The loss is accepted now, whatever becomes of the command: the head that was signed before it is void.
            deployment.sign(&head)?;
        }
        Ok((deployment, recovery))
    }

    /// The state with every command executed so far, durable or not.
    #[must_use]
    pub fn state(&self) -> &State {
        self.engine.state()
    }

    /// Records in the snapshot that this was opened from; 0 without one.
    #[must_use]
    pub const fn snapshot_records(&self) -> u64 {
        self.snapshot_records
    }

    /// Sequence of the record of the next command.
    #[must_use]
    pub fn next_sequence(&self) -> u64 {
        self.writer.head().map_or(0, |head| head.next_sequence) + self.pending.len() as u64
    }

    /// `now`, or the time of the last command when the clock of this machine is behind it: time never goes back.
    #[must_use]
    pub fn time(&self, now: Time) -> Time {
        now.max(self.engine.state().clock)
    }

    /// Executes a command. Nothing of it may be told to anybody before [`Deployment::commit`].
    pub fn execute(&mut self, command: &Command) -> Result<&[Event], DeploymentError> {
        execute(&mut self.engine, &mut self.pending, command)
    }

    /// The events of the command executed last.
    #[must_use]
    pub fn last_events(&self) -> &[Event] {
        self.engine.last_events()
    }

    /// The outcome of the command executed last.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.engine.state(), self.engine.last_events())
    }

    /// Commands executed since the last commit.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Makes every executed command durable, all of them or after a crash none. An error here is final: the process
    /// must stop and recover from what is durable.
    pub fn commit(&mut self) -> Result<Option<Head>, DeploymentError> {
        if self.pending.is_empty() {
            return Ok(self.writer.head());
        }
        let time = self.engine.state().clock.milliseconds();
        let head = self.writer.commit(time, &self.pending.records())?;
        self.pending.clear();
        Ok(Some(head))
    }

    /// Commits, signs the head, and writes a snapshot when it is worth one.
    pub fn close(mut self) -> Result<Option<SignedHead>, DeploymentError> {
        let Some(head) = self.commit()? else { return Ok(None) };
        let signed = self.sign(&head)?;
        if head.next_sequence >= self.snapshot_records + SNAPSHOT_RECORDS_MIN {
            SnapshotStore::new(self.layout.snapshots()).write(&head, &self.engine.state().to_bytes())?;
        }
        Ok(Some(signed))
    }

    fn sign(&self, head: &Head) -> Result<SignedHead, DeploymentError> {
        let id = self.engine.state().terms.as_ref().map_or([0; 32], |terms| terms.deployment_id);
        let signed = self.head_key.sign(head, &id);
        signed.store(self.layout.head())?;
        Ok(signed)
    }
}

/// Executes a command and puts its record with those that are not durable yet.
pub(crate) fn execute<'a>(
    engine: &'a mut Engine,
    pending: &mut Group,
    command: &Command,
) -> Result<&'a [Event], DeploymentError> {
    check_command(engine.state(), command)?;
    let events = engine.execute(command)?;
    pending.push(&RecordToWrite { model_version: MODEL_VERSION, command, events });
    Ok(events)
}

/// The head of what is durable in `root`, signed now; where the key is kept elsewhere, the one signed last.
pub fn signed_head(root: &Path) -> Result<SignedHead, DeploymentError> {
    let layout = Layout::new(root);
    let missing = || JournalError::Missing { dir: layout.journal() };
    if !layout.head_key().exists() {
        return Ok(SignedHead::load(layout.head())?.ok_or_else(missing)?);
    }
    let Loaded { engine, head, .. } = load(&layout)?;
    let key = own_head_key(&layout, engine.state())?;
    // A frame that a writer is only now making durable may be seen already: nothing is signed before it is.
    Reader::open(layout.journal())?.make_durable()?;
    let id = engine.state().terms.as_ref().map_or([0; 32], |terms| terms.deployment_id);
    Ok(key.sign(&head.ok_or_else(missing)?, &id))
}

/// The key in the directory, which must be the one that the deployment was opened with.
fn own_head_key(layout: &Layout, state: &State) -> Result<HeadKey, DeploymentError> {
    let key = HeadKey::load(layout.head_key())?;
    if state.terms.as_ref().is_none_or(|terms| terms.head_key == key.public_key()) {
        Ok(key)
    } else {
        Err(DeploymentError::HeadKeyForeign { path: layout.head_key() })
    }
}

/// What is asked of every new command, beyond what the model asks: journals from before this was asked stay good.
pub(crate) fn check_command(state: &State, command: &Command) -> Result<(), DeploymentError> {
    check_actor(&command.actor)?;
    command.approver.as_deref().map_or(Ok(()), check_actor)?;
    if state.is_live() && is_unchecked(&command.operation) { Err(DeploymentError::PolicyUnchecked) } else { Ok(()) }
}

/// Whether an operation brings rules that nobody checked, now or once it is approved.
fn is_unchecked(operation: &Operation) -> bool {
    match operation {
        Operation::OpenProgramme(open) => open.clearance.is_none(),
        Operation::PublishRules(publish) => publish.clearance.is_none(),
        Operation::RequestApproval(request) => request.operation().is_some_and(|inner| is_unchecked(&inner)),
        _ => false,
    }
}

/// The journal is kept for years: it names people by identifiers only.
pub(crate) fn check_actor(actor: &str) -> Result<(), DeploymentError> {
    check_party_identifier(actor).map_err(|_| DeploymentError::Actor { actor: actor.to_owned() })
}
