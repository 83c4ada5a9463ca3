//! Every row of every table, to be compared.

use sqlx::sqlite::{SqliteColumn, SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Column, Connection, Row, SqliteConnection, TypeInfo, ValueRef};
use std::collections::BTreeMap;
use std::path::Path;

/// All rows by table, each as text, sorted.
pub async fn all_rows(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap();
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let mut tables = BTreeMap::new();
    for name in names.into_iter().filter(|name| !name.starts_with('_')) {
        let select = AssertSqlSafe(format!("SELECT * FROM {name}"));
        let rows = sqlx::query(select).fetch_all(&mut connection).await.unwrap();
        let mut rows: Vec<String> = rows.iter().map(shown).collect();
        rows.sort();
        tables.insert(name, rows);
    }
    connection.close().await.unwrap();
    tables
}

fn shown(row: &SqliteRow) -> String {
    let shown_column = |column: &SqliteColumn| {
        let value = row.try_get_raw(column.ordinal()).unwrap();
        let value = match value.type_info().name() {
            _ if value.is_null() => "NULL".to_owned(),
            "INTEGER" => row.get::<i64, _>(column.ordinal()).to_string(),
            "BLOB" => format!("{:?}", row.get::<Vec<u8>, _>(column.ordinal())),
            _ => row.get::<String, _>(column.ordinal()),
        };
        format!("{}={value} ", column.name())
    };
    row.columns().iter().map(shown_column).collect()
}
