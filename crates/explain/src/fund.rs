//! The figures of the fund, of a closing and of allotments (model, section 9).

use crate::booking::price_of;
use crate::formulas;
use crate::step::{Step, What, member_name};
use crate::working::Working;
use ratchet_core::allotments::Requirement;
use ratchet_core::event::{Granted, OrderBooked, ProgrammeClosed, RedemptionBegun, Sold, Subscribed};
use ratchet_core::fund::most_subsidy;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::rules::Outflow;
use ratchet_core::{Fen, State};
use ratchet_deployment::Moment;

/// What the fund gave with an order.
pub(crate) fn given(booked: &OrderBooked) -> Fen {
    booked.particulars.as_ref().map_or(Fen::ZERO, |particulars| particulars.from_fund())
}

/// Subsidy and drip of an order, each where it got any; `programme` is as before it.
pub(crate) fn outflows(programme: &ProgrammeState, booked: &OrderBooked, moment: &Moment<'_>) -> Vec<Working> {
    let Some(particulars) = booked.particulars.as_deref() else { return Vec::new() };
    let Some(rules) = programme.rules(booked.version) else { return Vec::new() };
    let fund = rules.fund.unwrap_or_default();
    let gone = programme.fund.on(moment.command.recorded_at.day());
    let (subsidy, drip) = (particulars.subsidy(), particulars.drip());
    let mut workings = Vec::new();
    if let Some(rule) = fund.subsidy.filter(|_| subsidy.is_positive()) {
        let own_most = most_subsidy(booked.commission, booked.awarded(), booked.pool, rules.redemption_fee_bp);
        let numbers = [
            ("A", booked.amount.into()),
            ("subsidy_bp", rule.bp.into()),
            ("order_max", rule.order_max_fen.into()),
            ("day_left", day_left(rule, gone.subsidy).into()),
            ("fund", programme.fund.balance.into()),
            ("own_most", own_most.into()),
        ];
        workings.push(formulas::SUBSIDY.gives(subsidy, numbers));
    }
    if let Some(rule) = fund.drip.filter(|_| drip.is_positive()) {
        let numbers = [
            ("a", booked.pool.into()),
            ("drip_bp", rule.bp.into()),
            ("order_max", rule.order_max_fen.into()),
            ("day_left", day_left(rule, gone.drip).into()),
            ("fund", programme.fund.balance.into()),
            ("s", subsidy.into()),
        ];
        workings.push(formulas::DRIP.gives(drip, numbers));
    }
    workings
}

fn day_left(rule: Outflow, gone: Fen) -> Fen {
    if rule.day_max_fen > gone { rule.day_max_fen - gone } else { Fen::ZERO }
}

/// The step with which everybody begins to be redeemed; `state` is that before it.
pub(crate) fn redemption(state: &State, begun: &RedemptionBegun, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::RedemptionBegun, state, Some(begun.programme), moment);
    let Some(programme) = state.programme(begun.programme) else { return step };
    if begun.released.is_positive() {
        let (unallocated, released) = (programme.unallocated, ("x", begun.released.into()));
        let numbers = [("unallocated", unallocated.into()), released];
        step.workings.push(formulas::UNALLOCATED_AFTER_RELEASE.gives(unallocated - begun.released, numbers));
        let numbers = [("R", programme.reserve.into()), released];
        step.workings.push(formulas::RESERVE_AFTER_INJECTION.gives(programme.reserve + begun.released, numbers));
    }
    let supply = programme.supply - begun.founding;
    let numbers = [("S", programme.supply.into()), ("founding", begun.founding.into())];
    step.workings.push(formulas::SUPPLY_WITHOUT_FOUNDING.gives(supply, numbers));
    step.workings.extend(price_of(programme.reserve + begun.released, supply));
    step
}

/// What a position is redeemed for: the price is the one that was fixed, not that of its moment.
pub(crate) fn redeemed(programme: &ProgrammeState, sold: &Sold) -> Option<Working> {
    let price = programme.closing?.redemption?.price?;
    let numbers = [("q", sold.points.into()), ("R", price.reserve.into()), ("S", price.supply.into())];
    Some(formulas::REDEEMED.gives(sold.gross, numbers))
}

/// The step with which a programme is closed.
pub(crate) fn closing(state: &State, closed: &ProgrammeClosed, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Closed, state, Some(closed.programme), moment);
    step.workings.push(formulas::ROUNDING_REST.gives(closed.from_reserve, [("R", closed.from_reserve.into())]));
    step
}

/// The step of a subscription.
pub(crate) fn subscription(state: &State, subscribed: &Subscribed, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Subscribed, state, Some(subscribed.programme), moment);
    step.member = Some(member_name(state, subscribed.member));
    let Some(programme) = state.programme(subscribed.programme) else { return step };
    let price = programme.price();
    if let Some(Requirement::Points(each)) = programme.allotments.get(&subscribed.offer).map(|row| row.offer.requires) {
        let numbers = [("units", count(subscribed.units).into()), ("points_per_unit", each.into())];
        step.workings.push(formulas::BURNED_FOR_UNITS.gives(subscribed.points(), numbers));
    }
    for part in &subscribed.burned {
        let numbers = [("q", part.points.into()), ("R", price.reserve.into()), ("S", price.supply.into())];
        step.workings.push(formulas::BURNED_WORTH.gives(part.value, numbers));
    }
    let (reserve, supply) = (programme.reserve - subscribed.to_issuer, programme.supply - subscribed.points());
    let numbers = [("R", programme.reserve.into()), ("to_issuer", subscribed.to_issuer.into())];
    step.workings.push(formulas::RESERVE_AFTER_SUBSCRIPTION.gives(reserve, numbers));
    let numbers = [("S", programme.supply.into()), ("burned", subscribed.points().into())];
    step.workings.push(formulas::SUPPLY_AFTER_BURNING.gives(supply, numbers));
    step.workings.extend(price_of(reserve, supply));
    step
}

/// The step of a grant.
pub(crate) fn grant(state: &State, granted: &Granted, moment: &Moment<'_>) -> Step {
    let mut step = Step::at(What::Granted, state, Some(granted.programme), moment);
    step.member = Some(member_name(state, granted.member));
    let row = state.programme(granted.programme).and_then(|programme| programme.allotments.get(&granted.offer));
    if let Some(Requirement::Contribution(each)) = row.map(|row| row.offer.requires) {
        let numbers = [("contribution", granted.contribution.into()), ("required", each.into())];
        step.workings.push(formulas::UNITS_GRANTED.gives(count(granted.units), numbers));
    }
    step
}

fn count(units: u64) -> i128 {
    i128::from(units)
}
