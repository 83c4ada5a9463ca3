//! A deployment open for writing: the one engine, its journal, and the group of commands not durable yet.

use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::loading::{Loaded, load};
use crate::record::RecordToWrite;
use ratchet_core::identifier::check_party_identifier;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, MODEL_VERSION, State, Time};
use ratchet_journal::{
    Head, HeadKey, JournalError, OpenOptions, Reader, RecoveryReport, SegmentJournal, SignedHead, SnapshotStore, Writer,
};
use std::path::Path;

/// A snapshot is written at the close when at least this many records came since the last one.
const SNAPSHOT_RECORDS_MIN: u64 = 10_000;

/// A deployment open for writing.
#[derive(Debug)]
pub struct Deployment {
    layout: Layout,
    engine: Engine,
    writer: Writer<SegmentJournal>,
    head_key: HeadKey,
    /// Records of commands that are executed but not durable yet.
    pending: Vec<Vec<u8>>,
    snapshot_records: u64,
}

impl Deployment {
    /// A deployment over an empty journal, before its first command.
    pub(crate) fn begin(layout: &Layout, journal: SegmentJournal, head_key: HeadKey) -> Self {
        Self {
            layout: layout.clone(),
            engine: Engine::new(),
            writer: Writer::new(journal),
            head_key,
            pending: Vec::new(),
            snapshot_records: 0,
        }
    }

    /// Opens the deployment in `root` for writing and recovers what is durable. A second writer is refused.
    pub fn open(root: &Path, options: OpenOptions) -> Result<(Self, RecoveryReport), DeploymentError> {
        let layout = Layout::new(root);
        let (journal, recovery) = SegmentJournal::open_last_segments(layout.journal(), options)?;
        if !options.accept_tail_loss {
            check_signed_head(&layout)?;
        }
        let Loaded { engine, snapshot_records, .. } = load(&layout)?;
        let head_key = HeadKey::load(layout.head_key())?;
        let writer = Writer::new(journal);
        let deployment = Self { layout, engine, writer, head_key, pending: Vec::new(), snapshot_records };
        Ok((deployment, recovery))
    }

    /// The state with every command executed so far, durable or not.
    #[must_use]
    pub fn state(&self) -> &State {
        self.engine.state()
    }

    /// `now`, or the time of the last command when the clock of this machine is behind it: time never goes back.
    #[must_use]
    pub fn time(&self, now: Time) -> Time {
        now.max(self.engine.state().clock)
    }

    /// Executes a command. Nothing of it may be told to anybody before [`Deployment::commit`].
    pub fn execute(&mut self, command: &Command) -> Result<Outcome, DeploymentError> {
        check_people(command)?;
        let events = self.engine.execute(command)?;
        let record = RecordToWrite { model_version: MODEL_VERSION, command, events };
        self.pending.push(record.to_bytes());
        let events = events.to_vec();
        Ok(Outcome::of(self.engine.state(), &events))
    }

    /// Runs a command on the real path and takes it back: its outcome, and what `look` saw of the state after it.
    pub fn dry_run<T>(
        &mut self,
        command: &Command,
        look: impl FnOnce(&State) -> T,
    ) -> Result<(Outcome, T), DeploymentError> {
        check_people(command)?;
        Ok(self.engine.dry_run(command, |state, events| (Outcome::of(state, events), look(state)))?)
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
        let head = self.writer.commit(time, &self.pending)?;
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

/// The head of what is durable in `root`, signed now; where the key is kept elsewhere, the one signed last.
pub fn signed_head(root: &Path) -> Result<SignedHead, DeploymentError> {
    let layout = Layout::new(root);
    let missing = || JournalError::Missing { dir: layout.journal() };
    if !layout.head_key().exists() {
        return Ok(SignedHead::load(layout.head())?.ok_or_else(missing)?);
    }
    let key = HeadKey::load(layout.head_key())?;
    let Loaded { engine, head, .. } = load(&layout)?;
    // A frame that a writer is only now making durable may be seen already: nothing is signed before it is.
    Reader::open(layout.journal())?.make_durable()?;
    let id = engine.state().terms.as_ref().map_or([0; 32], |terms| terms.deployment_id);
    Ok(key.sign(&head.ok_or_else(missing)?, &id))
}

/// A head that was signed is what others may have seen: a journal that ends before it, or says otherwise, has lost
/// acknowledged history even where every frame that is left is good.
fn check_signed_head(layout: &Layout) -> Result<(), DeploymentError> {
    let Some(signed) = SignedHead::load(layout.head())? else { return Ok(()) };
    let found = Reader::open(layout.journal())?.head_at(signed.head.frame)?;
    if found.as_ref() == Some(&signed.head) {
        return Ok(());
    }
    let what = "the signed head of this deployment is not in its journal: history was lost or rewritten; restore the \
                journal from a copy, or accept the loss explicitly (--accept-tail-loss)";
    Err(DeploymentError::broken(signed.head.frame, signed.head.next_sequence.saturating_sub(1), what))
}

fn check_people(command: &Command) -> Result<(), DeploymentError> {
    check_actor(&command.actor)?;
    command.approver.as_deref().map_or(Ok(()), check_actor)
}

/// The journal is kept for years: it names people by identifiers only.
pub(crate) fn check_actor(actor: &str) -> Result<(), DeploymentError> {
    check_party_identifier(actor).map_err(|_| DeploymentError::Actor { actor: actor.to_owned() })
}
