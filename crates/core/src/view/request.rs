//! Requests as people and interfaces see them: everything that an approver must have seen.

use crate::hexadecimal;
use crate::operations::Operation;
use crate::requests::{Bounds, RequestRow};
use crate::state::State;
use crate::units::Time;
use serde::Serialize;
use std::cmp::Reverse;

/// A request of the last days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestView {
    /// Its own number.
    pub request: String,
    /// `open`, `expired`, `approved`, `rejected` or `cancelled`.
    pub state: &'static str,
    /// The programme that it is for.
    pub programme: String,
    /// The name of the operation.
    pub operation: &'static str,
    /// What exactly is asked: its arguments.
    pub arguments: Option<Operation>,
    /// What its effect must lie within.
    pub bounds: Option<Bounds>,
    /// The hash that an approver confirms, in hexadecimal digits.
    pub payload: String,
    /// Who asked.
    pub requester: String,
    /// When that was recorded, UTC milliseconds.
    pub requested_at: Time,
    /// The last moment at which it can be approved, UTC milliseconds.
    pub expires_at: Time,
    /// Who approved, refused or took it back.
    pub ended_by: Option<String>,
}

impl RequestView {
    /// The request of this number; nothing when there is none, or when it was made long ago.
    #[must_use]
    pub fn of(state: &State, id: &str) -> Option<Self> {
        Some(Self::row(state, id, state.requests.get(id)?))
    }

    /// All requests of the last days, by number; with `open`, only those that wait.
    pub fn all(state: &State, open: bool) -> impl Iterator<Item = Self> {
        let rows = state.requests.iter().map(|(id, row)| Self::row(state, id, row));
        rows.filter(move |view| !open || view.state == "open")
    }

    /// The requests of the last days, newest first; behind the one of the number `after`, of which nothing is there once it
    /// is forgotten.
    pub fn newest_first<'a>(state: &'a State, after: Option<&str>) -> impl Iterator<Item = Self> + 'a {
        let place = |id: &'a str, row: &RequestRow| Reverse((row.requested_at, id));
        let mut rows: Vec<_> = state.requests.iter().map(|(id, row)| (place(id, row), row)).collect();
        rows.sort_unstable_by_key(|(place, _)| *place);
        let passed = after.map(|after| {
            let found = rows.iter().position(|(Reverse((_, id)), _)| *id == after);
            found.map_or(rows.len(), |found| found + 1)
        });
        let behind = rows.into_iter().skip(passed.unwrap_or(0));
        behind.map(|(Reverse((_, id)), row)| Self::row(state, id, row))
    }

    fn row(state: &State, id: &str, row: &RequestRow) -> Self {
        let operation: Option<Operation> = minicbor::decode(&row.operation).ok();
        Self {
            request: id.to_owned(),
            state: match row.end {
                Some(end) => end.name(),
                None if state.clock > row.expires_at() => "expired",
                None => "open",
            },
            programme: row.programme.clone(),
            operation: operation.as_ref().map_or("", Operation::name),
            arguments: operation,
            bounds: row.bounds.clone(),
            payload: hexadecimal::text(row.payload),
            requester: row.requester.clone(),
            requested_at: row.requested_at,
            expires_at: row.expires_at(),
            ended_by: row.ended_by.clone(),
        }
    }
}
