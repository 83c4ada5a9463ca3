//! What waits for a second person: the operation as it was asked, and the bounds of its effect that were shown.

use crate::event::{ApprovalRequested, Event, RequestConcluded, SaleCause};
use crate::limits::REQUEST_DAYS;
use crate::programme::ProgrammeState;
use crate::units::{Fen, Time};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the effect of a request must lie within when it is done; what is absent is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bounds {
    /// The price of the programme afterwards, at least: in 10⁻⁸ CNY per point, floored, as it is shown.
    #[n(0)]
    pub price_at_least: Option<u64>,
    /// The same, at most.
    #[n(1)]
    pub price_at_most: Option<u64>,
    /// Positions that the system sells because of it, at most.
    #[n(2)]
    pub exits_at_most: Option<u64>,
    /// What the reserve pays of a correction, at most, in fen.
    #[n(3)]
    pub from_reserve_at_most: Option<Fen>,
    /// What the platform account bears of a correction, at most, in fen.
    #[n(4)]
    pub from_platform_at_most: Option<Fen>,
}

impl Bounds {
    /// Whether `events` lie within, which left `programme` as it is now.
    #[must_use]
    pub fn hold(&self, programme: Option<&ProgrammeState>, events: &[Event]) -> bool {
        let price = programme.map_or(0, |programme| programme.price().in_hundred_millionths());
        let forced = |event: &&Event| matches!(event, Event::Sold(sold) if sold.cause == SaleCause::ForcedExit);
        let exits = events.iter().filter(forced).count() as u64;
        let corrected = events.iter().find_map(|event| match event {
            Event::Corrected(corrected) => Some((corrected.from_reserve, corrected.from_platform)),
            _ => None,
        });
        let (from_reserve, from_platform) = corrected.unwrap_or_default();
        self.price_at_least.is_none_or(|least| price >= u128::from(least))
            && self.price_at_most.is_none_or(|most| price <= u128::from(most))
            && self.exits_at_most.is_none_or(|most| exits <= most)
            && self.from_reserve_at_most.is_none_or(|most| from_reserve <= most)
            && self.from_platform_at_most.is_none_or(|most| from_platform <= most)
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum RequestEnd {
    /// A second person approved, and it was done.
    #[n(0)]
    Approved,
    /// Somebody refused it.
    #[n(1)]
    Rejected,
    /// Whoever had asked took it back.
    #[n(2)]
    Cancelled,
}

impl RequestEnd {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A request, as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RequestRow {
    /// The programme that it is for.
    #[n(0)]
    pub programme: String,
    /// The operation in its record form.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub operation: Vec<u8>,
    /// What its effect must lie within.
    #[n(2)]
    pub bounds: Option<Bounds>,
    /// The hash that an approver confirms.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub payload: [u8; 32],
    /// Who asked.
    #[n(4)]
    pub requester: String,
    /// When it was recorded.
    #[n(5)]
    pub requested_at: Time,
    /// How it ended, once it did.
    #[n(6)]
    pub end: Option<RequestEnd>,
    /// Who ended it.
    #[n(7)]
    pub ended_by: Option<String>,
}

impl RequestRow {
    /// The last moment at which it can be approved.
    #[must_use]
    pub const fn expires_at(&self) -> Time {
        self.requested_at.plus_days(REQUEST_DAYS)
    }
}

/// The hash of everything that an approver must have seen: BLAKE3 of the programme, the operation and the bounds.
#[must_use]
pub fn payload_hash(programme: &str, operation: &[u8], bounds: Option<&Bounds>) -> [u8; 32] {
    let mut encoder = minicbor::Encoder::new(b"ratchet/request/v1\0".to_vec());
    // A `Vec` takes every byte.
    let _ = encoder.str(programme).and_then(|out| out.bytes(operation)).and_then(|out| out.encode(bounds));
    *blake3::hash(&encoder.into_writer()).as_bytes()
}

/// The requests of the last days, by their own number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Requests(#[n(0)] BTreeMap<String, RequestRow>);

impl Requests {
    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The request of this number.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&RequestRow> {
        self.0.get(id)
    }

    /// All requests by their number.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RequestRow)> {
        self.0.iter().map(|(id, row)| (id.as_str(), row))
    }

    /// Keeps a request that was recorded at `at`; nothing when there is one of its number.
    pub(crate) fn add(&mut self, requested: &ApprovalRequested, at: Time) -> Option<()> {
        if self.0.contains_key(&requested.id) {
            return None;
        }
        let row = RequestRow {
            programme: requested.programme.clone(),
            operation: requested.operation.clone(),
            bounds: requested.bounds.clone(),
            payload: requested.payload,
            requester: requested.requester.clone(),
            requested_at: at,
            end: None,
            ended_by: None,
        };
        self.0.insert(requested.id.clone(), row);
        Some(())
    }

    /// Notes how an open request ended; nothing when there is none.
    pub(crate) fn conclude(&mut self, concluded: &RequestConcluded) -> Option<()> {
        let row = self.0.get_mut(&concluded.id).filter(|row| row.end.is_none())?;
        row.end = Some(concluded.end);
        row.ended_by = Some(concluded.by.clone());
        Some(())
    }

    /// Takes back that a request was made.
    pub(crate) fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    /// Takes back that a request ended.
    pub(crate) fn reopen(&mut self, id: &str) {
        if let Some(row) = self.0.get_mut(id) {
            (row.end, row.ended_by) = (None, None);
        }
    }

    /// Forgets the requests that were made before `oldest`.
    pub(crate) fn forget_before(&mut self, oldest: Time) {
        self.0.retain(|_, row| row.requested_at >= oldest);
    }

    /// When the oldest of them was made.
    pub(crate) fn oldest(&self) -> Option<Time> {
        self.0.values().map(|row| row.requested_at).min()
    }
}
