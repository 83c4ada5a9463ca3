//! Factsheets, each worked out by one pass over the journal and four simulated futures: kept for a while, and one at a time.

use crate::http::Problem;
use crate::runtime::Durable;
use ratchet_core::{Rejection, Time};
use ratchet_deployment::Layout;
use ratchet_factsheet::Factsheet;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long a factsheet is told again although the journal has moved on.
const KEPT_FOR: Duration = Duration::from_mins(5);

/// Seed of the simulated futures: the same journal gives the same page.
const SEED: u64 = 1;

/// The factsheets of all programmes.
#[derive(Clone, Debug, Default)]
pub struct Factsheets {
    kept: Arc<Mutex<BTreeMap<String, Kept>>>,
}

/// A factsheet, and how it is written.
#[derive(Debug)]
pub struct Sheet {
    /// Its figures.
    pub facts: Factsheet,
    /// The same as JSON.
    pub json: Value,
}

#[derive(Debug)]
struct Kept {
    next_sequence: u64,
    made: Instant,
    sheet: Arc<Sheet>,
}

impl Factsheets {
    /// The factsheet of a programme that exists.
    pub async fn of(
        &self,
        layout: &Layout,
        programme: &str,
        now: Time,
        durable: &Durable,
    ) -> Result<Arc<Sheet>, Problem> {
        // Held while one is made: others wait for it and do not make it a second time.
        let mut kept = self.kept.lock().await;
        let next_sequence = durable.standing().next_sequence;
        if let Some(kept) = kept.get(programme)
            && (kept.next_sequence == next_sequence || kept.made.elapsed() < KEPT_FOR)
        {
            return Ok(kept.sheet.clone());
        }
        let (layout, name) = (layout.clone(), programme.to_owned());
        let made =
            tokio::task::spawn_blocking(move || ratchet_factsheet::factsheet(&layout, &name, now, SEED, |_, _| {}));
        let made = made.await.map_err(|error| Problem::internal(&error))?;
        let facts = made.map_err(|error| Problem::internal(&error))?;
        let facts = facts.ok_or(Problem::unknown(Rejection::ProgrammeUnknown))?;
        let json = serde_json::to_value(&facts).map_err(|error| Problem::internal(&error))?;
        let sheet = Arc::new(Sheet { facts, json });
        let fresh = Kept { next_sequence, made: Instant::now(), sheet: sheet.clone() };
        kept.insert(programme.to_owned(), fresh);
        Ok(sheet)
    }
}
