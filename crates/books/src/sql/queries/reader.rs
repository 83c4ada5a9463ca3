//! The books open for reading.

use crate::error::BooksError;
use crate::sql::built::Built;
use crate::sql::queries::page::AsOf;
use ratchet_core::Time;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use std::path::Path;

/// Connections that read at once.
const READERS: u32 = 4;

/// Memory for pages of the file, in KiB, for each of them.
const CACHE_KIB: u32 = 16_384;

/// The books open for reading, by any number of tasks.
#[derive(Clone, Debug)]
pub struct BooksReader {
    pub(super) pool: SqlitePool,
}

impl BooksReader {
    /// Opens the books at `path`, which must be there.
    pub async fn open(path: &Path) -> Result<Self, BooksError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .pragma("cache_size", format!("-{CACHE_KIB}"))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self { pool })
    }

    /// Up to where the books are built; nothing before the first record.
    pub async fn built(&self) -> Result<Option<Built>, BooksError> {
        let row = sqlx::query("SELECT * FROM built WHERE one = 1").fetch_optional(&self.pool).await?;
        row.as_ref().map(Built::read).transpose()
    }

    /// Ends reading.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(super) async fn member(&self, id: &str) -> Result<Option<i64>, BooksError> {
        let found = sqlx::query_scalar("SELECT member FROM members WHERE id = ?").bind(id);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    pub(super) async fn merchant(&self, id: &str) -> Result<Option<i64>, BooksError> {
        let found = sqlx::query_scalar("SELECT merchant FROM merchants WHERE id = ?").bind(id);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    pub(super) async fn programme(&self, name: &str) -> Result<Option<i64>, BooksError> {
        let found = sqlx::query_scalar("SELECT programme FROM programmes WHERE name = ?").bind(name);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Sequence of the first record behind a place in history.
    pub(super) async fn end_of(&self, place: AsOf) -> Result<i64, BooksError> {
        match place {
            AsOf::Sequence(sequence) => Ok(i64::try_from(sequence).unwrap_or(i64::MAX)),
            AsOf::Time(time) => self.first_after(time, false).await,
        }
    }

    /// Sequence of the first record that was recorded after `time`, or at it where that counts too.
    pub(super) async fn first_after(&self, time: Time, or_at: bool) -> Result<i64, BooksError> {
        // Every record has its row, and time never goes back: halving finds it without an index.
        let (mut first, mut end) = (0, self.built().await?.map_or(0, |built| built.next_sequence.cast_signed()));
        while first < end {
            let middle = first + (end - first) / 2;
            let at = sqlx::query_scalar("SELECT recorded_at FROM audit WHERE sequence = ?").bind(middle);
            let at: i64 = at.fetch_one(&self.pool).await?;
            let is_behind = at > time.milliseconds() || (or_at && at == time.milliseconds());
            if is_behind { end = middle } else { first = middle + 1 }
        }
        Ok(first)
    }
}
