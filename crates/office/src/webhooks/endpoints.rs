//! Endpoints: where to tell what, under which secret, and how far in the journal each was told.

use super::signature::new_secret;
use crate::audit::{self, Action};
use crate::error::OfficeError;
use crate::limits::WEBHOOK_SECRET_OVERLAP;
use crate::office::{Change, Office};
use crate::token;
use serde::Serialize;
use sqlx::FromRow;
use url::Url;

/// An endpoint, as people see it: everything but its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// Its opaque id.
    pub id: String,
    /// Where deliveries go.
    pub url: String,
    /// Types of events that it is told; `*` for all.
    pub event_types: Vec<String>,
    /// Every event up to this sequence of the journal has its delivery, or was not wanted.
    pub cursor: i64,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
    /// Until when the secret from before the last rotation signs too.
    pub previous_secret_until: Option<i64>,
    /// Since when it is off.
    pub disabled_at: Option<i64>,
    /// Why it is off: `gone` (it answered 410), or `asked`.
    pub disabled_because: Option<String>,
}

/// What the one who fills the queue needs to know of an endpoint that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointPlace {
    /// Its id.
    pub id: String,
    /// Types of events that it is told; `*` for all.
    pub event_types: Vec<String>,
    /// How far in the journal it was told.
    pub cursor: i64,
    /// Deliveries that wait.
    pub waiting: i64,
}

#[derive(FromRow)]
struct EndpointRow {
    id: String,
    url: String,
    event_types: String,
    cursor: i64,
    created_at: i64,
    previous_secret_until: Option<i64>,
    disabled_at: Option<i64>,
    disabled_because: Option<String>,
}

impl From<EndpointRow> for Endpoint {
    fn from(row: EndpointRow) -> Self {
        let EndpointRow { id, url, event_types, cursor, created_at, .. } = row;
        let EndpointRow { previous_secret_until, disabled_at, disabled_because, .. } = row;
        let event_types = split(&event_types);
        Self { id, url, event_types, cursor, created_at, previous_secret_until, disabled_at, disabled_because }
    }
}

fn split(types: &str) -> Vec<String> {
    types.split_whitespace().map(str::to_owned).collect()
}

fn join(types: &[String]) -> Result<String, OfficeError> {
    let is_name = |name: &String| !name.is_empty() && !name.contains(char::is_whitespace);
    if types.is_empty() || !types.iter().all(is_name) {
        return Err(OfficeError::WebhookEventsInvalid);
    }
    Ok(types.join(" "))
}

impl Office {
    /// Makes an endpoint that is told what comes behind `cursor`. The text is its secret: it is shown now, and again only
    /// as a new one. The URL comes from [`super::TargetRules::check`].
    pub async fn create_webhook(
        &self,
        actor: &str,
        url: &Url,
        event_types: &[String],
        cursor: i64,
        now: i64,
    ) -> Result<(Endpoint, String), OfficeError> {
        let (id, secret) = (token::opaque_id("w-")?, new_secret()?);
        let event_types = join(event_types)?;
        let mut change = self.change().await?;
        sqlx::query(
            "INSERT INTO webhook_endpoints (id, url, event_types, secret, cursor, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&id)
        .bind(url.as_str())
        .bind(event_types)
        .bind(&secret)
        .bind(cursor)
        .bind(now)
        .execute(&mut *change)
        .await?;
        commit(change, now, actor, Action::WebhookCreated, &id).await?;
        Ok((self.webhook(&id).await?, secret))
    }

    /// One endpoint.
    pub async fn webhook(&self, id: &str) -> Result<Endpoint, OfficeError> {
        let row = sqlx::query_as("SELECT * FROM webhook_endpoints WHERE id = ?").bind(id);
        let row: Option<EndpointRow> = row.fetch_optional(self.pool()).await?;
        row.map(Endpoint::from).ok_or(OfficeError::WebhookUnknown)
    }

    /// Endpoints by id, those behind `after` if it is given, at most `limit`.
    pub async fn webhooks(&self, after: Option<&str>, limit: u32) -> Result<Vec<Endpoint>, OfficeError> {
        let rows: Vec<EndpointRow> = sqlx::query_as("SELECT * FROM webhook_endpoints WHERE id > ? ORDER BY id LIMIT ?")
            .bind(after.unwrap_or_default())
            .bind(limit)
            .fetch_all(self.pool())
            .await?;
        Ok(rows.into_iter().map(Endpoint::from).collect())
    }

    /// Where every endpoint that is on stands.
    pub async fn webhook_places(&self) -> Result<Vec<EndpointPlace>, OfficeError> {
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(
            "SELECT e.id, e.event_types, e.cursor, \
             (SELECT count(*) FROM webhook_deliveries d WHERE d.endpoint = e.id AND d.state = 'pending') \
             FROM webhook_endpoints e WHERE e.disabled_at IS NULL ORDER BY e.id",
        )
        .fetch_all(self.pool())
        .await?;
        let place = |(id, types, cursor, waiting): (String, String, i64, i64)| EndpointPlace {
            id,
            event_types: split(&types),
            cursor,
            waiting,
        };
        Ok(rows.into_iter().map(place).collect())
    }

    /// Gives an endpoint another URL and other types of events. Deliveries that wait go to the new URL.
    pub async fn change_webhook(
        &self,
        actor: &str,
        id: &str,
        url: &Url,
        event_types: &[String],
        now: i64,
    ) -> Result<Endpoint, OfficeError> {
        let event_types = join(event_types)?;
        let mut change = self.change().await?;
        let done = sqlx::query("UPDATE webhook_endpoints SET url = ?, event_types = ? WHERE id = ?")
            .bind(url.as_str())
            .bind(event_types)
            .bind(id)
            .execute(&mut *change)
            .await?;
        expect_endpoint(done.rows_affected())?;
        commit(change, now, actor, Action::WebhookChanged, id).await?;
        self.webhook(id).await
    }

    /// Gives an endpoint a new secret, which is shown now. For a while deliveries are signed with the old one too.
    pub async fn rotate_webhook(&self, actor: &str, id: &str, now: i64) -> Result<(Endpoint, String), OfficeError> {
        let secret = new_secret()?;
        let mut change = self.change().await?;
        let done = sqlx::query(
            "UPDATE webhook_endpoints SET previous_secret = secret, previous_secret_until = ?, secret = ? WHERE id = ?",
        )
        .bind(now.saturating_add(WEBHOOK_SECRET_OVERLAP))
        .bind(&secret)
        .bind(id)
        .execute(&mut *change)
        .await?;
        expect_endpoint(done.rows_affected())?;
        commit(change, now, actor, Action::WebhookRotated, id).await?;
        Ok((self.webhook(id).await?, secret))
    }

    /// Switches an endpoint off. Its place in the journal stays: switched on again, it is told what it missed.
    pub async fn disable_webhook(&self, actor: &str, id: &str, now: i64) -> Result<Endpoint, OfficeError> {
        let mut change = self.change().await?;
        switch_off(&mut change, id, "asked", now).await?;
        commit(change, now, actor, Action::WebhookDisabled, id).await?;
        self.webhook(id).await
    }

    /// Switches an endpoint on again.
    pub async fn enable_webhook(&self, actor: &str, id: &str, now: i64) -> Result<Endpoint, OfficeError> {
        let mut change = self.change().await?;
        let done = sqlx::query("UPDATE webhook_endpoints SET disabled_at = NULL, disabled_because = NULL WHERE id = ?")
            .bind(id)
            .execute(&mut *change)
            .await?;
        expect_endpoint(done.rows_affected())?;
        commit(change, now, actor, Action::WebhookEnabled, id).await?;
        self.webhook(id).await
    }

    /// Deletes an endpoint with all its deliveries.
    pub async fn delete_webhook(&self, actor: &str, id: &str, now: i64) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        let done = sqlx::query("DELETE FROM webhook_endpoints WHERE id = ?").bind(id);
        expect_endpoint(done.execute(&mut *change).await?.rows_affected())?;
        commit(change, now, actor, Action::WebhookDeleted, id).await
    }
}

async fn commit(mut change: Change, now: i64, actor: &str, action: Action, id: &str) -> Result<(), OfficeError> {
    audit::note(&mut change, now, actor, action, id).await?;
    change.commit().await?;
    Ok(())
}

fn expect_endpoint(rows: u64) -> Result<(), OfficeError> {
    if rows == 1 { Ok(()) } else { Err(OfficeError::WebhookUnknown) }
}

/// Switches off; an earlier reason stays.
pub(super) async fn switch_off(change: &mut Change, id: &str, because: &str, now: i64) -> Result<(), OfficeError> {
    let done = sqlx::query(
        "UPDATE webhook_endpoints SET disabled_at = coalesce(disabled_at, ?), \
         disabled_because = coalesce(disabled_because, ?) WHERE id = ?",
    )
    .bind(now)
    .bind(because)
    .bind(id)
    .execute(&mut **change)
    .await?;
    expect_endpoint(done.rows_affected())
}
