//! How attempts to deliver ended, and what follows.

use super::endpoints::switch_off;
use super::schedule::next_attempt;
use crate::error::OfficeError;
use crate::office::Office;
use serde::Serialize;
use sqlx::FromRow;

/// How an attempt ended. Of an answer only the status is kept: what receivers write is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With this status. Only 200 to 299 means that it was taken; a redirection is not followed.
    Answered(u16),
    /// Not within the time.
    TimedOut,
    /// No connection, or it broke.
    Unreachable,
    /// The address may not be reached.
    AddressRefused,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Answered(_) => "answered",
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::AddressRefused => "address_refused",
        }
    }

    fn status(self) -> Option<u16> {
        match self {
            Self::Answered(status) => Some(status),
            _ => None,
        }
    }
}

/// One attempt, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct Attempt {
    /// When it ended, in UTC milliseconds.
    pub at: i64,
    /// The status of the answer.
    pub status: Option<i64>,
    /// `answered`, `timed_out`, `unreachable` or `address_refused`.
    pub outcome: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

impl Office {
    /// Notes how an attempt ended at `now`, and when there is another. `random` spreads it. 410 switches the endpoint
    /// off. What was deleted meanwhile is passed over.
    pub async fn end_attempt(
        &self,
        delivery: i64,
        outcome: Outcome,
        duration_ms: i64,
        now: i64,
        random: u32,
    ) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        let known: Option<(String, i64)> =
            sqlx::query_as("SELECT endpoint, attempts FROM webhook_deliveries WHERE id = ?")
                .bind(delivery)
                .fetch_optional(&mut *change)
                .await?;
        let Some((endpoint, attempts)) = known else { return Ok(()) };
        let attempts = attempts.saturating_add(1);
        let (state, next) = match outcome {
            Outcome::Answered(200..=299) => ("delivered", None),
            Outcome::Answered(410) => ("failed", None),
            _ => match next_attempt(attempts, now, random) {
                Some(next) => ("pending", Some(next)),
                None => ("failed", None),
            },
        };
        if outcome == Outcome::Answered(410) {
            switch_off(&mut change, &endpoint, "gone", now).await?;
        }
        sqlx::query("UPDATE webhook_deliveries SET state = ?, attempts = ?, next_attempt_at = ? WHERE id = ?")
            .bind(state)
            .bind(attempts)
            .bind(next)
            .bind(delivery)
            .execute(&mut *change)
            .await?;
        sqlx::query("INSERT INTO webhook_attempts (delivery, at, status, outcome, duration_ms) VALUES (?, ?, ?, ?, ?)")
            .bind(delivery)
            .bind(now)
            .bind(outcome.status())
            .bind(outcome.name())
            .bind(duration_ms)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(())
    }

    /// All attempts of a delivery, oldest first.
    pub async fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>, OfficeError> {
        let attempts = sqlx::query_as(
            "SELECT at, status, outcome, duration_ms FROM webhook_attempts WHERE delivery = ? ORDER BY at, rowid",
        );
        Ok(attempts.bind(delivery).fetch_all(self.pool()).await?)
    }
}
