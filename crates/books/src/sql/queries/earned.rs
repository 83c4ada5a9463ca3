//! What a member earned by awards, by kind.

use super::columns::Columns;
use super::reader::BooksReader;
use crate::error::BooksError;
use crate::sql::account::AccountKind;
use crate::sql::derive::AWARD;
use ratchet_core::Fen;
use serde::Serialize;

/// What awards of one kind came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EarnedKind {
    /// What for.
    pub kind: String,
    /// How many awards there were.
    pub awards: u64,
    /// What they came to, less what was taken back.
    pub amount: Fen,
}

impl BooksReader {
    /// What a member earned, by kind in the order of their names; nothing where nobody has this id.
    pub async fn earned(&self, member: &str) -> Result<Option<Vec<EarnedKind>>, BooksError> {
        let Some(handle) = self.member(member).await? else { return Ok(None) };
        let owner = u32::try_from(handle).unwrap_or(u32::MAX);
        // Awards reach the balance at once, or are frozen first.
        let rows = sqlx::query(
            "SELECT kind, SUM(amount > 0) AS awards, SUM(amount) AS amount FROM lines \
             WHERE kind LIKE 'award:%' AND account IN (?, ?) GROUP BY kind ORDER BY kind",
        )
        .bind(AccountKind::Balance.number(owner))
        .bind(AccountKind::Frozen.number(owner))
        .fetch_all(&self.pool)
        .await?;
        let earned = rows.iter().map(|row| {
            let kind = row.text("kind")?.trim_start_matches(AWARD).to_owned();
            Ok(EarnedKind { kind, awards: row.count("awards")?, amount: row.fen("amount")? })
        });
        earned.collect::<Result<_, BooksError>>().map(Some)
    }
}
