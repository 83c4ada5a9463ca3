//! A member: what they own, and what they would receive if they sold everything now.

use crate::command::Command;
use crate::debts::Grant;
use crate::engine::Engine;
use crate::handle::Programme;
use crate::operations::Redeem;
use crate::outcome::{Outcome, Redeemed};
use crate::payouts::Payee;
use crate::positions::OpenPosition;
use crate::price::Price;
use crate::units::{Fen, Points};
use serde::Serialize;

/// A member in one programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberView {
    /// Their id.
    pub member: String,
    /// Who refers them now.
    pub referrer: Option<String>,
    /// Money they own, in fen.
    pub balance: Fen,
    /// Awards that are not released yet, in fen.
    pub frozen: Fen,
    /// What their orders that can still be returned come to, in fen.
    pub pending: Fen,
    /// What left the balance and is being paid out to them, in fen.
    #[serde(skip_serializing_if = "super::is_nothing")]
    pub in_transit: Fen,
    /// Units they hold.
    pub points: Points,
    /// What they spent in the open positions, in fen; coins are not counted.
    pub spend: Fen,
    /// What selling everything now would bring; none without points.
    pub sale_now: Option<Quote>,
    /// Their open positions, oldest first.
    pub positions: Vec<PositionView>,
}

/// What a sale would bring, from the real path, taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// What the points are worth, in fen.
    pub gross: Fen,
    /// What stays in the reserve, in fen.
    pub fee: Fen,
    /// What the member would receive, in fen.
    pub net: Fen,
}

/// An open position and how far it is from its cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PositionView {
    /// Its id.
    pub position: u32,
    /// What was spent in this cycle, in fen.
    pub spend: Fen,
    /// Units held.
    pub points: Points,
    /// Of these, units that came with coins and cannot be sold yet.
    #[serde(skip_serializing_if = "super::are_none")]
    pub locked: Points,
    /// Whether its spend is coins, and its points came with them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_coins: bool,
    /// What its sales were worth, in fen.
    pub realised: Fen,
    /// What its points are worth now, before the fee, in fen.
    pub worth: Fen,
    /// What its points must be worth for the system to sell it, in fen; none without a cap.
    pub left_to_cap: Option<Fen>,
}

impl PositionView {
    fn of(open: &OpenPosition, price: Price, grant: Option<&Grant>) -> Self {
        Self {
            position: open.id.0,
            spend: open.holding.spend,
            points: open.holding.points,
            locked: grant.map_or(Points::ZERO, |grant| grant.locked),
            from_coins: grant.is_some(),
            realised: open.holding.realised,
            worth: price.value_of(open.holding.points),
            left_to_cap: open.left(),
        }
    }
}

impl MemberView {
    /// The member of this id in `programme`; nothing when there is none.
    #[must_use]
    pub fn of(engine: &mut Engine, programme: Programme, id: &str) -> Option<Self> {
        let state = engine.state();
        let member = state.directory.member(id)?;
        let row = *state.directory.member_row(member)?;
        let frozen = state.frozen.of(member);
        let pending = state.pending.of(member).map(|(_, order)| order.left().amount).sum();
        let of = state.programme(programme)?;
        let price = of.price();
        let view = |open: &OpenPosition| PositionView::of(open, price, of.debts.grant(open.id));
        let positions: Vec<_> = of.positions.of(member).map(view).collect();
        let referrer = state
            .referrer_at(member, state.clock)
            .map(|referrer| state.directory.member_names.name(referrer.0).to_owned());
        let points = of.positions.points_of(member);
        let units = of.free_points(member);
        let redeem = Command::new(state.clock, "quote", Redeem { member: id.to_owned(), units });
        let redeem = redeem.in_programme(&of.name.clone());
        let sale_now = match engine.dry_run(&redeem, Outcome::of) {
            Ok(Outcome::Redeemed(Redeemed { gross, net, fee, .. })) => Some(Quote { gross, fee, net }),
            _ => None,
        };
        let spend = positions.iter().filter(|position| !position.from_coins).map(|position| position.spend).sum();
        let in_transit = engine.state().payouts.in_transit_to(Payee::Member(member));
        let (member, balance) = (id.to_owned(), row.balance);
        Some(Self { member, referrer, balance, frozen, pending, in_transit, points, spend, sale_now, positions })
    }
}
