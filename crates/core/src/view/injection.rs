//! What an injection would do: the real one, looked at and taken back.

use crate::event::{Event, SaleCause, Sold};
use crate::handle::Programme;
use crate::programme::ProgrammeState;
use crate::state::State;
use crate::units::{Fen, ONE_IN_BP, Points};
use serde::Serialize;

/// The effect of an injection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InjectionView {
    /// CNY per point before, eight decimals, floored.
    pub price_before: String,
    /// The same afterwards, when every position that it brings to its cap is sold.
    pub price_after: String,
    /// The same in 10⁻⁸ CNY, as bounds of a request are.
    pub price_after_scaled: u64,
    /// Positions that it brings to their cap.
    pub exits: u64,
    /// Units of those.
    pub points_leaving: Points,
    /// Their share of the supply, in basis points, floored.
    pub leaving_bp: u64,
    /// What their holders receive, in fen.
    pub paid_fen: Fen,
    /// Units that stay.
    pub supply_after: Points,
    /// The reserve afterwards, in fen.
    pub reserve_after: Fen,
}

/// The figures before, to compare with.
#[derive(Clone, Debug)]
pub struct BeforeInjection {
    price: String,
    supply: Points,
}

impl BeforeInjection {
    /// Of `programme`.
    #[must_use]
    pub fn of(programme: &ProgrammeState) -> Self {
        Self { price: programme.price().to_text(), supply: programme.supply }
    }
}

impl InjectionView {
    /// What `events` did to `programme`, which `state` shows afterwards; nothing when there is no such programme.
    #[must_use]
    pub fn of(before: BeforeInjection, state: &State, programme: Programme, events: &[Event]) -> Option<Self> {
        let after = state.programme(programme)?;
        let exits: Vec<&Sold> = events
            .iter()
            .filter_map(|event| match event {
                Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => Some(sold),
                _ => None,
            })
            .collect();
        let points_leaving: Points = exits.iter().map(|sold| sold.points).sum();
        let leaving = points_leaving.wide() * u128::from(ONE_IN_BP) / before.supply.wide().max(1);
        Some(Self {
            price_before: before.price,
            price_after: after.price().to_text(),
            price_after_scaled: u64::try_from(after.price().in_hundred_millionths()).unwrap_or(u64::MAX),
            exits: exits.len() as u64,
            points_leaving,
            leaving_bp: u64::try_from(leaving).unwrap_or(u64::MAX),
            paid_fen: exits.iter().map(|sold| sold.net).sum(),
            supply_after: after.supply,
            reserve_after: after.reserve,
        })
    }
}
