//! Subscribes an offer with points (积分换股): they are burned at the price of this moment, the oldest position first.

use crate::allotments::{Offer, Requirement};
use crate::engine::Step;
use crate::event::{Burned, Event, Subscribed};
use crate::handle::{Member, Programme};
use crate::rejection::Rejection;
use crate::selling::{empty_if_last, force_exits};
use crate::units::{Fen, Points};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Subscribe {
    /// The offer.
    #[n(0)]
    pub offer: String,
    /// Who subscribes.
    #[n(1)]
    pub member: String,
    /// How many units.
    #[n(2)]
    pub units: u64,
}

impl Subscribe {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.before_redemption(programme)?;
        let row = state.allotments.get(&self.offer).ok_or(Rejection::OfferUnknown)?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        if self.units == 0 {
            return Err(Rejection::UnitsNotPositive);
        }
        row.check_window(step.asked.recorded_at)?;
        row.check_units(member, self.units)?;
        let needed = needed(&row.offer, self.units)?;
        let before = state.price();
        let burned = burned(step, programme, member, needed)?;
        let value: Fen = burned.iter().map(|part| part.value).sum();
        let to_issuer = row.offer.to_issuer(self.units, value);
        let (offer, units) = (self.offer.clone(), self.units);
        step.emit(Event::Subscribed(Subscribed { programme, offer, member, units, burned, to_issuer }))?;
        empty_if_last(step, programme, before)?;
        force_exits(step, programme)
    }
}

/// Points for `units`; more than any supply is more than anybody has.
fn needed(offer: &Offer, units: u64) -> Result<Points, Rejection> {
    let Requirement::Points(each) = offer.requires else { return Err(Rejection::OfferRequiresOtherwise) };
    Points::from_wide(each.wide() * u128::from(units)).ok_or(Rejection::PointsInsufficient)
}

/// What is taken of each position of `member`. Each part is floored by itself, so all of them together are worth at most
/// what the reserve holds for them.
fn burned(step: &Step<'_>, programme: Programme, member: Member, needed: Points) -> Result<Vec<Burned>, Rejection> {
    let state = step.of(programme);
    let (price, mut rest, mut burned) = (state.price(), needed, Vec::new());
    for open in state.positions.of(member) {
        // Points that came with coins and are not released are nobody's to give.
        let points = rest.min(state.free_of(open));
        if points.is_positive() {
            burned.push(Burned { position: open.id, points, value: price.value_of(points) });
            rest -= points;
        }
    }
    if rest.is_positive() { Err(Rejection::PointsInsufficient) } else { Ok(burned) }
}
