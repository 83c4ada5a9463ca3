//! A sale's quote for the median holder, from the real path, taken back.

use crate::statistics::nearest_rank;
use ratchet_core::handle::{Member, Programme};
use ratchet_core::operations::Redeem;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, Fen, Points, Time};
use serde::Serialize;

/// What the median holder would receive for everything, selling alone. By points held, nearest rank; of equals the one
/// registered first. Nobody is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MedianQuote {
    /// Members who hold points.
    pub holders: u64,
    /// Units that the median holder has.
    pub points: Points,
    /// What they spent in the positions that they hold, in fen.
    pub spend: Fen,
    /// What the points are worth, in fen.
    pub gross: Fen,
    /// What would stay in the reserve, in fen.
    pub fee: Fen,
    /// What they would receive, in fen.
    pub net: Fen,
    /// Net ÷ own spend in basis points, floored; none where all of the spend was refunded, or beyond counting.
    pub net_of_spend_bp: Option<u64>,
}

/// The quote at `at`; none where nobody holds points.
pub(crate) fn median(engine: &mut Engine, programme: Programme, at: Time) -> Option<MedianQuote> {
    let state = engine.state();
    let of = state.programme(programme)?;
    let held = state.directory.members().map(|(member, _, _)| (of.free_points(member), member));
    let mut holders: Vec<(Points, Member)> = held.filter(|(points, _)| points.is_positive()).collect();
    holders.sort_unstable();
    let (points, member) = nearest_rank(&holders, 50)?;
    let spend: Fen = of.positions.of(member).map(|open| open.holding.spend).sum();
    let redeem = Redeem { member: state.directory.member_names.name(member.0).to_owned(), units: points };
    let command = Command::new(at, "factsheet", redeem).in_programme(&of.name.clone());
    let Ok(Outcome::Redeemed(sold)) = engine.dry_run(&command, Outcome::of) else { return None };
    Some(MedianQuote {
        holders: holders.len() as u64,
        points,
        spend,
        gross: sold.gross,
        fee: sold.fee,
        net: sold.net,
        net_of_spend_bp: basis_points(sold.net, spend),
    })
}

/// `⌊part·10⁴/whole⌋`: more than a rate can be, where little spend is left of much.
fn basis_points(part: Fen, whole: Fen) -> Option<u64> {
    let count = (i128::from(part.get()) * 10_000).checked_div(i128::from(whole.get()))?;
    i64::try_from(count).ok()?.try_into().ok()
}
