//! What every handler holds.

use super::problem::Problem;
use crate::factsheets::Factsheets;
use crate::feed::Prices;
use crate::figures::Figures;
use crate::monitors::Monitors;
use crate::payouts::PayoutDesk;
use crate::policy_desk::PolicyDesk;
use crate::reports::ReportDesk;
use crate::runtime::{Clock, Desk, Done, Draft};
use crate::simulations::{SimulationDesk, WhatIfDesk};
use axum::http::StatusCode;
use ratchet_books::sql::{BooksReader, Progress, wait_for};
use ratchet_core::outcome::Outcome;
use ratchet_core::{Engine, State, Time};
use ratchet_deployment::Layout;
use ratchet_office::webhooks::TargetRules;
use ratchet_office::{Office, Sender};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How long a request waits for the books.
const PATIENCE: Duration = Duration::from_secs(5);

/// The service as handlers see it. Every request clones it: one count goes up.
#[derive(Clone, Debug)]
pub struct Api(Arc<Parts>);

impl Deref for Api {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl From<Parts> for Api {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

/// What handlers work with.
#[derive(Debug)]
pub struct Parts {
    /// Where commands are handed in.
    pub desk: Desk,
    /// The time of recording.
    pub clock: Clock,
    /// Where the deployment lies.
    pub layout: Layout,
    /// Whether money is real.
    pub is_live: bool,
    /// The prices of this moment.
    pub prices: Prices,
    /// Lists and history.
    pub books: BooksReader,
    /// Where the books are.
    pub progress: watch::Receiver<Progress>,
    /// What new rules are checked by.
    pub policy: PolicyDesk,
    /// What members are told.
    pub factsheets: Factsheets,
    /// People, keys, sessions, webhooks, contact data.
    pub office: Office,
    /// How one-time codes reach members and merchants.
    pub sender: Arc<dyn Sender>,
    /// Where webhooks may go.
    pub webhook_targets: TargetRules,
    /// Who pays withdrawals out.
    pub payouts: PayoutDesk,
    /// Checks, exports and reconciliations in the background.
    pub reports: ReportDesk,
    /// Scenarios that are played in the background.
    pub simulations: SimulationDesk,
    /// Scenarios that are played at once, while rules are written.
    pub what_if: WhatIfDesk,
    /// What really happens in programmes.
    pub monitors: Monitors,
    /// Figures for whoever runs the service.
    pub figures: Figures,
    /// Cancelled when the service stops: streams end then.
    pub stopping: CancellationToken,
}

/// A command done, or only tried.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Sequence of the record; none when nothing was written.
    pub sequence: Option<u64>,
    /// When it was recorded, or would have been.
    pub recorded_at: Time,
    /// What it did, or would have done.
    pub outcome: Outcome,
}

impl From<Done> for Tried {
    fn from(done: Done) -> Self {
        let Done { sequence, recorded_at, outcome } = done;
        Self { sequence: Some(sequence), recorded_at, outcome }
    }
}

impl Api {
    /// Sequence of the first record that is not in the books.
    #[must_use]
    pub fn built(&self) -> u64 {
        self.progress.borrow().built
    }

    /// Waits until everything before `sequence` is in the books.
    pub async fn wait_for_books(&self, sequence: u64) -> Result<(), Problem> {
        if wait_for(&mut self.progress.clone(), sequence, PATIENCE).await {
            return Ok(());
        }
        let problem = Problem::of(StatusCode::SERVICE_UNAVAILABLE, "books_behind");
        Err(Problem { retry_after: Some(5), ..problem })
    }

    /// Waits until everything that is durable now is in the books.
    pub async fn wait_for_all_books(&self) -> Result<(), Problem> {
        self.wait_for_books(self.desk.durable().standing().next_sequence).await
    }

    /// Executes a command, or only tries it: the real path, nothing written.
    pub async fn execute(&self, draft: Draft, dry_run: bool) -> Result<Tried, Problem> {
        if !dry_run {
            return Ok(self.desk.execute(draft).await?.into());
        }
        let now = self.clock.now();
        let tried = self.desk.look(move |engine| try_out(engine, draft, now, |_| ())).await?;
        Ok(tried?.0)
    }

    /// As [`Api::execute`], with what `see` sees of the state behind it.
    pub async fn execute_seen<T: Send + 'static>(
        &self,
        draft: Draft,
        dry_run: bool,
        see: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<(Tried, T), Problem> {
        if dry_run {
            let now = self.clock.now();
            return Ok(self.desk.look(move |engine| try_out(engine, draft, now, see)).await??);
        }
        let done = self.desk.execute(draft).await?;
        let seen = self.desk.look(move |engine| see(engine.state())).await?;
        Ok((done.into(), seen))
    }
}

fn try_out<T>(
    engine: &mut Engine,
    draft: Draft,
    now: Time,
    see: impl FnOnce(&State) -> T,
) -> Result<(Tried, T), ratchet_core::Rejection> {
    let recorded_at = now.max(engine.state().clock);
    let command = draft.at(recorded_at);
    let (outcome, seen) = engine.dry_run(&command, |state, events| (Outcome::of(state, events), see(state)))?;
    Ok((Tried { sequence: None, recorded_at, outcome }, seen))
}
