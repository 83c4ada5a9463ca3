//! Whether the books say what the journal says: they are built a second time beside the first, and compared row by row;
//! balances, totals and prices also with the engine, which knows nothing of tables.

use crate::error::BooksError;
use crate::sql::account::{AccountKind, kind_and_owner};
use crate::sql::books::{Books, RECORDS_AT_ONCE, beside, remove};
use crate::sql::built::Built;
use crate::sql::derive::named_totals;
use crate::sql::tables::{self, Difference};
use ratchet_core::invariants::fen_balances;
use ratchet_core::{Engine, Fen, State};
use ratchet_deployment::{History, Layout, PlacedRecord, Record, Watch, follow};
use serde::Serialize;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Records that are in the books and were played again.
    pub records: u64,
    /// Records of the journal that are not in the books yet.
    pub behind: u64,
    /// Rows that were compared.
    pub rows: u64,
    /// Whatever is not as the journal says, of each table no more than [`tables::DIFFERENCES_MAX`].
    pub differences: Vec<Difference>,
}

/// Compares the books of the deployment at `layout` with its journal, beside whoever builds them. `progress` is told how
/// many records of how many are played.
pub async fn check(layout: &Layout, progress: impl FnMut(u64, u64)) -> Result<CheckReport, BooksError> {
    let fresh = Beside { path: beside(&layout.books(), ".check") };
    remove(&fresh.path)?;
    let found = compare(layout, &fresh.path, progress).await;
    drop(fresh);
    found
}

/// A file that goes when the check is over.
struct Beside {
    path: PathBuf,
}

impl Drop for Beside {
    fn drop(&mut self) {
        // What is left is removed before the next check.
        let _ = remove(&self.path);
        let _ = std::fs::remove_file(beside(&self.path, ".lock"));
    }
}

async fn compare(
    layout: &Layout,
    fresh_path: &Path,
    progress: impl FnMut(u64, u64),
) -> Result<CheckReport, BooksError> {
    let mut fresh = Books::open(fresh_path).await?;
    let options = SqliteConnectOptions::new().filename(layout.books()).read_only(true).disable_statement_logging();
    let mut books = SqliteConnection::connect_with(&options).await?;
    sqlx::query("ATTACH DATABASE ? AS fresh").bind(fresh_path.to_string_lossy()).execute(&mut books).await?;
    // One transaction: the books stand still for it, also while somebody builds on.
    let mut still = books.begin().await?;
    let built = Built::load(&mut still).await?;
    let records = built.as_ref().map_or(0, |built| built.next_sequence);
    let mut differences = Vec::new();
    let journal = History::open(layout)?.record_count();
    let engine = replay(layout, &mut fresh, records, &mut differences, progress).await?;
    fresh.close().await?;
    let rows = tables::compare(&mut still, &mut differences).await?;
    accounts(&mut still, engine.state(), &mut differences).await?;
    still.rollback().await?;
    books.close().await?;
    Ok(CheckReport { records, behind: journal.saturating_sub(records), rows, differences })
}

/// Nobody needs to see the single events.
struct Nobody;

impl Watch for Nobody {}

/// Plays the records before `end` in the engine and in fresh books, side by side.
async fn replay(
    layout: &Layout,
    fresh: &mut Books,
    end: u64,
    differences: &mut Vec<Difference>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Engine, BooksError> {
    let mut history = History::open(layout)?;
    let mut engine = Engine::new();
    let Some(head) = history.head().cloned() else { return Ok(engine) };
    if end > history.record_count() {
        differences.push(Difference {
            table: "built".to_owned(),
            key: String::new(),
            column: "next_sequence".to_owned(),
            books: Some(end.to_string()),
            journal: Some(history.record_count().to_string()),
        });
    }
    let mut batch: Vec<(u64, Record)> = Vec::with_capacity(RECORDS_AT_ONCE);
    loop {
        let next = history.read_next()?.filter(|placed| placed.sequence < end);
        let is_end = next.is_none();
        if let Some(placed) = next {
            follow(&mut engine, &placed, &mut Nobody)?;
            let PlacedRecord { sequence, record, .. } = placed;
            batch.push((sequence, record));
        }
        if is_end || batch.len() == RECORDS_AT_ONCE {
            fresh.apply(&batch, &head).await?;
            programmes(fresh, engine.state(), differences);
            progress(fresh.next_sequence(), end.min(head.next_sequence));
            batch.clear();
        }
        if is_end {
            return Ok(engine);
        }
    }
}

/// Prices, reserves, supplies and totals as the postings lead to them, against those of the engine.
fn programmes(fresh: &Books, state: &State, differences: &mut Vec<Difference>) {
    let standing = fresh.standing();
    for (place, of_engine) in state.programmes.iter().enumerate() {
        let key = format!("programme={place} before sequence={}", standing.next_sequence);
        let Some(of_books) = standing.programmes.get(place) else {
            differences.push(Difference::missing("programmes", key));
            continue;
        };
        let engine_price = of_engine.price();
        let mut values = BTreeMap::from([
            ("reserve".to_owned(), (of_books.reserve.get(), of_engine.reserve.get())),
            ("supply".to_owned(), (of_books.supply.get(), of_engine.supply.get())),
            ("price_reserve".to_owned(), (of_books.price().reserve.get(), engine_price.reserve.get())),
            ("price_supply".to_owned(), (of_books.price().supply.get(), engine_price.supply.get())),
            ("orders".to_owned(), (of_books.orders.cast_signed(), of_engine.orders.cast_signed())),
            ("exits".to_owned(), (of_books.exits.cast_signed(), of_engine.exits.cast_signed())),
        ]);
        let engine_totals = named_totals(&of_engine.totals);
        for (name, amount) in named_totals(&of_books.totals) {
            let of_engine = engine_totals.get(&name).copied().unwrap_or_default();
            values.insert(format!("totals.{name}"), (amount, of_engine));
        }
        for (column, (books, journal)) in values {
            if books != journal {
                let (table, key) = ("programmes".to_owned(), key.clone());
                let (books, journal) = (Some(books.to_string()), Some(journal.to_string()));
                differences.push(Difference { table, key, column, books, journal });
            }
        }
    }
}

/// Every balance of the books against the engine's.
async fn accounts(
    books: &mut SqliteConnection,
    state: &State,
    differences: &mut Vec<Difference>,
) -> Result<(), BooksError> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT account, balance FROM main.accounts").fetch_all(&mut *books).await?;
    let mut left: BTreeMap<i64, Fen> = rows.into_iter().map(|(account, fen)| (account, Fen::new(fen))).collect();
    for line in fen_balances(state) {
        let (kind, owner) = kind_and_owner(line.account);
        let in_books = left.remove(&kind.number(owner)).unwrap_or_default();
        if in_books != line.balance {
            let key = account_key(kind.number(owner));
            let (table, column) = ("accounts".to_owned(), "balance".to_owned());
            let (books, journal) = (Some(in_books.get().to_string()), Some(line.balance.get().to_string()));
            differences.push(Difference { table, key, column, books, journal });
        }
    }
    for (account, balance) in left {
        let (table, key, column) = ("accounts".to_owned(), account_key(account), "balance".to_owned());
        differences.push(Difference { table, key, column, books: Some(balance.get().to_string()), journal: None });
    }
    Ok(())
}

/// An account in words: `account=17179869191 (balance of 7)`.
fn account_key(number: i64) -> String {
    match AccountKind::of_number(number) {
        Some((kind, owner)) => format!("account={number} ({} of {owner})", kind.name()),
        None => format!("account={number}"),
    }
}
