//! The file of the office: opening it, reading and writing it.

use crate::active_keys::ActiveKeys;
use crate::error::OfficeError;
use crate::passwords::{PasswordCost, Passwords};
use crate::token;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, Transaction, migrate::MigrateError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What kind of deployment this is the office of. A key of one is never taken by the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To try: no real money.
    Sandbox,
    /// Real money.
    Live,
}

/// How an office is run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Of which kind of deployment.
    pub mode: Mode,
    /// What hashing a password costs.
    pub password_cost: PasswordCost,
}

/// One office. Clones share the same file, memory of keys and bound on hashing.
#[derive(Clone, Debug)]
pub struct Office(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: SqlitePool,
    mode: Mode,
    passwords: Passwords,
    keys: ActiveKeys,
    /// One-time codes are short enough to be found by trying all of them. Their hash takes a key that is in no file: a
    /// copy of the file gives no code away. After a restart, codes that are on their way have to be asked for again.
    code_key: token::Hash,
}

/// A change of the office: all or nothing.
pub(crate) type Change = Transaction<'static, Sqlite>;

/// Connections to the file. One writes at a time, the others read meanwhile.
const CONNECTIONS: u32 = 4;
/// How long one waits for another process that is writing.
const BUSY_FOR: Duration = Duration::from_secs(5);

impl Office {
    /// Opens the office in `path`, or makes it there, readable by its owner alone.
    pub async fn open(path: impl AsRef<Path>, settings: Settings) -> Result<Self, OfficeError> {
        let path = path.as_ref();
        make_private(path)
            .map_err(|error| OfficeError::Unavailable(format!("cannot write {}: {error}", path.display())))?;
        // Deleted content is overwritten, nothing goes to temporary files elsewhere, and what was answered is on disk:
        // a key that was revoked does not come back with the power.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_FOR)
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY");
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&pool).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
                OfficeError::Newer { path: path.to_path_buf() }
            }
            error => OfficeError::Unavailable(error.to_string()),
        })?;
        let office = Self(Arc::new(Inner {
            pool,
            mode: settings.mode,
            passwords: Passwords::new(settings.password_cost).await?,
            keys: ActiveKeys::default(),
            code_key: token::random()?,
        }));
        office.refresh_keys().await?;
        office.finish_erasures().await?;
        Ok(office)
    }

    /// Writes what is only in memory, which is when keys were last used, and closes the file.
    pub async fn close(&self) -> Result<(), OfficeError> {
        self.note_key_uses().await?;
        self.0.pool.close().await;
        Ok(())
    }

    /// Of which kind of deployment this is the office.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.0.pool
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn keys(&self) -> &ActiveKeys {
        &self.0.keys
    }

    pub(crate) fn code_key(&self) -> &token::Hash {
        &self.0.code_key
    }

    /// Begins a change. The right to write is taken at once: two that first read and then write would fail one another.
    pub(crate) async fn change(&self) -> Result<Change, OfficeError> {
        Ok(self.0.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// An empty file that only its owner can read. The files beside it get the same permissions from `SQLite`.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
