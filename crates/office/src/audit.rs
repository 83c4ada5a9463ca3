//! Who did what in the office, and when. Appended in the same change as what was done, never altered: triggers refuse
//! it. It holds ids and numbers only, so that it can stay when somebody is erased.

use crate::error::OfficeError;
use crate::office::{Change, Office};
use serde::Serialize;
use sqlx::FromRow;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Somebody was invited, or got a new link.
    PersonInvited,
    /// An invited person chose name, password and authenticator.
    PersonJoined,
    /// Roles were changed.
    RolesChanged,
    /// Access was taken away.
    PersonDisabled,
    /// Access was given back.
    PersonEnabled,
    /// A person signed in.
    SignedIn,
    /// A person signed out.
    SignedOut,
    /// All sessions of somebody were ended.
    SessionsRevoked,
    /// A member or merchant signed in by a code.
    PartySignedIn,
    /// An API key was made.
    KeyCreated,
    /// An API key was revoked.
    KeyRevoked,
    /// Contact data was set.
    ContactChanged,
    /// Somebody saw who a member or a merchant is.
    IdentityVerified,
    /// An identity no longer counts as verified.
    IdentityDoubted,
    /// Everything about somebody was exported.
    Exported,
    /// Everything about somebody was erased.
    Erased,
    /// A webhook was made.
    WebhookCreated,
    /// URL or events of a webhook were changed.
    WebhookChanged,
    /// A webhook got a new secret.
    WebhookRotated,
    /// A webhook was switched off by a person.
    WebhookDisabled,
    /// A webhook was switched on again.
    WebhookEnabled,
    /// A webhook was deleted.
    WebhookDeleted,
    /// A delivery was asked for again.
    DeliveryReplayed,
}

impl Action {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PersonInvited => "person_invited",
            Self::PersonJoined => "person_joined",
            Self::RolesChanged => "roles_changed",
            Self::PersonDisabled => "person_disabled",
            Self::PersonEnabled => "person_enabled",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::SessionsRevoked => "sessions_revoked",
            Self::PartySignedIn => "party_signed_in",
            Self::KeyCreated => "key_created",
            Self::KeyRevoked => "key_revoked",
            Self::ContactChanged => "contact_changed",
            Self::IdentityVerified => "identity_verified",
            Self::IdentityDoubted => "identity_doubted",
            Self::Exported => "exported",
            Self::Erased => "erased",
            Self::WebhookCreated => "webhook_created",
            Self::WebhookChanged => "webhook_changed",
            Self::WebhookRotated => "webhook_rotated",
            Self::WebhookDisabled => "webhook_disabled",
            Self::WebhookEnabled => "webhook_enabled",
            Self::WebhookDeleted => "webhook_deleted",
            Self::DeliveryReplayed => "delivery_replayed",
        }
    }
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct AuditEntry {
    /// Its place; later entries have higher ones.
    pub sequence: i64,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// Who: the opaque id of a person or an API key, a member or merchant by number, or `system`.
    pub actor: String,
    /// What: the name of an [`Action`].
    pub action: String,
    /// To what: an opaque id, or a number.
    pub subject: String,
}

/// Notes what `change` does, within it.
pub(crate) async fn note(
    change: &mut Change,
    now: i64,
    actor: &str,
    action: Action,
    subject: &str,
) -> Result<(), OfficeError> {
    sqlx::query("INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)")
        .bind(now)
        .bind(actor)
        .bind(action.name())
        .bind(subject)
        .execute(&mut **change)
        .await?;
    Ok(())
}

impl Office {
    /// What was done, newest first, those before `after` if it is given, at most `limit`.
    pub async fn audit(&self, after: Option<i64>, limit: u32) -> Result<Vec<AuditEntry>, OfficeError> {
        let entries = sqlx::query_as(
            "SELECT sequence, at, actor, action, subject FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?",
        )
        .bind(after.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(self.pool())
        .await?;
        Ok(entries)
    }
}
