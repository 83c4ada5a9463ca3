//! Deliveries: filled in from the journal, taken when they are due, asked for again.

use super::signature::{Signed, signed};
use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::limits::{WEBHOOK_KEPT, WEBHOOK_LEASE};
use crate::office::Office;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// One event as it is told, made from the journal: the same event always makes the same message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What stands in `webhook-id`: by it a receiver knows what it was told already.
    pub id: String,
    /// Its type.
    pub event_type: String,
    /// What is sent, JSON.
    pub body: String,
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent, or to be sent again.
    Pending,
    /// Taken by the receiver.
    Delivered,
    /// Given up; it can be asked for again.
    Failed,
}

impl DeliveryState {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Self {
        let all = [Self::Pending, Self::Delivered];
        all.into_iter().find(|state| state.name() == name).unwrap_or(Self::Failed)
    }
}

/// A delivery, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Its number in the office.
    pub id: i64,
    /// To which endpoint.
    pub endpoint: String,
    /// Its `webhook-id`.
    pub message: String,
    /// Type of the event.
    pub event_type: String,
    /// How far it is.
    pub state: DeliveryState,
    /// Attempts since it was made or asked for again.
    pub attempts: i64,
    /// When it is tried next, in UTC milliseconds.
    pub next_attempt_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
}

#[derive(FromRow)]
struct DeliveryRow {
    id: i64,
    endpoint: String,
    message: String,
    event_type: String,
    state: String,
    attempts: i64,
    next_attempt_at: Option<i64>,
    created_at: i64,
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        let DeliveryRow { id, endpoint, message, event_type, state, attempts, next_attempt_at, created_at } = row;
        let state = DeliveryState::parse(&state);
        Self { id, endpoint, message, event_type, state, attempts, next_attempt_at, created_at }
    }
}

/// A delivery to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its number in the office.
    pub id: i64,
    /// Where it goes.
    pub url: String,
    /// What is sent.
    pub body: String,
    /// Under which signature.
    pub signed: Signed,
}

#[derive(FromRow)]
struct DueRow {
    id: i64,
    url: String,
    message: String,
    body: String,
    secret: String,
    previous_secret: Option<String>,
    previous_secret_until: Option<i64>,
}

impl DueRow {
    fn into_due(self, now: i64) -> Result<Due, OfficeError> {
        let Self { id, url, message, body, secret, previous_secret, previous_secret_until } = self;
        let previous = previous_secret.filter(|_| previous_secret_until.is_some_and(|until| now < until));
        let secrets: Vec<String> = std::iter::once(secret).chain(previous).collect();
        let signed = signed(&message, now, &body, &secrets)?;
        Ok(Due { id, url, body, signed })
    }
}

const COLUMNS_OF_ONE: &str = "SELECT id, endpoint, message, event_type, state, attempts, next_attempt_at, created_at \
                              FROM webhook_deliveries WHERE id = ?";

impl Office {
    /// Moves `endpoint` from its place `from` to `through`, and notes the deliveries of what lies between, both or
    /// neither. False if it is no longer at `from` or is off: somebody else moved it, and nothing was done.
    pub async fn advance_webhook(
        &self,
        endpoint: &str,
        from: i64,
        through: i64,
        messages: &[Message],
        now: i64,
    ) -> Result<bool, OfficeError> {
        let mut change = self.change().await?;
        let moved =
            sqlx::query("UPDATE webhook_endpoints SET cursor = ? WHERE id = ? AND cursor = ? AND disabled_at IS NULL");
        let moved = moved.bind(through).bind(endpoint).bind(from).execute(&mut *change).await?;
        if moved.rows_affected() != 1 {
            return Ok(false);
        }
        for message in messages {
            sqlx::query(
                "INSERT INTO webhook_deliveries (endpoint, message, event_type, body, state, next_attempt_at, created_at) \
                 VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?5) ON CONFLICT (endpoint, message) DO NOTHING",
            )
            .bind(endpoint)
            .bind(&message.id)
            .bind(&message.event_type)
            .bind(&message.body)
            .bind(now)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await?;
        Ok(true)
    }

    /// Takes up to `limit` deliveries of an endpoint that are due, oldest first. They are left to the caller for
    /// [`WEBHOOK_LEASE`]; if it does not say by then how they ended, they are due again.
    pub async fn take_due(&self, endpoint: &str, now: i64, limit: u32) -> Result<Vec<Due>, OfficeError> {
        let mut change = self.change().await?;
        let rows: Vec<DueRow> = sqlx::query_as(
            "SELECT d.id, e.url, d.message, d.body, e.secret, e.previous_secret, e.previous_secret_until \
             FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint \
             WHERE d.endpoint = ? AND d.state = 'pending' AND d.next_attempt_at <= ? AND e.disabled_at IS NULL \
             ORDER BY d.next_attempt_at, d.id LIMIT ?",
        )
        .bind(endpoint)
        .bind(now)
        .bind(limit)
        .fetch_all(&mut *change)
        .await?;
        for row in &rows {
            sqlx::query("UPDATE webhook_deliveries SET next_attempt_at = ? WHERE id = ?")
                .bind(now.saturating_add(WEBHOOK_LEASE))
                .bind(row.id)
                .execute(&mut *change)
                .await?;
        }
        change.commit().await?;
        rows.into_iter().map(|row| row.into_due(now)).collect()
    }

    /// One delivery.
    pub async fn delivery(&self, id: i64) -> Result<Delivery, OfficeError> {
        let row: Option<DeliveryRow> = sqlx::query_as(COLUMNS_OF_ONE).bind(id).fetch_optional(self.pool()).await?;
        row.map(Delivery::from).ok_or(OfficeError::DeliveryUnknown)
    }

    /// Deliveries of an endpoint, newest first, those before `after` if it is given, at most `limit`.
    pub async fn deliveries(
        &self,
        endpoint: &str,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Delivery>, OfficeError> {
        let rows: Vec<DeliveryRow> = sqlx::query_as(
            "SELECT id, endpoint, message, event_type, state, attempts, next_attempt_at, created_at \
             FROM webhook_deliveries WHERE endpoint = ? AND id < ? ORDER BY id DESC LIMIT ?",
        )
        .bind(endpoint)
        .bind(after.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(Delivery::from).collect())
    }

    /// Sends a delivery once more, with a whole schedule of attempts, whatever became of it before.
    pub async fn replay_delivery(&self, actor: &str, id: i64, now: i64) -> Result<Delivery, OfficeError> {
        let mut change = self.change().await?;
        let endpoint: Option<String> = sqlx::query_scalar(
            "UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = ? WHERE id = ? \
             RETURNING endpoint",
        )
        .bind(now)
        .bind(id)
        .fetch_optional(&mut *change)
        .await?;
        let endpoint = endpoint.ok_or(OfficeError::DeliveryUnknown)?;
        audit::note(&mut change, now, actor, Action::DeliveryReplayed, &format!("{endpoint}:{id}")).await?;
        change.commit().await?;
        self.delivery(id).await
    }

    /// Forgets deliveries that ended long ago. To be called now and then; some thousands go at a time.
    pub async fn forget_deliveries(&self, now: i64) -> Result<u64, OfficeError> {
        let gone = sqlx::query(
            "DELETE FROM webhook_deliveries WHERE id IN \
             (SELECT id FROM webhook_deliveries WHERE state <> 'pending' AND created_at < ? LIMIT 5000)",
        );
        Ok(gone.bind(now.saturating_sub(WEBHOOK_KEPT)).execute(self.pool()).await?.rows_affected())
    }
}
