//! Sessions of members and merchants: each opens one number, and nothing of the office.

use crate::csrf::Csrf;
use crate::error::OfficeError;
use crate::limits::{PARTY_SESSION_IDLE, PARTY_SESSION_LIFE, SEEN_GRAIN};
use crate::office::{Change, Office};
use crate::subject::{Party, PartyKind};
use crate::token::{self, Token};
use sqlx::FromRow;

/// A member or merchant who is signed in.
#[derive(Clone, Debug)]
pub struct PartySession {
    /// Whose number this session opens.
    pub party: Party,
    /// When it ends without further requests, in UTC milliseconds.
    pub expires_at: i64,
    /// What requests of a browser that change something repeat in a header.
    pub csrf: Csrf,
}

impl PartySession {
    pub(crate) fn new(party: Party, token: &str, created_at: i64, seen_at: i64) -> Self {
        Self { party, expires_at: end(created_at, seen_at), csrf: Csrf::of(token) }
    }
}

/// What these tokens begin with, so that a request says which kind it has.
const PREFIX: &str = "rs_";

#[derive(FromRow)]
struct SessionRow {
    kind: String,
    number: String,
    created_at: i64,
    seen_at: i64,
}

fn end(created_at: i64, seen_at: i64) -> i64 {
    seen_at.saturating_add(PARTY_SESSION_IDLE).min(created_at.saturating_add(PARTY_SESSION_LIFE))
}

impl Office {
    /// Who is signed in with this token.
    pub async fn party_session(&self, token: &str, now: i64) -> Result<PartySession, OfficeError> {
        let hash = token::hash(token);
        let row: Option<SessionRow> =
            sqlx::query_as("SELECT kind, number, created_at, seen_at FROM party_sessions WHERE token_hash = ?")
                .bind(&hash[..])
                .fetch_optional(self.pool())
                .await?;
        let row = row.filter(|row| now < end(row.created_at, row.seen_at)).ok_or(OfficeError::SessionInvalid)?;
        let kind = PartyKind::parse(&row.kind).ok_or(OfficeError::SessionInvalid)?;
        if now.saturating_sub(row.seen_at) >= SEEN_GRAIN {
            sqlx::query("UPDATE party_sessions SET seen_at = max(seen_at, ?) WHERE token_hash = ?")
                .bind(now)
                .bind(&hash[..])
                .execute(self.pool())
                .await?;
        }
        let party = Party { kind, number: row.number };
        Ok(PartySession::new(party, token, row.created_at, now.max(row.seen_at)))
    }

    /// Ends the session of this token. Says nothing about whether there was one.
    pub async fn sign_out_party(&self, token: &str) -> Result<(), OfficeError> {
        sqlx::query("DELETE FROM party_sessions WHERE token_hash = ?")
            .bind(&token::hash(token)[..])
            .execute(self.pool())
            .await?;
        Ok(())
    }
}

/// Begins a session; those of this member or merchant that are over go.
pub(crate) async fn begin(change: &mut Change, party: &Party, now: i64) -> Result<Token, OfficeError> {
    sqlx::query("DELETE FROM party_sessions WHERE kind = ? AND number = ? AND (seen_at < ? OR created_at < ?)")
        .bind(party.kind.name())
        .bind(&party.number)
        .bind(now.saturating_sub(PARTY_SESSION_IDLE))
        .bind(now.saturating_sub(PARTY_SESSION_LIFE))
        .execute(&mut **change)
        .await?;
    let token = Token::new(PREFIX)?;
    sqlx::query("INSERT INTO party_sessions (token_hash, kind, number, created_at, seen_at) VALUES (?, ?, ?, ?, ?)")
        .bind(&token.hash()[..])
        .bind(party.kind.name())
        .bind(&party.number)
        .bind(now)
        .bind(now)
        .execute(&mut **change)
        .await?;
    Ok(token)
}
