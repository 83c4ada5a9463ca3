//! What is told of a future: the accounts at its end, and what whoever is a member today got back by then.

use super::Present;
use crate::per_hundred::per_hundred;
use crate::scene::Scene;
use crate::selling::bank_run::Taken;
use crate::statistics::quantile::nearest_rank_by;
use crate::tally::{entered, received};
use ratchet_core::{Fen, Points};

/// How a future ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Orders booked on the way.
    pub orders: u64,
    /// Orders and sales that the engine refused on the way.
    pub refused: u64,
    /// CNY per point, eight decimals, floored.
    pub price: String,
    /// The reserve, in fen.
    pub reserve: Fen,
    /// Units in circulation.
    pub supply: Points,
    /// Members of today who ever held a position until today.
    pub members: u64,
    /// Of them, those of whom the system ever sold a position at its cap, before or on the way.
    pub reached: u64,
    /// What members of today received for points per 100.00 of all that they spent, before and on the way, in fen,
    /// floored, of those who spent anything: the tenth percentile by nearest rank, the median, the ninetieth. Points that
    /// they still hold are not in it.
    pub back: Option<[Fen; 3]>,
    /// What all members together received for points, before and on the way, in fen.
    pub received: Fen,
    /// The most that they can ever receive, in fen: what entered the reserve with orders, less corrections, by injections and
    /// out of the fund; where the programme is closed at the end, the founding deposit too.
    pub most: Fen,
    /// The same per 100.00 spent.
    pub most_per_hundred: Option<Fen>,
}

/// What they got who all sold at once, per 100.00 that they spent in the positions that they held, in fen, floored; nothing
/// without spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueEnds {
    /// How many sold.
    pub sellers: u64,
    /// What they received together, in fen.
    pub received: Fen,
    /// Whoever came first.
    pub first: Option<Fen>,
    /// The median of all, by nearest rank.
    pub median: Option<Fen>,
    /// Whoever came last.
    pub last: Option<Fen>,
}

impl Ending {
    pub(super) fn of(present: &Present<'_>, scene: &Scene) -> Self {
        let (programme, rows) = (scene.town.programme(), scene.census.rows());
        let totals = &programme.totals;
        let before = present.state.programme(present.programme).map_or(0, |before| before.orders);
        let of_today = || present.members.iter().zip(rows);
        let held = || of_today().filter(|(past, _)| past.held_a_position);
        let mut back: Vec<i64> = of_today().filter_map(|(_, row)| per_hundred(row.received(), row.spent())).collect();
        back.sort_unstable();
        let at = |percent| nearest_rank_by(&back, percent).copied().map(Fen::new);
        // A closing shares the founding deposit out, too.
        let founding = programme.rules(0).map(|rules| rules.founding_fen).unwrap_or_default();
        let is_closed = programme.closing.is_some_and(|closing| closing.closed_at.is_some());
        let most = entered(totals) + if is_closed { founding } else { Fen::ZERO };
        Self {
            orders: programme.orders - before,
            refused: scene.refused.values().sum(),
            price: programme.price().to_text(),
            reserve: programme.reserve,
            supply: programme.supply,
            members: held().count() as u64,
            reached: held().filter(|(_, row)| row.days_to_cap().is_some()).count() as u64,
            back: at(10).zip(at(50)).zip(at(90)).map(|((low, median), high)| [low, median, high]),
            received: received(totals),
            most,
            most_per_hundred: per_hundred(most, totals.spent()).map(Fen::new),
        }
    }
}

impl QueueEnds {
    pub(super) fn of(taken: &[Taken]) -> Self {
        let back = |taken: &Taken| per_hundred(taken.net, taken.spent).map(Fen::new);
        let mut all: Vec<Fen> = taken.iter().filter_map(back).collect();
        all.sort_unstable();
        Self {
            sellers: taken.len() as u64,
            received: taken.iter().map(|taken| taken.net).sum(),
            first: taken.first().and_then(back),
            median: nearest_rank_by(&all, 50).copied(),
            last: taken.last().and_then(back),
        }
    }
}
