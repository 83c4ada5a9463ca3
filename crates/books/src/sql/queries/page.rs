//! A part of a list: newest first, with a cursor that stays where it is when more comes.

use ratchet_core::Time;
use serde::{Serialize, Serializer};
use std::fmt;

/// The most items of one page.
pub const LIMIT_MAX: u32 = 100;

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many items; at least 1 and at most [`LIMIT_MAX`] are given.
    pub limit: u32,
    /// Behind which item; from the newest without.
    pub after: Option<Cursor>,
}

impl Page {
    /// The first `limit` items.
    #[must_use]
    pub const fn first(limit: u32) -> Self {
        Self { limit, after: None }
    }

    /// One more than is given, to see whether the list goes on.
    pub(super) fn rows(self) -> i64 {
        i64::from(self.limit.clamp(1, LIMIT_MAX)) + 1
    }
}

/// The place of an item in a list: its record in the journal, and its place there. Texts such as `1204.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Sequence of the record.
    pub sequence: u64,
    /// Place in the record, where a record brings several items.
    pub place: u64,
}

impl Cursor {
    /// Reads the text of a cursor; nothing where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten().filter(|number| *number <= i64::MAX.unsigned_abs())
        };
        let (sequence, place) = text.split_once('.')?;
        Some(Self { sequence: number(sequence)?, place: number(place)? })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.sequence, self.place)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing<T> {
    /// Newest first.
    pub items: Vec<T>,
    /// Where the list goes on; nothing at its end.
    pub next: Option<Cursor>,
}

impl<T> Listing<T> {
    /// The page of `rows`, which were asked for one more than fit.
    pub(super) fn of(mut rows: Vec<T>, page: Page, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = page.limit.clamp(1, LIMIT_MAX) as usize;
        let goes_on = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| goes_on).map(cursor);
        Self { items: rows, next }
    }
}

/// A place in history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Before the record of this sequence.
    Sequence(u64),
    /// After everything that was recorded until this moment.
    Time(Time),
}
