//! What a closing of a programme at this moment comes to: for everybody, and for one member.

use crate::handle::{Member, Programme};
use crate::programme::ProgrammeState;
use crate::state::State;
use crate::units::{Fen, Points, Time};
use serde::Serialize;

/// What everybody would be redeemed at now, or is being.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosingView {
    /// The programme.
    pub programme: String,
    /// From when on it takes no orders, UTC milliseconds; none where no closing is published.
    pub from: Option<Time>,
    /// `open`, `published`, `settling`, `redeeming` or `closed`.
    pub stage: &'static str,
    /// When it was over, UTC milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Time>,
    /// The price for everybody: CNY per point, eight decimals, floored; none where nobody holds anything.
    pub price: Option<String>,
    /// The price of a sale today, before the fee, for comparison.
    pub price_today: String,
    /// Units of all members together.
    pub points: Points,
    /// Founding units that are burned first; their money stays with the others.
    pub founding_units: Points,
    /// What of the unallocated account joins the reserve first, in fen.
    pub released_fen: Fen,
    /// Orders of this programme that have to be settled first.
    pub pending_orders: u64,
    /// Positions that are open.
    pub open_positions: u64,
    /// What members have received of the closing so far, in fen.
    pub paid_fen: Fen,
}

/// What one member would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberClosingView {
    /// Whose.
    pub member: String,
    /// Units held.
    pub points: Points,
    /// What all positions together bring at the price for everybody, each floored by itself, without a fee: in fen.
    pub fen: Fen,
    /// The same for everybody.
    pub closing: ClosingView,
}

/// What is not fixed by a closing yet.
const OPEN: &str = "open";

impl ClosingView {
    /// The closing of `programme` as of now; nothing when there is no such programme.
    #[must_use]
    pub fn of(state: &State, programme: Programme) -> Option<Self> {
        let of = state.programme(programme)?;
        let terms = of.closing_terms();
        let reached = of.closing.map_or(OPEN, |closing| closing.stage(state.clock).name());
        let pending = state.pending.iter().filter(|(_, row)| row.programme == programme).count();
        Some(Self {
            programme: of.name.clone(),
            from: of.closing.map(|closing| closing.from),
            stage: reached,
            closed_at: of.closing.and_then(|closing| closing.closed_at),
            price: price(of).map(crate::price::Price::to_text),
            price_today: of.price().to_text(),
            points: of.positions.held(),
            founding_units: terms.founding,
            released_fen: terms.released,
            pending_orders: pending as u64,
            open_positions: of.positions.open_count() as u64,
            paid_fen: of.totals.closed,
        })
    }
}

impl MemberClosingView {
    /// What `member` would get of `programme` now; nothing when there is no such programme.
    #[must_use]
    pub fn of(state: &State, programme: Programme, member: Member) -> Option<Self> {
        let of = state.programme(programme)?;
        let price = price(of);
        let worth = |points| price.map_or(Fen::ZERO, |price| price.value_of(points));
        Some(Self {
            member: state.directory.member_names.name(member.0).to_owned(),
            points: of.positions.points_of(member),
            fen: of.positions.of(member).map(|open| worth(open.holding.points)).sum(),
            closing: ClosingView::of(state, programme)?,
        })
    }
}

/// The price that is fixed, or would be fixed now.
fn price(programme: &ProgrammeState) -> Option<crate::price::Price> {
    let fixed = programme.closing.and_then(|closing| closing.redemption);
    fixed.map_or_else(|| programme.closing_terms().price, |redemption| redemption.price)
}
