//! Takes back an order that should not exist, whole or not at all, by two people (model, section 5).

use super::giving_back::Paid;
use crate::awards::Award;
use crate::engine::Step;
use crate::event::{Corrected, DividendBack, DividendBearer, Event, Freeze, Unfrozen};
use crate::handle::{Member, Order, Programme};
use crate::orders::HotOrder;
use crate::rejection::Rejection;
use crate::selling::{empty_if_last, force_exits};
use crate::state::State;
use crate::units::{Fen, Points};
use minicbor::{Decode, Encode};
use serde::Serialize;
use std::collections::BTreeMap;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Correct {
    /// The order.
    #[n(0)]
    pub order: String,
}

impl Correct {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        step.needs_two_people()?;
        step.outside_redemption(programme)?;
        let order = booked(step, &self.order)?;
        let hot = refundable(step, programme, order)?;
        if hot.refunded.is_positive() {
            return Err(Rejection::OrderRefunded);
        }
        super::coin_part::take_back(step, order, &hot)?;
        let corrected = plan_correction(step, programme, order, &hot).ok_or(Rejection::NotReversible)?;
        let (burned, before) = (corrected.burned, step.of(programme).price());
        step.emit(Event::Corrected(Box::new(corrected)))?;
        if burned.is_positive() {
            empty_if_last(step, programme, before)?;
        }
        force_exits(step, programme)
    }
}

/// The handle of the booked order `id`.
pub(super) fn booked(step: &Step<'_>, id: &str) -> Result<Order, Rejection> {
    let state = step.state();
    let number = state.orders.number(id);
    match state.orders.find_number(&number) {
        Some(order) => Ok(order),
        None if state.pending.find(&number).is_some() => Err(Rejection::OrderPending),
        None => Err(Rejection::OrderUnknown),
    }
}

/// What is kept of an order of `programme`, while it can be refunded or corrected.
pub(super) fn refundable(step: &Step<'_>, programme: Programme, order: Order) -> Result<HotOrder, Rejection> {
    let state = step.state();
    let hot = state.orders.hot(order).ok_or(Rejection::OrderSettled)?;
    if hot.programme != programme {
        return Err(Rejection::OrderUnknown);
    }
    if !state.is_refundable(hot.recorded_at, state.clock) {
        return Err(Rejection::OrderSettled);
    }
    Ok(hot)
}

/// What taking `order` back does, or nothing when something of it is no longer there.
fn plan_correction(step: &Step<'_>, programme: Programme, order: Order, hot: &HotOrder) -> Option<Corrected> {
    let (deployment, state) = (step.state(), step.of(programme));
    let holding = match hot.position {
        Some(position) => Some(state.positions.get(position)?.holding),
        None => None,
    };
    if holding.is_some_and(|holding| holding.points < hot.minted) {
        return None;
    }
    let unfrozen = unfrozen(deployment, hot);
    let particulars = hot.particulars.as_deref();
    let level_awards = particulars.and_then(|particulars| particulars.level_awards.clone());
    let dividend = particulars.and_then(|particulars| particulars.dividend).map(|amount| {
        let is_open = state.periods.open_place(order).is_some();
        DividendBack { amount, bearer: if is_open { DividendBearer::Pot } else { DividendBearer::NextPot } }
    });
    let mut owed: BTreeMap<Member, Fen> = BTreeMap::new();
    for (place, Award { member, amount, .. }) in hot.awards.iter().enumerate() {
        let frozen: Fen = unfrozen.iter().filter(|part| usize::from(part.award) == place).map(|part| part.amount).sum();
        *owed.entry(*member).or_default() += *amount - frozen;
    }
    for award in level_awards.iter().flatten() {
        *owed.entry(award.member).or_default() += award.amount;
    }
    let covers = |(member, amount): (&Member, &Fen)| {
        deployment.directory.member_row(*member).is_some_and(|row| row.balance >= *amount)
    };
    if !owed.iter().all(covers) {
        return None;
    }
    let payable = hot.amount - hot.commission;
    if deployment.directory.merchant_row(hot.merchant)?.payable < payable {
        return None;
    }
    let subsidy = hot.particulars.as_ref().map_or(Fen::ZERO, |particulars| particulars.subsidy());
    let paid = match holding {
        Some(_) => (hot.pool + subsidy).min(state.price().value_of(hot.minted)),
        None => Fen::ZERO,
    };
    // The order's own part first; what the fund had added goes back to it.
    let from_reserve = paid.min(hot.pool);
    let to_fund = paid - from_reserve;
    let awarded: Fen = hot.awards.iter().map(|award| award.amount).sum();
    let for_levels: Fen = level_awards.iter().flatten().map(|award| award.amount).sum();
    let from_pot = dividend.map_or(Fen::ZERO, |dividend| dividend.from_pot());
    let from_platform = hot.amount - from_reserve - awarded - payable - for_levels - from_pot;
    if deployment.platform < from_platform {
        return None;
    }
    Some(Corrected {
        order,
        programme,
        merchant: hot.merchant,
        member: hot.member,
        amount: hot.amount,
        payable,
        position: hot.position,
        burned: if holding.is_some() { hot.minted } else { Points::ZERO },
        spend: holding.map_or(Fen::ZERO, |holding| hot.amount.min(holding.spend)),
        from_reserve,
        from_platform,
        awards: hot.awards.clone(),
        given_back: Paid::of(hot).and_then(|paid| paid.give_back(deployment, hot.amount)),
        unfrozen: (!unfrozen.is_empty()).then_some(unfrozen),
        put_back: hot.put_back(hot.amount),
        level_awards,
        dividend,
        to_fund: to_fund.is_positive().then_some(to_fund),
    })
}

/// What of the awards of an order is still frozen.
fn unfrozen(state: &State, hot: &HotOrder) -> Vec<Unfrozen> {
    let Some(particulars) = hot.particulars.as_deref() else { return Vec::new() };
    let still_frozen = |&Freeze { award, day }: &Freeze| {
        let Award { member, amount, .. } = *hot.awards.get(usize::from(award))?;
        // A day is released as a whole: what is still there for it has all awards that were not taken back.
        state.frozen.on(day, member).map(|_| Unfrozen { award, day, amount })
    };
    particulars.freezes.iter().filter_map(still_frozen).collect()
}
