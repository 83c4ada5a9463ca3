//! Two sets of tables, row by row.

use crate::error::BooksError;
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

/// Differences that are listed of one table, in each of the two directions.
pub const DIFFERENCES_MAX: u32 = 1_000;

/// One value that is not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// The row: columns of its key with their values.
    pub key: String,
    /// The column; all of them (`*`) where the row is there on one side only.
    pub column: String,
    /// What the books say.
    pub books: Option<String>,
    /// What the journal says.
    pub journal: Option<String>,
}

impl Difference {
    /// A row that the books do not have.
    pub(crate) fn missing(table: &str, key: String) -> Self {
        let journal = Some("present".to_owned());
        Self { table: table.to_owned(), key, column: "*".to_owned(), books: None, journal }
    }

    /// A row that only the books have.
    fn extra(table: &str, key: String) -> Self {
        let books = Some("present".to_owned());
        Self { table: table.to_owned(), key, column: "*".to_owned(), books, journal: None }
    }
}

/// The columns of a table, and those of its key.
struct Columns {
    all: Vec<String>,
    key: Vec<String>,
}

impl Columns {
    async fn of(connection: &mut SqliteConnection, table: &str) -> Result<Self, BooksError> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid")
            .bind(table)
            .fetch_all(connection)
            .await?;
        let key = rows.iter().filter(|(_, place)| *place > 0).map(|(name, _)| name.clone()).collect();
        Ok(Self { all: rows.into_iter().map(|(name, _)| name).collect(), key })
    }

    /// `a.k1 = b.k1 AND a.k2 = b.k2`
    fn same_key(&self) -> String {
        let pairs: Vec<String> = self.key.iter().map(|column| format!("a.{column} = b.{column}")).collect();
        pairs.join(" AND ")
    }

    /// The key of a row in words.
    fn key_of(&self, row: &SqliteRow, first: usize) -> Result<String, BooksError> {
        let mut parts = Vec::with_capacity(self.key.len());
        for (place, column) in self.all.iter().enumerate().filter(|(_, column)| self.key.contains(column)) {
            parts.push(format!("{column}={}", row.try_get::<String, _>(first + place)?));
        }
        Ok(parts.join(" "))
    }
}

/// Compares all tables of `main` with those of `fresh`, which are right; how many rows there were.
pub(crate) async fn compare(
    connection: &mut SqliteConnection,
    differences: &mut Vec<Difference>,
) -> Result<u64, BooksError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM fresh.sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut rows = 0;
    // How far the books are built is where the comparison begins, not what it compares.
    for table in tables.iter().filter(|table| *table != "built") {
        let columns = Columns::of(&mut *connection, table).await?;
        changed(&mut *connection, table, &columns, differences).await?;
        extra(&mut *connection, table, &columns, differences).await?;
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM fresh.{table}"));
        rows += sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *connection).await?.cast_unsigned();
    }
    Ok(rows)
}

/// Rows that the books lack, or in which a value is another.
async fn changed(
    connection: &mut SqliteConnection,
    table: &str,
    columns: &Columns,
    differences: &mut Vec<Difference>,
) -> Result<(), BooksError> {
    let quoted = |side: &str| {
        let list: Vec<String> = columns.all.iter().map(|column| format!("quote({side}.{column})")).collect();
        list.join(", ")
    };
    let same: Vec<String> = columns.all.iter().map(|column| format!("a.{column} IS b.{column}")).collect();
    let sql = format!(
        "SELECT {}, {} FROM fresh.{table} a LEFT JOIN main.{table} b ON {} WHERE NOT ({}) LIMIT {DIFFERENCES_MAX}",
        quoted("a"),
        quoted("b"),
        columns.same_key(),
        same.join(" AND "),
    );
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await? {
        let key = columns.key_of(&row, 0)?;
        let in_books = columns.key_of(&row, columns.all.len())?;
        if in_books != key {
            differences.push(Difference::missing(table, key));
            continue;
        }
        for (place, column) in columns.all.iter().enumerate() {
            let journal: String = row.try_get(place)?;
            let books: String = row.try_get(columns.all.len() + place)?;
            if journal != books {
                let (table, key, column) = (table.to_owned(), key.clone(), column.clone());
                differences.push(Difference { table, key, column, books: Some(books), journal: Some(journal) });
            }
        }
    }
    Ok(())
}

/// Rows that only the books have.
async fn extra(
    connection: &mut SqliteConnection,
    table: &str,
    columns: &Columns,
    differences: &mut Vec<Difference>,
) -> Result<(), BooksError> {
    let quoted: Vec<String> = columns.all.iter().map(|column| format!("quote(a.{column})")).collect();
    let sql = format!(
        "SELECT {} FROM main.{table} a WHERE NOT EXISTS (SELECT 1 FROM fresh.{table} b WHERE {}) LIMIT {DIFFERENCES_MAX}",
        quoted.join(", "),
        columns.same_key(),
    );
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await? {
        differences.push(Difference::extra(table, columns.key_of(&row, 0)?));
    }
    Ok(())
}
