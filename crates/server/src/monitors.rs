//! Watches what really happens in programmes, for the monitors of the page on policy.
//!
//! A month of orders is read for it, and every position is walked over: what was found is good for a minute, whoever asks.

use crate::http::{Api, Problem};
use ratchet_books::sql::Lately;
use ratchet_core::handle::Member;
use ratchet_core::{Engine, Fen, Points};
use ratchet_policy::monitors::{DAYS, Figures, LARGEST_HOLDERS, OwnSpend, Raised, raised};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long what was found is good.
const GOOD_FOR: Duration = Duration::from_mins(1);

type Found = (Instant, Vec<Raised>);

/// What the monitors of each programme found last. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Monitors(Arc<Mutex<BTreeMap<String, Found>>>);

impl Monitors {
    /// The monitors of `programme` that need somebody; none of one that nobody knows.
    pub async fn of(&self, api: &Api, programme: &str) -> Result<Vec<Raised>, Problem> {
        // One reads, and whoever asks meanwhile waits for what it finds.
        let mut kept = self.0.lock().await;
        if let Some((_, found)) = kept.get(programme).filter(|(at, _)| at.elapsed() < GOOD_FOR) {
            return Ok(found.clone());
        }
        let since = api.clock.now().minus_days(DAYS);
        let lately = api.books.lately(programme, since).await?;
        let name = programme.to_owned();
        let Some(now) = api.desk.look(move |engine| Now::of(engine, &name)).await? else { return Ok(Vec::new()) };
        let found = raised(&now.with(&lately));
        kept.insert(programme.to_owned(), (Instant::now(), found.clone()));
        Ok(found)
    }
}

/// What the books do not say: who holds how much.
struct Now {
    reserve: Fen,
    platform: Fen,
    holders: u64,
    held: Points,
    held_by_largest: Points,
}

impl Now {
    fn of(engine: &Engine, programme: &str) -> Option<Self> {
        let state = engine.state();
        let of = state.programme(state.programme_named(programme)?)?;
        let (mut holders, mut largest) = (0, BinaryHeap::with_capacity(LARGEST_HOLDERS + 1));
        for member in (0..).map(Member).take(state.directory.member_names.len()) {
            let points = of.positions.points_of(member);
            if points.is_positive() {
                holders += 1;
                largest.push(Reverse(points));
                if largest.len() > LARGEST_HOLDERS {
                    largest.pop();
                }
            }
        }
        let held_by_largest = largest.into_iter().map(|Reverse(points)| points).sum();
        let (reserve, platform) = (of.reserve, state.platform);
        Some(Self { reserve, platform, holders, held: of.positions.held(), held_by_largest })
    }

    fn with(self, lately: &Lately) -> Figures {
        let merchants = lately.merchants.iter();
        let merchants =
            merchants.map(|of| OwnSpend { orders: of.orders, turnover: of.turnover, own: of.own }).collect();
        Figures {
            chain_people: lately.chain_people,
            recent_pool: lately.pool,
            recent_payouts: lately.payouts,
            reserve: self.reserve,
            merchants,
            holders: self.holders,
            held: self.held,
            held_by_largest: self.held_by_largest,
            platform: self.platform,
            platform_gave_back: lately.platform_gave_back,
        }
    }
}
