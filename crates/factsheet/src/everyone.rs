//! What everyone would get if all sold now: really sold, on an engine that is thrown away afterwards.

use crate::statistics::nearest_rank;
use ratchet_core::handle::{Member, Programme};
use ratchet_core::operations::Redeem;
use ratchet_core::{Command, Engine, Fen, Points, Rejection, Time};
use serde::Serialize;

/// Every holder sells everything, one after the other in order of registration, at the price that they meet. Where a sale
/// brings the cap to others, the system sells their positions first, as it would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EveryoneSells {
    /// Members who hold points.
    pub sellers: u64,
    /// What they spent in the positions that they hold, in fen.
    pub spend: Fen,
    /// What they would receive together, in fen.
    pub received: Fen,
    /// The same per 100.00 spent, in fen, floored; none without spend, or beyond counting.
    pub per_hundred: Option<Fen>,
    /// Whoever sells first.
    pub first: Option<Seller>,
    /// Whoever sells last.
    pub last: Option<Seller>,
    /// The lowest return per 100.00 spent among all of them, in fen; those whose spend was all refunded are left out.
    pub lowest: Option<Fen>,
    /// The median, by nearest rank.
    pub median: Option<Fen>,
    /// The highest.
    pub highest: Option<Fen>,
    /// What would be left in the reserve, in fen: it backs the founding units.
    pub reserve_left: Fen,
    /// What would move to the unallocated account, in fen, where there are no founding units.
    pub unallocated: Fen,
    /// Units that would be left: the founding units.
    pub supply_left: Points,
}

/// One of them. Nobody is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Seller {
    /// What they spent in the positions that they hold, in fen.
    pub spend: Fen,
    /// What they would receive, in fen.
    pub received: Fen,
    /// The same per 100.00 spent, in fen, floored; none without spend.
    pub per_hundred: Option<Fen>,
}

/// A holder before the first sale.
struct Holder {
    member: Member,
    spend: Fen,
    balance: Fen,
}

/// Sells everything of everybody in `programme` on `engine`, at `at`.
pub(crate) fn sell(engine: &mut Engine, programme: Programme, at: Time) -> Result<EveryoneSells, Rejection> {
    let state = engine.state();
    let of = state.programme(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let (name, unallocated) = (of.name.clone(), of.unallocated);
    let holders: Vec<Holder> = state
        .directory
        .members()
        .filter(|(member, _, _)| of.free_points(*member).is_positive())
        .map(|(member, _, row)| {
            let spend = of.positions.of(member).map(|open| open.holding.spend).sum();
            Holder { member, spend, balance: row.balance }
        })
        .collect();
    for holder in &holders {
        let state = engine.state();
        let units = state.programme(programme).map(|of| of.free_points(holder.member)).unwrap_or_default();
        if units.is_positive() {
            let member = state.directory.member_names.name(holder.member.0).to_owned();
            engine.execute(&Command::new(at, "factsheet", Redeem { member, units }).in_programme(&name))?;
        }
    }
    let state = engine.state();
    let of = state.programme(programme).ok_or(Rejection::ProgrammeUnknown)?;
    let sellers: Vec<Seller> = holders
        .iter()
        .map(|holder| {
            let balance = state.directory.member_row(holder.member).map_or(holder.balance, |row| row.balance);
            seller(holder.spend, balance - holder.balance)
        })
        .collect();
    let all =
        seller(sellers.iter().map(|seller| seller.spend).sum(), sellers.iter().map(|seller| seller.received).sum());
    let mut returns: Vec<Fen> = sellers.iter().filter_map(|seller| seller.per_hundred).collect();
    returns.sort_unstable();
    Ok(EveryoneSells {
        sellers: sellers.len() as u64,
        spend: all.spend,
        received: all.received,
        per_hundred: all.per_hundred,
        first: sellers.first().copied(),
        last: sellers.last().copied(),
        lowest: returns.first().copied(),
        median: nearest_rank(&returns, 50),
        highest: returns.last().copied(),
        reserve_left: of.reserve,
        unallocated: of.unallocated - unallocated,
        supply_left: of.supply,
    })
}

fn seller(spend: Fen, received: Fen) -> Seller {
    Seller { spend, received, per_hundred: per_hundred(received, spend) }
}

/// `⌊received·10⁴/spend⌋`, in fen per 100.00.
fn per_hundred(received: Fen, spend: Fen) -> Option<Fen> {
    let count = (i128::from(received.get()) * 10_000).checked_div(i128::from(spend.get()))?;
    i64::try_from(count).ok().map(Fen::new)
}
