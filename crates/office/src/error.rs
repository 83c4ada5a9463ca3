//! What can go wrong in the office, each with a stable code.

use std::path::PathBuf;
use thiserror::Error;

/// Every code of [`OfficeError`], with a sentence each.
pub const CODES: &[(&str, &str)] = &[
    ("code_sent_recently", "a one-time code was sent a short while ago, or too often today"),
    ("code_undeliverable", "this deployment has no way to send one-time codes"),
    ("code_wrong", "the one-time code is wrong, expired or used up"),
    ("contact_invalid", "a name, phone number or note is too long or has characters it cannot have"),
    ("credentials_wrong", "name, password or code of the authenticator is wrong"),
    ("delivery_unknown", "there is no such delivery"),
    ("erasure_incomplete", "the rows are gone, but their bytes not yet: something else has the office open"),
    ("invitation_invalid", "the link was used, replaced, or has expired"),
    ("key_invalid", "the API key is unknown, revoked or of another deployment mode"),
    ("key_rate_exceeded", "the API key asks more often than it may"),
    ("key_rate_invalid", "the rate of an API key is 1 to 1000000 requests a second"),
    ("key_scope_refused", "an API key cannot have this scope"),
    ("key_unknown", "there is no such API key"),
    ("last_owner", "the last owner cannot go: make somebody else an owner first"),
    ("login_invalid", "a sign-in name is 3 to 64 visible characters without spaces"),
    ("login_taken", "somebody else signs in under this name"),
    ("office_newer", "the office file was written by a newer version"),
    ("office_unavailable", "the office file could not be read or written"),
    ("password_weak", "a password has at least 12 characters, at most 256 bytes, and is not the sign-in name"),
    ("person_unknown", "there is no such person"),
    ("roles_missing", "a person needs at least one role"),
    ("session_invalid", "nobody is signed in: the session is unknown, revoked or has expired"),
    ("sign_in_locked", "too many failed attempts under this name"),
    ("totp_wrong", "the code of the authenticator is wrong, or was used before"),
    ("webhook_address_refused", "the address of the webhook is not one of the public internet"),
    ("webhook_address_unknown", "the host of the webhook has no address now"),
    ("webhook_events_invalid", "a webhook names at least one type of event, or * for all"),
    ("webhook_unknown", "there is no such webhook"),
    ("webhook_url_invalid", "the URL of a webhook is https, without a name or password in it, of at most 2048 bytes"),
];

/// Why something in the office was refused or failed. None of the texts repeats what somebody typed.
#[derive(Debug, Error)]
pub enum OfficeError {
    /// Sent too recently, or too often.
    #[error("a one-time code was sent a short while ago, or too often today: wait {} s", seconds(*.retry_after))]
    CodeSentRecently {
        /// Milliseconds to wait.
        retry_after: i64,
    },
    /// No sender.
    #[error("this deployment has no way to send one-time codes: configure a sender")]
    CodeUndeliverable,
    /// Wrong, expired or used up.
    #[error("the one-time code is wrong, expired or used up: ask for a new one")]
    CodeWrong,
    /// A field of contact data.
    #[error("`{field}` is too long or has characters that it cannot have")]
    ContactInvalid {
        /// Which field.
        field: &'static str,
    },
    /// Which of the three is not told.
    #[error("name, password or code of the authenticator is wrong")]
    CredentialsWrong,
    /// No such delivery.
    #[error("there is no such delivery")]
    DeliveryUnknown,
    /// Rows gone, bytes not yet.
    #[error("the rows are gone, but their bytes not yet, as something else has the office open: it is tried again")]
    ErasureIncomplete,
    /// Used, replaced or expired.
    #[error("the link was used, replaced, or has expired: ask an owner for a new one")]
    InvitationInvalid,
    /// Unknown, revoked or of the other mode.
    #[error("the API key is unknown, revoked or of another deployment mode")]
    KeyInvalid,
    /// Too fast.
    #[error("the API key asks more often than it may: wait {} s", seconds(*.retry_after))]
    KeyRateExceeded {
        /// Milliseconds to wait.
        retry_after: i64,
    },
    /// A rate outside of its range.
    #[error("the rate of an API key is 1 to 1000000 requests a second")]
    KeyRateInvalid,
    /// A scope for people only.
    #[error("an API key cannot have the scope `{scope}`: that is for people")]
    KeyScopeRefused {
        /// Which scope.
        scope: &'static str,
    },
    /// No such key.
    #[error("there is no such API key")]
    KeyUnknown,
    /// The last owner would go.
    #[error("the last owner cannot go: make somebody else an owner first")]
    LastOwner,
    /// A sign-in name that cannot be one.
    #[error("a sign-in name is 3 to 64 visible characters without spaces")]
    LoginInvalid,
    /// A sign-in name of somebody else.
    #[error("somebody else signs in under this name")]
    LoginTaken,
    /// A newer schema.
    #[error("{path} was written by a newer version: use that one")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The database.
    #[error("the office file could not be read or written: {0}")]
    Unavailable(String),
    /// A password nobody should have.
    #[error("a password has at least 12 characters, at most 256 bytes, and is not the sign-in name")]
    PasswordWeak,
    /// No such person.
    #[error("there is no such person")]
    PersonUnknown,
    /// Nobody without a role.
    #[error("a person needs at least one role")]
    RolesMissing,
    /// Nobody is signed in.
    #[error("nobody is signed in: the session is unknown, revoked or has expired")]
    SessionInvalid,
    /// Too many failures.
    #[error("too many failed attempts under this name: wait {} s", seconds(*.retry_after))]
    SignInLocked {
        /// Milliseconds to wait.
        retry_after: i64,
    },
    /// The code of an authenticator, where it alone is asked for.
    #[error("the code of the authenticator is wrong, or was used before: wait for the next one, check the clock")]
    TotpWrong,
    /// An address that webhooks must not reach.
    #[error("the webhook leads to {address}, which is not an address of the public internet")]
    WebhookAddressRefused {
        /// Which address.
        address: std::net::IpAddr,
    },
    /// A name without an address.
    #[error("the host of the webhook has no address now")]
    WebhookAddressUnknown,
    /// No types of events.
    #[error("a webhook names at least one type of event such as `order_booked`, or * for all")]
    WebhookEventsInvalid,
    /// No such webhook.
    #[error("there is no such webhook")]
    WebhookUnknown,
    /// A URL that webhooks cannot have.
    #[error("the URL of a webhook is https, without a name or password in it, of at most 2048 bytes")]
    WebhookUrlInvalid,
}

/// Milliseconds as whole seconds, rounded up.
fn seconds(milliseconds: i64) -> i64 {
    milliseconds.max(0).saturating_add(999) / 1_000
}

impl OfficeError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CodeSentRecently { .. } => "code_sent_recently",
            Self::CodeUndeliverable => "code_undeliverable",
            Self::CodeWrong => "code_wrong",
            Self::ContactInvalid { .. } => "contact_invalid",
            Self::CredentialsWrong => "credentials_wrong",
            Self::DeliveryUnknown => "delivery_unknown",
            Self::ErasureIncomplete => "erasure_incomplete",
            Self::InvitationInvalid => "invitation_invalid",
            Self::KeyInvalid => "key_invalid",
            Self::KeyRateExceeded { .. } => "key_rate_exceeded",
            Self::KeyRateInvalid => "key_rate_invalid",
            Self::KeyScopeRefused { .. } => "key_scope_refused",
            Self::KeyUnknown => "key_unknown",
            Self::LastOwner => "last_owner",
            Self::LoginInvalid => "login_invalid",
            Self::LoginTaken => "login_taken",
            Self::Newer { .. } => "office_newer",
            Self::Unavailable(_) => "office_unavailable",
            Self::PasswordWeak => "password_weak",
            Self::PersonUnknown => "person_unknown",
            Self::RolesMissing => "roles_missing",
            Self::SessionInvalid => "session_invalid",
            Self::SignInLocked { .. } => "sign_in_locked",
            Self::TotpWrong => "totp_wrong",
            Self::WebhookAddressRefused { .. } => "webhook_address_refused",
            Self::WebhookAddressUnknown => "webhook_address_unknown",
            Self::WebhookEventsInvalid => "webhook_events_invalid",
            Self::WebhookUnknown => "webhook_unknown",
            Self::WebhookUrlInvalid => "webhook_url_invalid",
        }
    }

    /// Milliseconds to wait before asking again, where waiting helps.
    #[must_use]
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::CodeSentRecently { retry_after }
            | Self::KeyRateExceeded { retry_after }
            | Self::SignInLocked { retry_after } => Some(*retry_after),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for OfficeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
