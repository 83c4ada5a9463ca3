//! What coins bring: points out of the fund, locked at first, and back again where an order is corrected.

use crate::booking::price_of;
use crate::formulas;
use crate::step::{Step, What, member_name};
use ratchet_core::State;
use ratchet_core::event::{CoinsTakenBack, PointsGranted, TrancheReleased};
use ratchet_deployment::Moment;

/// The step of points that came with the coins of an order; `state` is that before it.
pub(crate) fn granting(state: &State, granted: &PointsGranted, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::PointsGranted, state, Some(granted.programme), moment);
    step.member = Some(member_name(state, granted.member));
    step.position = Some(granted.position.0);
    let Some(of) = state.programme(granted.programme) else { return step };
    let price = of.price();
    let (x, m) = (("x", granted.from_fund.into()), ("m", granted.points.into()));
    let numbers = [x, ("S", price.supply.into()), ("R", price.reserve.into())];
    let (reserve, supply) = (of.reserve + granted.from_fund, of.supply + granted.points);
    step.workings.push(formulas::GRANTED.gives(granted.points, numbers));
    step.workings.push(formulas::RESERVE_AFTER_GRANT.gives(reserve, [("R", of.reserve.into()), x]));
    step.workings.push(formulas::SUPPLY_AFTER_GRANT.gives(supply, [("S", of.supply.into()), m]));
    step.workings.extend(price_of(reserve, supply));
    step
}

/// The step of a tranche that can be sold from now on.
pub(crate) fn releasing(state: &State, released: &TrancheReleased, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::TrancheReleased, state, Some(released.programme), moment);
    step.position = Some(released.position.0);
    let Some(of) = state.programme(released.programme) else { return step };
    if let Some(grant) = of.debts.grant(released.position) {
        let numbers = [("locked", grant.locked.into()), ("m", released.points.into())];
        step.workings.push(formulas::LOCKED_AFTER_RELEASE.gives(grant.locked - released.points, numbers));
    }
    step
}

/// The step of coins that a correction gave back, with the points that they had brought.
pub(crate) fn taking_back(state: &State, taken: &CoinsTakenBack, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::CoinsTakenBack, state, Some(taken.programme), moment);
    step.member = Some(member_name(state, taken.member));
    step.position = taken.position.map(|position| position.0);
    let Some(of) = state.programme(taken.programme) else { return step };
    let (reserve, supply) = (of.reserve - taken.to_fund, of.supply - taken.burned);
    let paid = [("R", of.reserve.into()), ("d", taken.to_fund.into())];
    step.workings.push(formulas::RESERVE_AFTER_GIVING_BACK.gives(reserve, paid));
    let burned = [("S", of.supply.into()), ("m", taken.burned.into())];
    step.workings.push(formulas::SUPPLY_AFTER_GIVING_BACK.gives(supply, burned));
    step.workings.extend(price_of(reserve, supply));
    step
}
