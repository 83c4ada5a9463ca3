//! The history of a programme's price, reserve and supply, read from the journal itself.
//!
//! Only the two accounts are followed, through the postings that the engine uses too: no state is rebuilt, so that a
//! history of any length takes the time of reading it and a bounded amount of memory.

mod accounts;
mod flow;
mod thinning;

pub use flow::{Flow, Happened, TimeRange};
pub use thinning::{Extent, PriceBucket, Thinning, slot};

use crate::error::DeploymentError;
use crate::history::{History, PlacedRecord};
use crate::layout::Layout;
use crate::loading::check_signed_head;
use accounts::Accounts;
use ratchet_core::operations::DeploymentTerms;
use ratchet_core::plausibility::amounts_are_sound;
use ratchet_core::totals::programme_of;
use ratchet_core::{Rejection, Time};

/// Price, reserve and supply over time.
///
/// Time is business time that never goes back: what is booked late stands at the latest business time known when it was
/// recorded, because it could not move the price before.
#[derive(Clone, Debug)]
pub struct PriceHistory {
    /// The terms of the deployment: its zone, and whether its money is real.
    pub terms: DeploymentTerms,
    /// The last frame of the journal.
    pub frame: u64,
    /// Its hash, which binds everything before, in hexadecimal.
    pub head_hash: String,
    /// Stretches of time in which something happened, in their order.
    pub buckets: Vec<PriceBucket>,
    /// What happened in all of them.
    pub total: Flow,
    /// Whether anything at all ever happened in the programme, also outside of the range that was asked for.
    pub is_begun: bool,
}

impl PriceHistory {
    /// Reads the history of `programme` in the deployment at `layout`, within `range`, in at most `most` buckets.
    /// `watch` is told how many records are read, of how many. Reads the whole journal, up to the end of the range.
    pub fn read(
        layout: &Layout,
        programme: &str,
        range: TimeRange,
        most: usize,
        mut watch: impl FnMut(u64, u64),
    ) -> Result<Self, DeploymentError> {
        check_signed_head(layout)?;
        let terms = History::open(layout)?.terms()?;
        let mut history = History::open(layout)?;
        let Some(head) = history.head().cloned() else { return Err(Rejection::DeploymentMissing.into()) };
        let head_hash = blake3::Hash::from_bytes(head.hash).to_string();
        let mut reading = Reading::new(programme, range, most);
        while let Some(placed) = history.read_next()? {
            watch(placed.sequence + 1, history.record_count());
            if !reading.take(&placed)? {
                break;
            }
        }
        if !reading.accounts.is_open() {
            return Err(Rejection::ProgrammeUnknown.into());
        }
        let Reading { thinning, total, clock, .. } = reading;
        let buckets = thinning.into_buckets();
        Ok(Self { terms, frame: head.frame, head_hash, buckets, total, is_begun: clock.is_some() })
    }
}

/// A history on its way.
struct Reading {
    accounts: Accounts,
    range: TimeRange,
    /// The latest business time of what happened in the programme so far.
    clock: Option<Time>,
    thinning: Thinning,
    total: Flow,
}

impl Reading {
    fn new(programme: &str, range: TimeRange, most: usize) -> Self {
        let accounts = Accounts::of(programme);
        Self { accounts, range, clock: None, thinning: Thinning::new(most), total: Flow::default() }
    }

    /// Takes the next record; whether the range goes on.
    fn take(&mut self, PlacedRecord { sequence, frame, record }: &PlacedRecord) -> Result<bool, DeploymentError> {
        let broken = |what| DeploymentError::broken(*frame, *sequence, what);
        let sums = || broken("sums that no decision brings");
        let mut moved = Vec::new();
        for event in &record.events {
            if !amounts_are_sound(event) {
                return Err(broken("amounts that no decision brings"));
            }
            self.accounts.apply(event).ok_or_else(sums)?;
            if self.accounts.is_open() && programme_of(event) == self.accounts.programme() {
                moved.push(event);
            }
        }
        if moved.is_empty() {
            return Ok(true);
        }
        let at = self.clock.unwrap_or(Time::BEGINNING).max(record.command.occurred_at);
        self.clock = Some(at);
        if self.range.is_after(at) {
            return Ok(false);
        }
        if !self.range.is_before(at) {
            let mut flow = Flow::default();
            for event in moved {
                flow.count(event).and_then(|()| self.total.count(event)).ok_or_else(sums)?;
            }
            self.thinning.push(self.accounts.bucket(at, flow));
        }
        Ok(true)
    }
}
