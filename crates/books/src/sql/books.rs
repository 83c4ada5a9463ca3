//! The books open for building: one writer, records in their order, each exactly once.

use crate::error::BooksError;
use crate::sql::built::Built;
use crate::sql::derive::{self, Rows};
use crate::sql::loading::load;
use crate::sql::standing::Standing;
use ratchet_deployment::{History, Layout, Record};
use ratchet_journal::Head;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::borrow::Borrow;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The tables, for `SQLite` and `PostgreSQL`.
const SCHEMA: &str =
    concat!(include_str!("../../migrations/0001_books.sql"), "\n", include_str!("../../migrations/0060_months.sql"));

/// Records that make a good transaction: few commits, and a reader that waits for one does not wait long.
pub const RECORDS_AT_ONCE: usize = 2_048;

/// Records of a transaction where the books are behind: the same pages are written fewer times, and who waits for the books
/// waits for all of it in any case.
pub(crate) const RECORDS_IN_A_BURST: usize = 16_384;

/// Memory for pages of the file, in KiB.
const CACHE_KIB: u32 = 131_072;

/// Pages that gather before they are moved from the log into the file.
const PAGES_BETWEEN_CHECKPOINTS: u32 = 32_768;

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
        prepare(path, &mut connection).await?;
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

    /// Where everything stands after them.
    pub(crate) fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Takes records in their order, all of them or after a crash none. Those that are in the books already are passed
    /// over; one that is missing before them is an error. `head` is a frame of the journal that holds them.
    pub async fn apply<R: Borrow<Record>>(&mut self, records: &[(u64, R)], head: &Head) -> Result<(), BooksError> {
        let Self { connection, standing, is_ahead, .. } = self;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let built = Built::load(&mut transaction).await?.map_or(0, |built| built.next_sequence);
        if *is_ahead || built != standing.next_sequence {
            // A transaction that failed, or one that was given up and came to its end all the same.
            *standing = load(&mut transaction).await?;
            *is_ahead = false;
        }
        let known = records.partition_point(|(sequence, _)| *sequence < standing.next_sequence);
        let Some(new) = records.get(known..).filter(|new| !new.is_empty()) else { return Ok(()) };
        for ((found, _), expected) in new.iter().zip(standing.next_sequence..) {
            if *found != expected {
                return Err(BooksError::Gap { expected, found: *found });
            }
        }
        *is_ahead = true;
        let mut rows = Rows::default();
        for (sequence, record) in new {
            derive::take(standing, *sequence, record.borrow(), &mut rows)?;
        }
        standing.write_moved(&mut rows)?;
        rows.write(&mut transaction).await?;
        Built { next_sequence: standing.next_sequence, head: head.clone() }.store(&mut transaction).await?;
        transaction.commit().await?;
        *is_ahead = false;
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

/// The file beside `path` of this name's end.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes the tables in a new file. Tables of another version are no use: what they said is in the journal.
async fn prepare(path: &Path, connection: &mut SqliteConnection) -> Result<(), BooksError> {
    let hash = blake3::hash(SCHEMA.as_bytes());
    let [first, second, third, fourth, ..] = *hash.as_bytes();
    // Never 0, which is a new file.
    let version = i32::from_be_bytes([first & 0x7f, second, third, fourth | 1]);
    let found: i32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    if found == version {
        return Ok(());
    }
    let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master").fetch_one(&mut *connection).await?;
    if tables > 0 {
        return Err(BooksError::Outdated { path: path.to_path_buf() });
    }
    let schema = SCHEMA
        .replace("/* clustered */", "WITHOUT ROWID")
        .replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY");
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql(AssertSqlSafe(schema)).execute(&mut *transaction).await?;
    // A pragma takes no value from outside its text.
    let version = AssertSqlSafe(format!("PRAGMA user_version = {version}"));
    sqlx::query(version).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}
