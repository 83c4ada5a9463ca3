//! A real order file as a trace: when people came, who came again, and what they paid.

use crate::error::SimError;
use crate::scenario::limits::TRACE_ORDERS_MAX;
use crate::scenario::section::Section;
use jiff::tz::TimeZone;
use ratchet_core::Fen;
use ratchet_core::limits::AMOUNT_MAX;
use ratchet_intake::{Mapping, Next, OrderFile};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

const DAY_MILLISECONDS: i64 = 86_400_000;

/// An order of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceOrder {
    /// How many times 24 hours after the first order.
    pub(crate) day: u32,
    /// The buyer, by order of first appearance.
    pub(crate) member: u32,
    /// What was paid.
    pub(crate) amount: Fen,
}

/// The orders of a file in order of time; those of the same moment as in the file.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) orders: Vec<TraceOrder>,
    /// How many buyers there are.
    pub(crate) members: u32,
    /// Lines that could not be used, by code.
    pub(crate) skipped: BTreeMap<String, u64>,
    /// Digest of the file's lines, in hexadecimal.
    pub(crate) digest: String,
}

impl Trace {
    /// Reads `[trace]`: `file` (beside the scenario), `columns` as in `ratchet import`, `zone`.
    pub(crate) fn read(section: Section<'_>) -> Result<Self, SimError> {
        let file = section.text("file")?;
        let path = beside(&section, file);
        let columns =
            section.texts_if("columns")?.unwrap_or_else(|| vec!["time=time", "member=member", "amount=amount"]);
        let unusable = |key: &str, message: String| section.fault("trace_unusable", key, message);
        let mapping = Mapping::from_pairs(&columns).map_err(|error| unusable("columns", error.to_string()))?;
        let zone = section.text_if("zone")?.unwrap_or("Asia/Shanghai");
        let zone = TimeZone::get(zone).map_err(|_| section.invalid("zone", "an IANA name such as Asia/Shanghai"))?;
        let mut orders = OrderFile::open(&path, &mapping, zone).map_err(|error| unusable("file", error.to_string()))?;
        let trace = Self::collect(&mut orders).map_err(|message| unusable("file", message))?;
        section.finish()?;
        Ok(trace)
    }

    fn collect(file: &mut OrderFile) -> Result<Self, String> {
        let mut trace = Self::default();
        let mut names = HashMap::new();
        let mut found: Vec<(i64, u32, Fen)> = Vec::new();
        loop {
            match file.next().map_err(|error| error.to_string())? {
                Next::End => break,
                Next::Reject(reject) => *trace.skipped.entry(reject.code.to_owned()).or_default() += 1,
                Next::Row(row) if !(1..=AMOUNT_MAX).contains(&row.amount_fen) => {
                    let code = if row.amount_fen > 0 { "limit_exceeded" } else { "amount_not_positive" };
                    *trace.skipped.entry(code.to_owned()).or_default() += 1;
                }
                Next::Row(row) => {
                    let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
                    let member = *names.entry(row.member.to_owned()).or_insert(next);
                    found.push((row.occurred_at, member, Fen::new(row.amount_fen)));
                }
            }
            if found.len() > TRACE_ORDERS_MAX {
                return Err(format!("more than {TRACE_ORDERS_MAX} orders; that many are allowed"));
            }
        }
        if found.is_empty() {
            return Err("no order in it can be used".to_owned());
        }
        trace.digest = blake3::Hash::from_bytes(file.content().digest).to_hex().to_string();
        trace.number(found);
        Ok(trace)
    }

    /// Orders by time, buyers by their first order in time.
    fn number(&mut self, mut found: Vec<(i64, u32, Fen)>) {
        found.sort_by_key(|(time, ..)| *time);
        let first = found.first().map_or(0, |(time, ..)| *time);
        let mut numbers = HashMap::new();
        let number = |(time, member, amount): (i64, u32, Fen)| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let member = *numbers.entry(member).or_insert(next);
            let day = u32::try_from((time - first) / DAY_MILLISECONDS).unwrap_or(u32::MAX);
            TraceOrder { day, member, amount }
        };
        self.orders = found.into_iter().map(number).collect();
        self.members = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    }

    /// Days from the first order to the last, both counted.
    pub(crate) fn days(&self) -> u32 {
        self.orders.last().map_or(0, |order| order.day.saturating_add(1))
    }
}

/// A file named in a scenario lies beside it, unless its path is absolute.
pub(crate) fn beside(section: &Section<'_>, file: &str) -> PathBuf {
    section.path().parent().map_or_else(|| PathBuf::from(file), |folder| folder.join(file))
}
