//! Sessions of people: a random token in a cookie, with an end after a while without requests and one in any case.

use crate::audit::{self, Action};
use crate::csrf::Csrf;
use crate::error::OfficeError;
use crate::limits::{PERSON_SESSION_IDLE, PERSON_SESSION_LIFE, SEEN_GRAIN};
use crate::office::{Change, Office};
use crate::role::{Role, parse_roles};
use crate::scope::Scope;
use crate::token::{self, Token};
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A person who is signed in.
#[derive(Clone, Debug)]
pub struct PersonSession {
    /// Who: their opaque id.
    pub person: String,
    /// What they are now, not when they signed in.
    pub roles: BTreeSet<Role>,
    /// When the session ends without further requests, in UTC milliseconds.
    pub expires_at: i64,
    /// What requests that change something repeat in a header.
    pub csrf: Csrf,
}

impl PersonSession {
    pub(crate) fn new(person: String, roles: BTreeSet<Role>, token: &str, created_at: i64, seen_at: i64) -> Self {
        Self { person, roles, expires_at: end(created_at, seen_at), csrf: Csrf::of(token) }
    }

    /// Whether one of the roles may do what needs `scope`.
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        self.roles.iter().any(|role| role.allows(scope))
    }
}

#[derive(FromRow)]
struct SessionRow {
    person: String,
    roles: String,
    created_at: i64,
    seen_at: i64,
}

fn end(created_at: i64, seen_at: i64) -> i64 {
    seen_at.saturating_add(PERSON_SESSION_IDLE).min(created_at.saturating_add(PERSON_SESSION_LIFE))
}

impl Office {
    /// Who is signed in with this token.
    pub async fn person_session(&self, token: &str, now: i64) -> Result<PersonSession, OfficeError> {
        let hash = token::hash(token);
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT s.person, p.roles, s.created_at, s.seen_at FROM person_sessions s JOIN people p ON p.id = s.person \
             WHERE s.token_hash = ? AND p.disabled_at IS NULL",
        )
        .bind(&hash[..])
        .fetch_optional(self.pool())
        .await?;
        let row = row.filter(|row| now < end(row.created_at, row.seen_at)).ok_or(OfficeError::SessionInvalid)?;
        if now.saturating_sub(row.seen_at) >= SEEN_GRAIN {
            sqlx::query("UPDATE person_sessions SET seen_at = max(seen_at, ?) WHERE token_hash = ?")
                .bind(now)
                .bind(&hash[..])
                .execute(self.pool())
                .await?;
        }
        Ok(PersonSession::new(row.person, parse_roles(&row.roles), token, row.created_at, now.max(row.seen_at)))
    }

    /// Ends the session of this token. Says nothing about whether there was one.
    pub async fn sign_out(&self, token: &str, now: i64) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        let person: Option<String> =
            sqlx::query_scalar("DELETE FROM person_sessions WHERE token_hash = ? RETURNING person")
                .bind(&token::hash(token)[..])
                .fetch_optional(&mut *change)
                .await?;
        if let Some(person) = person {
            audit::note(&mut change, now, &person, Action::SignedOut, &person).await?;
        }
        change.commit().await?;
        Ok(())
    }

    /// Ends every session of a person, on every machine.
    pub async fn end_sessions(&self, actor: &str, person: &str, now: i64) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        sqlx::query("DELETE FROM person_sessions WHERE person = ?").bind(person).execute(&mut *change).await?;
        audit::note(&mut change, now, actor, Action::SessionsRevoked, person).await?;
        change.commit().await?;
        Ok(())
    }
}

/// Begins a session; those that are over go.
pub(crate) async fn begin(change: &mut Change, person: &str, now: i64) -> Result<Token, OfficeError> {
    sqlx::query("DELETE FROM person_sessions WHERE seen_at < ? OR created_at < ?")
        .bind(now.saturating_sub(PERSON_SESSION_IDLE))
        .bind(now.saturating_sub(PERSON_SESSION_LIFE))
        .execute(&mut **change)
        .await?;
    let token = Token::new("")?;
    sqlx::query("INSERT INTO person_sessions (token_hash, person, created_at, seen_at) VALUES (?, ?, ?, ?)")
        .bind(&token.hash()[..])
        .bind(person)
        .bind(now)
        .bind(now)
        .execute(&mut **change)
        .await?;
    Ok(token)
}
