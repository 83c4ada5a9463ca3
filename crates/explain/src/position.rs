//! The story of one position in sums: how its points came and went.

use crate::formulas;
use crate::working::{Number, Working};
use ratchet_core::positions::OpenPosition;
use ratchet_core::{Fen, Time};
use serde::Serialize;

/// A position, open or closed.
#[derive(Clone, Debug, Serialize)]
pub struct PositionStory {
    /// Its id.
    pub position: u32,
    /// When its first order was recorded, UTC milliseconds.
    pub opened_at: Time,
    /// When it was closed; none while it is open.
    pub closed_at: Option<Time>,
    /// Orders that went into it.
    pub orders: u64,
    /// Units that these orders minted.
    pub minted: Number,
    /// Units sold, by the member or by the system.
    pub sold: Number,
    /// Units burned by refunds and corrections.
    pub burned: Number,
    /// What was spent in it, less refunds and corrections, in fen.
    pub spend: Fen,
    /// What its sales were worth, in fen.
    pub realised: Fen,
    /// Its points, and how they come about.
    pub points: Working,
}

impl PositionStory {
    pub(crate) fn opened(position: u32, at: Time) -> Self {
        let (units, amount) = (Number::default(), Fen::ZERO);
        Self {
            position,
            opened_at: at,
            closed_at: None,
            orders: 0,
            minted: units,
            sold: units,
            burned: units,
            spend: amount,
            realised: amount,
            points: formulas::POSITION_POINTS.gives(units, []),
        }
    }

    /// Takes over what the position has after a step; nothing once it is closed.
    pub(crate) fn settle(&mut self, open: Option<&OpenPosition>, at: Time) {
        let Self { minted, sold, burned, .. } = *self;
        let points = open.map(|open| open.holding.points).unwrap_or_default();
        match open {
            Some(open) => (self.spend, self.realised) = (open.holding.spend, open.holding.realised),
            None => self.closed_at = Some(at),
        }
        let numbers = [("minted", minted), ("sold", sold), ("burned", burned)];
        self.points = formulas::POSITION_POINTS.gives(points, numbers);
    }
}
