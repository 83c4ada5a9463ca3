//! API keys of integrators: made, listed, revoked, verified.

use crate::active_keys::{self, ActiveKey};
use crate::audit::{self, Action};
use crate::contacts;
use crate::error::OfficeError;
use crate::limits::{KEY_LAST_USED_GRAIN, KEY_RATE_MAX, NAME_CHARACTERS_MAX};
use crate::office::{Change, Mode, Office};
use crate::scope::{Scope, parse_scopes, write_scopes};
use crate::token::{self, Token};
use serde::Serialize;
use sqlx::FromRow;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A key to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// What it is for, for people: `till of store 3`.
    pub label: &'a str,
    /// What it may do.
    pub scopes: &'a BTreeSet<Scope>,
    /// Requests a second.
    pub rate_per_second: u32,
}

/// A key as people see it: everything but the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyInfo {
    /// Its opaque id, which stands for it in the journal and in the audit.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Requests a second.
    pub rate_per_second: i64,
    /// Who made it.
    pub created_by: String,
    /// When, in UTC milliseconds.
    pub created_at: i64,
    /// When it was used last, rounded down to the hour.
    pub last_used_at: Option<i64>,
    /// Since when it is no longer taken.
    pub revoked_at: Option<i64>,
}

#[derive(FromRow)]
struct KeyRow {
    id: String,
    label: String,
    secret_hash: Vec<u8>,
    scopes: String,
    rate_per_second: i64,
    created_by: String,
    created_at: i64,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl From<KeyRow> for KeyInfo {
    fn from(row: KeyRow) -> Self {
        let KeyRow { id, label, scopes, rate_per_second, created_by, created_at, last_used_at, revoked_at, .. } = row;
        let scopes = parse_scopes(&scopes);
        Self { id, label, scopes, rate_per_second, created_by, created_at, last_used_at, revoked_at }
    }
}

impl KeyRow {
    fn active(self) -> Option<ActiveKey> {
        let hash = token::Hash::try_from(self.secret_hash).ok()?;
        let rate = u32::try_from(self.rate_per_second).ok().and_then(NonZeroU32::new)?;
        Some(ActiveKey::new(self.id, hash, parse_scopes(&self.scopes), rate, self.last_used_at.unwrap_or(i64::MIN)))
    }
}

/// What keys of a mode begin with. A key for trying never reaches real money.
fn prefix(mode: Mode) -> &'static str {
    match mode {
        Mode::Sandbox => "rk_sandbox_",
        Mode::Live => "rk_live_",
    }
}

/// What ids of keys begin with, which in the key itself stand without it.
const ID_PREFIX: &str = "k-";

impl Office {
    /// Makes a key. The token is the key itself: it is shown now and never again.
    pub async fn create_key(&self, actor: &str, new: NewKey<'_>, now: i64) -> Result<(Token, KeyInfo), OfficeError> {
        contacts::check_line("label", new.label, NAME_CHARACTERS_MAX)?;
        if let Some(scope) = new.scopes.iter().find(|scope| !scope.is_for_keys()) {
            return Err(OfficeError::KeyScopeRefused { scope: scope.name() });
        }
        if !(1..=KEY_RATE_MAX).contains(&new.rate_per_second) {
            return Err(OfficeError::KeyRateInvalid);
        }
        let id = token::opaque_id(ID_PREFIX)?;
        let digits = id.strip_prefix(ID_PREFIX).unwrap_or(&id);
        let key = Token::new(&format!("{}{digits}_", prefix(self.mode())))?;
        let mut change = self.change().await?;
        sqlx::query(
            "INSERT INTO api_keys (id, label, secret_hash, scopes, rate_per_second, created_by, created_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&id)
        .bind(new.label.trim())
        .bind(&key.hash()[..])
        .bind(write_scopes(new.scopes))
        .bind(new.rate_per_second)
        .bind(actor)
        .bind(now)
        .execute(&mut *change)
        .await?;
        audit::note(&mut change, now, actor, Action::KeyCreated, &id).await?;
        self.commit_keys(change).await?;
        Ok((key, self.key(&id).await?))
    }

    /// Revokes a key: the next request with it is refused. Once more does nothing.
    pub async fn revoke_key(&self, actor: &str, id: &str, now: i64) -> Result<KeyInfo, OfficeError> {
        let mut change = self.change().await?;
        let revoked = sqlx::query("UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");
        if revoked.bind(now).bind(id).execute(&mut *change).await?.rows_affected() == 1 {
            audit::note(&mut change, now, actor, Action::KeyRevoked, id).await?;
        }
        self.commit_keys(change).await?;
        self.key(id).await
    }

    /// One key.
    pub async fn key(&self, id: &str) -> Result<KeyInfo, OfficeError> {
        let row = sqlx::query_as("SELECT * FROM api_keys WHERE id = ?").bind(id).fetch_optional(self.pool()).await?;
        row.map(|row: KeyRow| row.into()).ok_or(OfficeError::KeyUnknown)
    }

    /// Keys by id, also revoked ones, those behind `after` if it is given, at most `limit`.
    pub async fn api_keys(&self, after: Option<&str>, limit: u32) -> Result<Vec<KeyInfo>, OfficeError> {
        let rows: Vec<KeyRow> = sqlx::query_as("SELECT * FROM api_keys WHERE id > ? ORDER BY id LIMIT ?")
            .bind(after.unwrap_or_default())
            .bind(limit)
            .fetch_all(self.pool())
            .await?;
        Ok(rows.into_iter().map(KeyInfo::from).collect())
    }

    /// The key that a request presents. Asks memory only: hundreds of thousands a second.
    pub fn verify_key(&self, presented: &str, now: i64) -> Result<Arc<ActiveKey>, OfficeError> {
        let rest = presented.strip_prefix(prefix(self.mode())).ok_or(OfficeError::KeyInvalid)?;
        let (digits, _) = rest.split_once('_').ok_or(OfficeError::KeyInvalid)?;
        active_keys::check(self.keys().get(&format!("{ID_PREFIX}{digits}")), presented, now)
    }

    /// Looks whether another process made or revoked keys, and takes that over. To be called every second or so.
    pub async fn refresh_keys(&self) -> Result<(), OfficeError> {
        let mut generation = self.keys().generation.lock().await;
        // Read before the keys: what changes between the two is only read once more.
        let current: i64 =
            sqlx::query_scalar("SELECT value FROM marks WHERE name = 'keys'").fetch_one(self.pool()).await?;
        if *generation == Some(current) {
            return Ok(());
        }
        let rows: Vec<KeyRow> =
            sqlx::query_as("SELECT * FROM api_keys WHERE revoked_at IS NULL").fetch_all(self.pool()).await?;
        self.keys().replace(rows.into_iter().filter_map(KeyRow::active).collect());
        *generation = Some(current);
        Ok(())
    }

    /// Writes when keys were last used, to the hour. To be called every minute or so.
    pub async fn note_key_uses(&self) -> Result<(), OfficeError> {
        for key in self.keys().all() {
            let used = key.last_used_at.load(Ordering::Relaxed);
            let used = used.saturating_sub(used.rem_euclid(KEY_LAST_USED_GRAIN));
            sqlx::query("UPDATE api_keys SET last_used_at = ?1 WHERE id = ?2 AND coalesce(last_used_at, 0) < ?1")
                .bind(used)
                .bind(&key.id)
                .execute(self.pool())
                .await?;
        }
        Ok(())
    }

    /// Commits a change of keys, and tells every process.
    async fn commit_keys(&self, mut change: Change) -> Result<(), OfficeError> {
        sqlx::query("UPDATE marks SET value = value + 1 WHERE name = 'keys'").execute(&mut *change).await?;
        change.commit().await?;
        self.refresh_keys().await
    }
}
