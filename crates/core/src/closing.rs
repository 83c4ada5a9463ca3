//! The end of a programme: no more orders from a published time, pending ones settle, everybody is redeemed at one price.

use crate::due::DueKey;
use crate::engine::Step;
use crate::handle::{Position, Programme};
use crate::limits::RESERVE_MAX;
use crate::price::Price;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::units::{Fen, Points, Time};
use minicbor::{Decode, Encode};

/// A closing that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Closing {
    /// From when on no order is taken.
    #[n(0)]
    pub from: Time,
    /// Where it stands in the due queue, until it is over.
    #[n(1)]
    pub due: Option<DueKey>,
    /// The redemption of everybody, once it began.
    #[n(2)]
    pub redemption: Option<Redemption>,
    /// When it was over.
    #[n(3)]
    pub closed_at: Option<Time>,
}

/// The redemption of every open position at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Redemption {
    /// The price; none where nobody held anything.
    #[n(0)]
    pub price: Option<Price>,
    /// All positions before this one are redeemed.
    #[n(1)]
    pub next: Position,
}

/// How far a closing has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingStage {
    /// Orders are still taken.
    Published,
    /// No orders are taken; pending ones settle.
    Settling,
    /// Positions are redeemed.
    Redeeming,
    /// It is over.
    Closed,
}

impl ClosingStage {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Settling => "settling",
            Self::Redeeming => "redeeming",
            Self::Closed => "closed",
        }
    }
}

impl Closing {
    /// How far it has come at `now`.
    #[must_use]
    pub fn stage(&self, now: Time) -> ClosingStage {
        match (self.closed_at, self.redemption) {
            (Some(_), _) => ClosingStage::Closed,
            (None, Some(_)) => ClosingStage::Redeeming,
            (None, None) if now >= self.from => ClosingStage::Settling,
            (None, None) => ClosingStage::Published,
        }
    }
}

/// What everybody would be redeemed at, and what comes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosingTerms {
    /// Founding units that are burned; their money stays in the reserve.
    pub founding: Points,
    /// What of the unallocated account enters the reserve first: it came from orders, so it belongs to those who are left.
    pub released: Fen,
    /// The price afterwards; none where nobody holds anything.
    pub price: Option<Price>,
}

impl ProgrammeState {
    /// What a closing at this moment comes to: the same figures for the preview and for the decision.
    #[must_use]
    pub fn closing_terms(&self) -> ClosingTerms {
        let (founding, supply) = (self.founding_units, self.supply - self.founding_units);
        let room = Fen::new(RESERVE_MAX) - self.reserve;
        let released = if supply.is_positive() { self.unallocated.min(room) } else { Fen::ZERO };
        let price = supply.is_positive().then_some(Price { reserve: self.reserve + released, supply });
        ClosingTerms { founding, released, price }
    }

    /// Whether positions are being redeemed at the price of a closing.
    #[must_use]
    pub fn is_redeeming(&self) -> bool {
        self.closing.is_some_and(|closing| closing.redemption.is_some() && closing.closed_at.is_none())
    }
}

impl Step<'_> {
    /// Refuses a new order where none is taken any more. What was placed before is settled.
    pub(crate) fn takes_orders(&self, programme: Programme) -> Result<(), Rejection> {
        match self.of(programme).closing {
            Some(closing) if self.asked.recorded_at >= closing.from => Err(Rejection::ProgrammeClosing),
            _ => Ok(()),
        }
    }

    /// Refuses what would change points or money behind them once everybody is redeemed at one price, or was.
    pub(crate) fn before_redemption(&self, programme: Programme) -> Result<(), Rejection> {
        let begun = self.of(programme).closing.is_some_and(|closing| closing.redemption.is_some());
        if begun { Err(Rejection::ProgrammeClosing) } else { Ok(()) }
    }

    /// Refuses what would change positions while they are redeemed; afterwards there are none.
    pub(crate) fn outside_redemption(&self, programme: Programme) -> Result<(), Rejection> {
        if self.of(programme).is_redeeming() { Err(Rejection::ProgrammeClosing) } else { Ok(()) }
    }
}
