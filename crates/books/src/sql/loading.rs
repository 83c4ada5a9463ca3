//! Where everything stands, read back from the tables.

use crate::error::BooksError;
use crate::sql::built::Built;
use crate::sql::levels::{self, Levels};
use crate::sql::standing::{ProgrammeStanding, Standing};
use ratchet_core::price::Price;
use ratchet_core::totals::Totals;
use ratchet_core::{Fen, Points, Time};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;

/// The standing after the last record that is built.
pub(crate) async fn load(connection: &mut SqliteConnection) -> Result<Standing, BooksError> {
    let next_sequence = Built::load(&mut *connection).await?.map_or(0, |built| built.next_sequence);
    let accounts: Vec<(i64, i64)> =
        sqlx::query_as("SELECT account, balance FROM accounts").fetch_all(&mut *connection).await?;
    let balances: HashMap<i64, Fen> =
        accounts.into_iter().map(|(account, balance)| (account, Fen::new(balance))).collect();
    let rows = sqlx::query("SELECT * FROM programmes ORDER BY programme").fetch_all(&mut *connection).await?;
    let mut programmes = Vec::with_capacity(rows.len());
    for row in &rows {
        programmes.push(programme(&mut *connection, row).await?);
    }
    Ok(Standing { next_sequence, balances, programmes, ..Standing::default() })
}

async fn programme(connection: &mut SqliteConnection, row: &SqliteRow) -> Result<ProgrammeStanding, BooksError> {
    let number = |name: &str| Ok::<i64, BooksError>(row.try_get(name)?);
    let place = number("programme")?;
    let reference =
        Price { reserve: Fen::new(number("reference_reserve")?), supply: Points::new(number("reference_supply")?) };
    Ok(ProgrammeStanding {
        name: row.try_get("name")?,
        sequence: number("sequence")?.cast_unsigned(),
        recorded_at: Time::from_milliseconds(number("recorded_at")?),
        plan_names: plan_names(&mut *connection, place).await?,
        reserve: Fen::new(number("reserve")?),
        supply: Points::new(number("supply")?),
        reference,
        orders: number("orders")?.cast_unsigned(),
        exits: number("exits")?.cast_unsigned(),
        totals: totals(&mut *connection, place).await?,
        clock: row.try_get::<Option<i64>, _>("clock")?.map(Time::from_milliseconds),
        levels: open_levels(connection, place).await?,
        has_moved: false,
    })
}

async fn plan_names(connection: &mut SqliteConnection, programme: i64) -> Result<Vec<String>, BooksError> {
    let names = sqlx::query_scalar("SELECT name FROM plans WHERE programme = ? ORDER BY plan");
    Ok(names.bind(programme).fetch_all(connection).await?)
}

async fn totals(connection: &mut SqliteConnection, programme: i64) -> Result<Totals, BooksError> {
    let rows: Vec<(String, i64)> = sqlx::query_as("SELECT name, amount FROM totals WHERE programme = ?")
        .bind(programme)
        .fetch_all(connection)
        .await?;
    let fields = rows.into_iter().map(|(name, amount)| (name, amount.into())).collect();
    serde_json::from_value(serde_json::Value::Object(fields))
        .map_err(|error| BooksError::Contradiction { sequence: 0, what: format!("totals: {error}") })
}

async fn open_levels(connection: &mut SqliteConnection, programme: i64) -> Result<Levels, BooksError> {
    let mut open = Levels::default();
    for level in levels::LEVELS {
        let row =
            sqlx::query("SELECT * FROM price_levels WHERE programme = ? AND level = ? ORDER BY slot DESC LIMIT 1")
                .bind(programme)
                .bind(i64::from(level))
                .fetch_optional(&mut *connection)
                .await?;
        if let Some(row) = row {
            open.resume(level, levels::read(&row)?);
        }
    }
    Ok(open)
}
