//! What every handler holds.

use super::problem::Problem;
use crate::factsheets::Factsheets;
use crate::feed::Prices;
use crate::figures::Figures;
use crate::payouts::PayoutDesk;
use crate::policy_desk::PolicyDesk;
use crate::runtime::{Clock, Desk, Done, Draft};
use axum::http::StatusCode;
use ratchet_books::sql::{BooksReader, Progress, wait_for};
use ratchet_core::outcome::Outcome;
use ratchet_core::{Engine, Time};
use ratchet_deployment::Layout;
use ratchet_office::webhooks::TargetRules;
use ratchet_office::{Office, Sender};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long a request waits for the books.
const PATIENCE: Duration = Duration::from_secs(5);

/// The service as handlers see it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    /// Where commands are handed in.
    pub desk: Desk,
    /// The time of recording.
    pub clock: Clock,
    /// Where the deployment lies.
    pub layout: Arc<Layout>,
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
    /// Figures for whoever runs the service.
    pub figures: Figures,
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
        let tried = self.desk.look(move |engine| try_out(engine, draft, now)).await?;
        Ok(tried?)
    }
}

fn try_out(engine: &mut Engine, draft: Draft, now: Time) -> Result<Tried, ratchet_core::Rejection> {
    let recorded_at = now.max(engine.state().clock);
    let command = draft.at(recorded_at);
    let outcome = engine.dry_run(&command, Outcome::of)?;
    Ok(Tried { sequence: None, recorded_at, outcome })
}
