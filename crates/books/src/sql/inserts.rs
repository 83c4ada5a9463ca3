//! Rows on their way into a table, many with one statement.

use crate::error::BooksError;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Encode, Sqlite, SqliteConnection, Type};

/// Rows of one statement. Larger statements are not faster, and `SQLite` takes 32,766 values at most.
const ROWS_AT_ONCE: usize = 128;
/// Statements of up to this many rows are kept prepared besides full ones: a quiet shop brings a row at a time.
const FEW: usize = 4;

/// A table, its columns, and what becomes of a row that is there already.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Into {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// Columns of the key, where a row may be there already: the others then take the new values.
    pub(crate) replaces: &'static [&'static str],
}

impl Into {
    fn statement(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        let values = vec![row.as_str(); rows].join(",");
        let mut sql = format!("INSERT INTO {} ({}) VALUES {values}", self.table, self.columns.join(","));
        if !self.replaces.is_empty() {
            let new = |column: &&str| format!("{column} = excluded.{column}");
            let others = self.columns.iter().filter(|column| !self.replaces.contains(column));
            let changes: Vec<String> = others.map(new).collect();
            let key = self.replaces.join(",");
            sql = format!("{sql} ON CONFLICT ({key}) DO UPDATE SET {}", changes.join(","));
        }
        sql
    }
}

/// The rows of one table that wait to be written.
#[derive(Debug)]
pub(crate) struct Inserts {
    into: &'static Into,
    full: Vec<SqliteArguments>,
    last: SqliteArguments,
    values: usize,
}

impl Inserts {
    pub(crate) fn new(into: &'static Into) -> Self {
        Self { into, full: Vec::new(), last: SqliteArguments::default(), values: 0 }
    }

    /// Adds the next value of the row that is being written; a row ends with its last column.
    pub(crate) fn put<'v>(&mut self, value: impl Encode<'v, Sqlite> + Type<Sqlite>) -> Result<&mut Self, BooksError> {
        self.last.add(value).map_err(sqlx::Error::Encode)?;
        self.values += 1;
        if self.values == self.into.columns.len() * ROWS_AT_ONCE {
            self.full.push(std::mem::take(&mut self.last));
            self.values = 0;
        }
        Ok(self)
    }

    /// Adds a whole number that no journal lets grow beyond 63 bits.
    pub(crate) fn count(&mut self, count: u64) -> Result<&mut Self, BooksError> {
        self.put(count.cast_signed())
    }

    /// Writes all rows in their order.
    pub(crate) async fn write(self, connection: &mut SqliteConnection) -> Result<(), BooksError> {
        let Self { into, full, last, values } = self;
        if !full.is_empty() {
            let sql = into.statement(ROWS_AT_ONCE);
            for arguments in full {
                let query = sqlx::query_with(AssertSqlSafe(sql.clone()), arguments);
                query.execute(&mut *connection).await?;
            }
        }
        let rows = values / into.columns.len();
        if rows > 0 {
            let query = sqlx::query_with(AssertSqlSafe(into.statement(rows)), last);
            query.persistent(rows <= FEW).execute(connection).await?;
        }
        Ok(())
    }
}
