//! Re-checks a deployment from nothing but its files: the chain, the signatures, every decision, every invariant.

use crate::error::DeploymentError;
use crate::layout::Layout;
use crate::record::{Record, RecordToWrite};
use ratchet_core::event::{Event, GivenBack};
use ratchet_core::invariants::{self, TrialBalance};
use ratchet_core::payouts::PayoutState;
use ratchet_core::view::mode_name;
use ratchet_core::{Engine, Fen, MODEL_VERSION, State};
use ratchet_journal::{Head, JournalError, Reader, RecordRef, SignedHead, SnapshotStore};
use serde::Serialize;

/// What a sound deployment looks like.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyReport {
    /// `sandbox` or `live`.
    pub mode: &'static str,
    /// Frames, each with its hash, its link to the one before and its Merkle root checked.
    pub frames: u64,
    /// Records, each command executed again and its events compared.
    pub records: u64,
    /// Events among them.
    pub events: u64,
    /// Hash of the last frame.
    pub head_hash: String,
    /// Hash of the state that the commands lead to.
    pub state_hash: String,
    /// Times that every invariant was checked over the whole state.
    pub invariant_checks: u64,
    /// Snapshots compared with the re-executed state.
    pub snapshots: u64,
    /// Debits against credits.
    pub trial_balance: TrialBalance,
    /// The frame of the published head that this history extends, where one was given.
    pub extends: Option<u64>,
    /// Bytes of a commit that is being written, or was never finished.
    pub unfinished_bytes: u64,
}

/// Cash as the events' own amounts add up to, without the ledger.
#[derive(Default)]
struct CashFlow {
    total: i128,
}

impl CashFlow {
    fn add(&mut self, event: &Event) {
        let fen = |amount: Fen| i128::from(amount.get());
        self.total += match event {
            Event::ProgrammeOpened(opened) => fen(opened.rules.founding_fen),
            Event::OrderBooked(booked) => match &booked.particulars {
                None => fen(booked.amount),
                Some(particulars) if particulars.placed.is_some() => 0,
                Some(particulars) => fen(booked.amount) - fen(particulars.from_balance),
            },
            Event::OrderPlaced(placed) => fen(placed.amount) - fen(placed.from_balance),
            Event::OrderReturned(returned) => -in_cash(returned.amount, returned.given_back.as_ref()),
            Event::PaymentConcluded(concluded) => concluded.owed.map_or(0, |owed| fen(owed.amount)),
            Event::RefundConcluded(concluded) => -fen(concluded.owed.amount),
            Event::Injected(injected) => fen(injected.amount),
            Event::Refunded(refunded) => -in_cash(refunded.amount, refunded.given_back.as_ref()),
            Event::Corrected(corrected) => -in_cash(corrected.amount, corrected.given_back.as_ref()),
            Event::PayoutChanged(changed) if changed.to == PayoutState::Paid => -fen(changed.net()),
            Event::PayoutChanged(changed) if changed.to == PayoutState::Returned => fen(changed.net()),
            Event::ToppedUp(paid_in) => fen(paid_in.amount),
            Event::Funded(funded) => fen(funded.amount),
            Event::WithheldRemitted(remitted) => -fen(remitted.amount),
            Event::ContractSigned(signed) => fen(signed.fee),
            _ => 0,
        };
    }
}

/// What of `amount` goes out in cash at once.
fn in_cash(amount: Fen, given_back: Option<&GivenBack>) -> i128 {
    let elsewhere = given_back.map_or(0, |back| {
        i128::from(back.to_balance.get()) + back.owed.map_or(0, |owed| i128::from(owed.amount.get()))
    });
    i128::from(amount.get()) - elsewhere
}

/// Verifies the deployment in `root`; with `against`, also that its history extends that published head. `watch` is
/// told how many records are done, of how many.
pub fn verify(
    root: &std::path::Path,
    against: Option<&SignedHead>,
    mut watch: impl FnMut(u64, u64),
) -> Result<VerifyReport, DeploymentError> {
    let layout = Layout::new(root);
    let reader = Reader::open(layout.journal())?;
    let chain = reader.verify().map_err(|error| name_record(&reader, error))?;
    let head = chain.head.ok_or(JournalError::Missing { dir: layout.journal() })?;
    let mut checking = Checking::new(&layout, &reader)?;
    let mut records = reader.records_from(0);
    while checking.records < chain.records {
        let Some(record) = records.read_next()? else { break };
        checking.check_record(&record)?;
        watch(checking.records, chain.records);
    }
    let last = (head.frame, checking.records.saturating_sub(1));
    checking.check_state(last)?;
    let state = checking.engine.state();
    let extends = check_heads(&layout, &reader, state, against)?;
    Ok(VerifyReport {
        mode: mode_name(state),
        frames: chain.frames,
        records: checking.records,
        events: checking.events,
        head_hash: blake3::Hash::from_bytes(head.hash).to_string(),
        state_hash: blake3::Hash::from_bytes(state.hash()).to_string(),
        invariant_checks: checking.invariant_checks,
        snapshots: checking.snapshots_checked,
        trial_balance: TrialBalance::of(state),
        extends,
        unfinished_bytes: chain.unfinished_bytes,
    })
}

/// Says of damaged bytes which record is the first that cannot be trusted.
fn name_record(reader: &Reader, error: JournalError) -> DeploymentError {
    let (JournalError::Damaged { frame, .. } | JournalError::TailDamaged { frame, .. }) = error else {
        return error.into();
    };
    let good = reader.records_from(0).take_while(Result::is_ok).count() as u64;
    DeploymentError::broken(frame, good, error.to_string())
}

/// A verification on its way.
struct Checking {
    engine: Engine,
    cash: CashFlow,
    records: u64,
    events: u64,
    invariant_checks: u64,
    next_check: u64,
    /// Snapshots still to be compared: the head that they stand for and the hash of their state.
    snapshots: Vec<(Head, [u8; 32])>,
    snapshots_checked: u64,
}

impl Checking {
    fn new(layout: &Layout, reader: &Reader) -> Result<Self, DeploymentError> {
        let mut snapshots = Vec::new();
        for (head, bytes) in SnapshotStore::new(layout.snapshots()).newest()? {
            // One of a tail that was lost, or of another journal, is never loaded either.
            if reader.head_at(head.frame)?.is_none_or(|found| found != head) {
                continue;
            }
            // One of another version of the state is passed over when loading, too.
            if let Ok(state) = State::from_bytes(&bytes) {
                snapshots.push((head, state.hash()));
            }
        }
        Ok(Self {
            engine: Engine::new(),
            cash: CashFlow::default(),
            records: 0,
            events: 0,
            invariant_checks: 0,
            next_check: 0,
            snapshots,
            snapshots_checked: 0,
        })
    }

    /// Executes the command of a record again: it must bring the very events that were recorded.
    fn check_record(&mut self, record: &RecordRef<'_>) -> Result<(), DeploymentError> {
        let broken = |what: String| DeploymentError::broken(record.frame, record.sequence, what);
        let read = Record::from_bytes(record.bytes).map_err(|error| broken(format!("not a record: {error}")))?;
        if read.model_version != MODEL_VERSION {
            let what = format!("decided by model {}, this program knows {MODEL_VERSION}", read.model_version);
            return Err(broken(what));
        }
        let operation = read.command.operation.name();
        match self.engine.execute(&read.command) {
            Ok(events) if *events == read.events => {}
            Ok(_) => return Err(broken(format!("executing this {operation} again brings other events"))),
            Err(rejection) => {
                return Err(broken(format!("executing this {operation} again is refused: {}", rejection.code())));
            }
        }
        // The same decisions in other bytes are not what the engine writes: something was hidden in the record.
        let written = RecordToWrite { model_version: MODEL_VERSION, command: &read.command, events: &read.events };
        if written.to_bytes() != record.bytes {
            return Err(broken(format!("this {operation} is not in the bytes that the engine writes")));
        }
        read.events.iter().for_each(|event| self.cash.add(event));
        self.events += read.events.len() as u64;
        self.records += 1;
        let place = (record.frame, record.sequence);
        self.compare_snapshots(place)?;
        // Each check walks the whole state: spaced so that all of them together cost about as much as the commands.
        if self.records >= self.next_check {
            self.check_state(place)?;
            self.next_check = self.records + self.records / 8 + 1;
        }
        Ok(())
    }

    fn check_state(&mut self, (frame, record): (u64, u64)) -> Result<(), DeploymentError> {
        let state = self.engine.state();
        invariants::check(state).map_err(|violation| DeploymentError::broken(frame, record, violation.to_string()))?;
        if !TrialBalance::of(state).is_balanced() {
            return Err(DeploymentError::broken(frame, record, "the trial balance does not balance"));
        }
        if i128::from(state.cash.get()) != self.cash.total {
            let what = "cash is not what orders, deposits, injections and founding, less refunds, corrections and payouts, add up to";
            return Err(DeploymentError::broken(frame, record, what));
        }
        self.invariant_checks += 1;
        Ok(())
    }

    fn compare_snapshots(&mut self, (frame, record): (u64, u64)) -> Result<(), DeploymentError> {
        let (records, state) = (self.records, self.engine.state());
        if let Some(at) = self.snapshots.iter().position(|(head, _)| head.next_sequence == records) {
            let (_, hash) = self.snapshots.remove(at);
            if hash != state.hash() {
                let what = "the snapshot of this place is not the state that the commands lead to: delete it";
                return Err(DeploymentError::broken(frame, record, what));
            }
            self.snapshots_checked += 1;
        }
        Ok(())
    }
}

/// The deployment's own signed head and the published one must both lie on this history.
fn check_heads(
    layout: &Layout,
    reader: &Reader,
    state: &State,
    against: Option<&SignedHead>,
) -> Result<Option<u64>, DeploymentError> {
    let own = SignedHead::load(layout.head())?;
    for signed in own.iter().chain(against) {
        let (frame, record) = (signed.head.frame, signed.head.next_sequence.saturating_sub(1));
        let broken = |what: &str| DeploymentError::broken(frame, record, what);
        let terms = state.terms.as_ref().ok_or_else(|| broken("the journal does not open a deployment"))?;
        if signed.verify_by(&terms.head_key, &terms.deployment_id).is_err() {
            return Err(broken("the head is not signed by this deployment's key"));
        }
        match reader.head_at(frame)? {
            Some(found) if found == signed.head => {}
            Some(_) => return Err(broken("the head says another history: it was rewritten")),
            None => return Err(broken("the journal ends before the head: history was lost")),
        }
    }
    Ok(against.map(|signed| signed.head.frame))
}
