//! What was decided for a command with an idempotency key.

use super::columns::Columns;
use super::reader::BooksReader;
use crate::error::BooksError;
use ratchet_core::{Event, Time};
use sqlx::Row;

/// The first answer to a command with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Sequence of its record.
    pub sequence: u64,
    /// Fingerprint of what was asked.
    pub fingerprint: Vec<u8>,
    /// When it was recorded.
    pub recorded_at: Time,
    /// What it did: `Outcome::of(state, &events)` tells it again, word by word, under any later state.
    pub events: Vec<Event>,
}

impl BooksReader {
    /// The answer to the command with this key's digest; nothing where no command had it.
    pub async fn answer(&self, key: &[u8]) -> Result<Option<Answer>, BooksError> {
        let query = sqlx::query("SELECT * FROM answers WHERE answer_key = ?").bind(key.to_vec());
        let Some(row) = query.fetch_optional(&self.pool).await? else { return Ok(None) };
        let (sequence, events): (u64, Vec<u8>) = (row.count("sequence")?, row.try_get("events")?);
        let events = minicbor::decode(&events)
            .map_err(|error| BooksError::Contradiction { sequence, what: format!("an answer: {error}") })?;
        let fingerprint = row.try_get("fingerprint")?;
        Ok(Some(Answer { sequence, fingerprint, recorded_at: row.time("recorded_at")?, events }))
    }
}
