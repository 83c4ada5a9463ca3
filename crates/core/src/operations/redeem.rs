//! Sells points of a member, the oldest position first (model, section 3).

use crate::engine::Step;
use crate::event::SaleCause;
use crate::handle::{Member, Programme};
use crate::rejection::Rejection;
use crate::selling::{force_exits, sell};
use crate::units::Points;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Redeem {
    /// Who sells.
    #[n(0)]
    pub member: String,
    /// How many units.
    #[n(1)]
    #[serde(rename = "points", serialize_with = "crate::units::as_decimals")]
    pub units: Points,
}

impl Redeem {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        redeem(step, programme, member, self.units)
    }
}

/// Sells `units` of a member that is known by handle.
pub(crate) fn redeem(
    step: &mut Step<'_>,
    programme: Programme,
    member: Member,
    units: Points,
) -> Result<(), Rejection> {
    step.before_redemption(programme)?;
    if !units.is_positive() {
        return Err(Rejection::PointsNotPositive);
    }
    let state = step.of(programme);
    if state.positions.points_of(member) < units {
        return Err(Rejection::PointsInsufficient);
    }
    if state.free_points(member) < units {
        return Err(Rejection::PointsLocked);
    }
    let mut rest = units;
    while rest.is_positive() {
        let Some((position, free)) = step.of(programme).oldest_free(member) else { break };
        sell(step, programme, position, rest.min(free), SaleCause::Redemption)?;
        rest -= rest.min(free);
    }
    force_exits(step, programme)
}
