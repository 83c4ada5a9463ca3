//! Up to where the books are built.

use crate::error::BooksError;
use ratchet_journal::Head;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// Up to where the books are built, and of which journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Sequence of the first record that is not in them.
    pub next_sequence: u64,
    /// A frame of the journal that was read; it may be ahead of what is built.
    pub head: Head,
}

impl Built {
    pub(crate) async fn load(connection: &mut SqliteConnection) -> Result<Option<Self>, BooksError> {
        let row = sqlx::query("SELECT * FROM built WHERE one = 1").fetch_optional(connection).await?;
        row.as_ref().map(Self::read).transpose()
    }

    pub(crate) fn read(row: &SqliteRow) -> Result<Self, BooksError> {
        let count = |name| Ok::<u64, BooksError>(row.try_get::<i64, _>(name)?.cast_unsigned());
        let hash: Vec<u8> = row.try_get("head_hash")?;
        Ok(Self {
            next_sequence: count("next_sequence")?,
            head: Head {
                frame: count("head_frame")?,
                hash: hash.try_into().unwrap_or_default(),
                next_sequence: count("head_next_sequence")?,
                time: row.try_get("head_time")?,
            },
        })
    }

    pub(crate) async fn store(&self, connection: &mut SqliteConnection) -> Result<(), BooksError> {
        sqlx::query(
            "INSERT INTO built (one, next_sequence, head_frame, head_hash, head_next_sequence, head_time) \
             VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET next_sequence = excluded.next_sequence, \
             head_frame = excluded.head_frame, head_hash = excluded.head_hash, \
             head_next_sequence = excluded.head_next_sequence, head_time = excluded.head_time",
        )
        .bind(self.next_sequence.cast_signed())
        .bind(self.head.frame.cast_signed())
        .bind(self.head.hash.to_vec())
        .bind(self.head.next_sequence.cast_signed())
        .bind(self.head.time)
        .execute(connection)
        .await?;
        Ok(())
    }
}
