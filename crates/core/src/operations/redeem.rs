//! Sells points of a member, the oldest position first (model, section 3).

use crate::engine::Step;
use crate::event::SaleCause;
use crate::handle::{Member, Programme};
use crate::rejection::Rejection;
use crate::selling::{force_exits, sell};
use crate::units::Points;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Redeem {
    /// Who sells.
    #[n(0)]
    pub member: String,
    /// How many units.
    #[n(1)]
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
    if !units.is_positive() {
        return Err(Rejection::PointsNotPositive);
    }
    if step.of(programme).positions.points_of(member) < units {
        return Err(Rejection::PointsInsufficient);
    }
    let mut rest = units;
    while rest.is_positive() {
        let oldest = step.of(programme).positions.of(member).next().map(|open| (open.id, open.holding.points));
        let Some((position, held)) = oldest else { break };
        sell(step, programme, position, rest.min(held), SaleCause::Redemption)?;
        rest -= rest.min(held);
    }
    force_exits(step, programme)
}
