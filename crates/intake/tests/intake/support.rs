//! Files to read and what was read from them.

use std::fs;
use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use jiff::tz::{Offset, TimeZone};
use ratchet_intake::{CODES, IntakeError, Mapping, Next, OrderFile, OrderRow, Reject};
use tempfile::NamedTempFile;

/// What one call of `next` gave, and the lines consumed after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub line: u64,
    pub lines: u64,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Row(OwnedRow),
    Reject(Reject),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRow {
    pub occurred_at: i64,
    pub member: String,
    pub amount_fen: i64,
    pub order: Option<String>,
    pub merchant: Option<String>,
    pub cost_fen: Option<i64>,
    pub referrer: Option<String>,
}

impl From<OrderRow<'_>> for OwnedRow {
    fn from(row: OrderRow<'_>) -> Self {
        Self {
            occurred_at: row.occurred_at,
            member: row.member.to_owned(),
            amount_fen: row.amount_fen,
            order: row.order.map(str::to_owned),
            merchant: row.merchant.map(str::to_owned),
            cost_fen: row.cost_fen,
            referrer: row.referrer.map(str::to_owned),
        }
    }
}

impl Item {
    /// The code of the rejection, or `row`.
    pub fn code(&self) -> &'static str {
        match &self.outcome {
            Outcome::Row(_) => "row",
            Outcome::Reject(reject) => reject.code,
        }
    }

    pub fn row(&self) -> &OwnedRow {
        match &self.outcome {
            Outcome::Row(row) => row,
            Outcome::Reject(reject) => panic!("{reject:?}"),
        }
    }

    pub fn reject(&self) -> &Reject {
        match &self.outcome {
            Outcome::Row(row) => panic!("{row:?}"),
            Outcome::Reject(reject) => reject,
        }
    }
}

pub fn file(bytes: &[u8]) -> NamedTempFile {
    let file = NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    file
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn shanghai() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// Time, member and amount under their own names.
pub fn three() -> Mapping {
    Mapping::from_pairs(&["time=time", "member=member", "amount=amount"]).unwrap()
}

/// Every target under its own name.
pub fn seven() -> Mapping {
    Mapping::from_pairs(&[
        "time=time",
        "member=member",
        "amount=amount",
        "order=order",
        "merchant=merchant",
        "cost=cost",
        "referrer=referrer",
    ])
    .unwrap()
}

pub fn open(file: &NamedTempFile, mapping: &Mapping) -> Result<OrderFile, IntakeError> {
    OrderFile::open(file.path(), mapping, shanghai())
}

/// Reads to the end or to the error; every code must be explained.
pub fn drain(orders: &mut OrderFile) -> (Vec<Item>, Option<IntakeError>) {
    let mut items = Vec::new();
    loop {
        let (line, outcome) = match orders.next() {
            Ok(Next::Row(row)) => (row.line, Outcome::Row(row.into())),
            Ok(Next::Reject(reject)) => {
                assert!(CODES.iter().any(|(code, _)| *code == reject.code));
                assert!(!reject.detail.is_empty());
                assert!(reject.value.chars().count() <= 81);
                (reject.line, Outcome::Reject(reject))
            }
            Ok(Next::End) => return (items, None),
            Err(error) => {
                assert!(CODES.iter().any(|(code, _)| *code == error.code()));
                return (items, Some(error));
            }
        };
        items.push(Item { line, lines: orders.content().lines, outcome });
    }
}

pub fn read(bytes: &[u8], mapping: &Mapping) -> Vec<Item> {
    let file = file(bytes);
    let (items, error) = drain(&mut open(&file, mapping).unwrap());
    assert!(error.is_none(), "{error:?}");
    items
}

/// The line and code of everything in a file with time, member and amount.
pub fn codes(body: &[u8]) -> Vec<(u64, &'static str)> {
    let bytes = [b"time,member,amount\n", body].concat();
    read(&bytes, &three()).iter().map(|item| (item.line, item.code())).collect()
}
