//! Where a programme stands, and what its members did until now.

use ratchet_core::handle::{Member, Merchant, Programme};
use ratchet_core::{Fen, Points, State, Time};

/// Where a programme stands.
#[derive(Clone, Debug)]
pub struct Present<'a> {
    /// The state of its deployment, of which a copy goes on.
    pub state: &'a State,
    /// Which programme.
    pub programme: Programme,
    /// From when on; not before the last command.
    pub at: Time,
    /// What members did until now, by handle; who is missing did nothing.
    pub members: Vec<Past>,
    /// What happened lately.
    pub lately: Lately,
}

/// What one member did until now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Paid for orders, less refunds and corrections.
    pub spent: Fen,
    /// Received for points, after fees.
    pub received: Fen,
    /// Whether they ever held a position.
    pub held_a_position: bool,
    /// Whether the system ever sold one of them at its cap.
    pub reached_cap: bool,
}

/// What happened in some days until now: what pace and habits are taken of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// How many days.
    pub days: u32,
    /// The orders of these days, the oldest first.
    pub orders: Vec<PastOrder>,
    /// How many of them were the first of their buyer.
    pub first_orders: u64,
    /// Units that members sold themselves.
    pub sold: Points,
}

/// An order of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastOrder {
    /// Who bought.
    pub member: Member,
    /// Who sold.
    pub merchant: Merchant,
    /// What was paid.
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    pub cost: Option<Fen>,
}

#[allow(clippy::cast_precision_loss)] // counts far below 2⁵³, and shares of a supply
impl Lately {
    pub(super) fn orders_per_day(&self) -> f64 {
        self.orders.len() as f64 / f64::from(self.days.max(1))
    }

    /// Orders that were somebody's first, of 10,000.
    pub(super) fn first_orders_bp(&self) -> f64 {
        self.first_orders as f64 * 10_000.0 / self.orders.len().max(1) as f64
    }
}

impl Present<'_> {
    /// The chance of a holder to sell on a day, of 10,000: the units sold on a day of lately, as a part of those that
    /// members hold now or sold then.
    #[allow(clippy::cast_precision_loss)] // a share of a supply
    pub(super) fn sales_bp_per_day(&self) -> f64 {
        let Some(of) = self.state.programme(self.programme) else { return 0.0 };
        let (sold, held) = (self.lately.sold.get() as f64, (of.supply - of.founding_units).get() as f64);
        if sold > 0.0 { sold * 10_000.0 / (held + sold) / f64::from(self.lately.days.max(1)) } else { 0.0 }
    }
}
