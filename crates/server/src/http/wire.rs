//! Money and points as they cross the wire: fen as integers, points as decimal text with eight places.

use super::api::Tried;
use crate::runtime::Done;
use ratchet_core::{Fen, Points};
use serde::Serialize;
use utoipa::ToSchema;

/// Money as an integer count of fen.
#[must_use]
pub const fn fen(amount: Fen) -> i64 {
    amount.get()
}

/// Points as text with eight places, such as `112.00000000`.
#[must_use]
pub fn points_text(points: Points) -> String {
    points.to_string()
}

/// A part in basis points of the whole, floored; none where there is no whole, or beyond counting.
#[must_use]
pub fn share_bp(part: Fen, whole: Fen) -> Option<u32> {
    let share = i128::from(part.get()) * 10_000;
    u32::try_from(share.checked_div(whole.get().into())?).ok()
}

/// Where and when a command was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// Sequence of the record in the journal; none when nothing was written.
    pub sequence: Option<u64>,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: i64,
}

impl Receipt {
    /// Of a command that is durable.
    #[must_use]
    pub const fn of(done: &Done) -> Self {
        Self { sequence: Some(done.sequence), recorded_at: done.recorded_at.milliseconds() }
    }

    /// Of a command that is durable, or was only tried.
    #[must_use]
    pub const fn tried(tried: &Tried) -> Self {
        Self { sequence: tried.sequence, recorded_at: tried.recorded_at.milliseconds() }
    }
}
