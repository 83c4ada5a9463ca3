//! The books open for building: one writer, records in their order, each exactly once.

use crate::error::BooksError;
use crate::sql::built::Built;
use crate::sql::derive::{self, Rows};
use crate::sql::loading::load;
use crate::sql::standing::Standing;
use ratchet_deployment::{History, Layout, Record};
use ratchet_journal::Head;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::borrow::Borrow;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The tables.
static SCHEMA: Migrator = sqlx::migrate!("./migrations");

/// Records that make a good transaction: few commits, and a reader that waits for one does not wait long.
pub const RECORDS_AT_ONCE: usize = 2_048;

/// Memory for pages of the file, in KiB.
const CACHE_KIB: u32 = 65_536;

/// Pages that gather before they are moved from the log into the file.
const PAGES_BETWEEN_CHECKPOINTS: u32 = 8_192;

/// The books open for building.
#[derive(Debug)]
pub struct Books {
    path: PathBuf,
    connection: SqliteConnection,
    standing: Standing,
    /// Whether a failed transaction has left `standing` ahead of the tables.
    is_ahead: bool,
    /// Held, never read: the lock goes when the file is closed.
    _lock: File,
}

impl Books {
    /// Opens the books at `path`, with empty tables where there were none. A second builder is refused.
    pub async fn open(path: &Path) -> Result<Self, BooksError> {
        let lock = lock(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // After a loss of power the last transactions may be missing: they are built again from the journal.
            .synchronous(SqliteSynchronous::Normal)
            .pragma("cache_size", format!("-{CACHE_KIB}"))
            .pragma("wal_autocheckpoint", PAGES_BETWEEN_CHECKPOINTS.to_string())
            .disable_statement_logging();
        let mut connection = SqliteConnection::connect_with(&options).await?;
        SCHEMA.run(&mut connection).await.map_err(|error| migration(path, error))?;
        let standing = load(&mut connection).await?;
        Ok(Self { path: path.to_path_buf(), connection, standing, is_ahead: false, _lock: lock })
    }

    /// Opens the books of the deployment at `layout`, which must have been built from its journal.
    pub async fn open_of(layout: &Layout) -> Result<Self, BooksError> {
        let path = layout.books();
        let mut books = Self::open(&path).await?;
        if let Some(built) = Built::load(&mut books.connection).await? {
            let records = History::open(layout)?.record_count();
            if built.next_sequence > records || !History::holds(layout, &built.head)? {
                return Err(BooksError::Foreign { path });
            }
        }
        Ok(books)
    }

    /// Sequence of the first record that is not in them.
    #[must_use]
    pub fn next_sequence(&self) -> u64 {
        self.standing.next_sequence
    }

    /// Takes records in their order, all of them or after a crash none. Those that are in the books already are passed
    /// over; one that is missing before them is an error. `head` is a frame of the journal that holds them.
    pub async fn apply<R: Borrow<Record>>(&mut self, records: &[(u64, R)], head: &Head) -> Result<(), BooksError> {
        if self.is_ahead {
            self.standing = load(&mut self.connection).await?;
            self.is_ahead = false;
        }
        let known = records.partition_point(|(sequence, _)| *sequence < self.standing.next_sequence);
        let Some(new) = records.get(known..).filter(|new| !new.is_empty()) else { return Ok(()) };
        for ((sequence, _), expected) in new.iter().zip(self.standing.next_sequence..) {
            if *sequence != expected {
                return Err(BooksError::Gap { expected, found: *sequence });
            }
        }
        self.is_ahead = true;
        let mut rows = Rows::default();
        for (sequence, record) in new {
            derive::take(&mut self.standing, *sequence, record.borrow(), &mut rows)?;
        }
        self.standing.write_moved(&mut rows)?;
        let built = Built { next_sequence: self.standing.next_sequence, head: head.clone() };
        let mut transaction = self.connection.begin().await?;
        rows.write(&mut transaction).await?;
        built.store(&mut transaction).await?;
        transaction.commit().await?;
        self.is_ahead = false;
        Ok(())
    }

    /// Ends building, with everything in one file.
    pub async fn close(mut self) -> Result<PathBuf, BooksError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await?;
        self.connection.close().await?;
        Ok(self.path)
    }
}

/// The lock of whoever builds the books at `path`.
fn lock(path: &Path) -> Result<File, BooksError> {
    let name = beside(path, ".lock");
    let file = File::options().create(true).truncate(false).write(true).open(&name);
    let file = file.map_err(BooksError::unwritable(&name))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BooksError::InUse { path: path.to_path_buf() }),
        Err(TryLockError::Error(error)) => Err(BooksError::unwritable(&name)(error)),
    }
}

/// Removes the books at `path`, which nobody builds.
pub(crate) fn remove(path: &Path) -> Result<(), BooksError> {
    let _lock = lock(path)?;
    for file in [path.to_path_buf(), beside(path, "-wal"), beside(path, "-shm")] {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(BooksError::unwritable(&file)(error)),
            _ => {}
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Tables of another version are no use; what they said is in the journal.
fn migration(path: &Path, error: MigrateError) -> BooksError {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) | MigrateError::Dirty(_) => {
            BooksError::Outdated { path: path.to_path_buf() }
        }
        MigrateError::Execute(cause) => cause.into(),
        other => sqlx::Error::from(other).into(),
    }
}
