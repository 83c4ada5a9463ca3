//! Takes back an order that should not exist, whole or not at all, by two people (model, section 5).

use crate::awards::Award;
use crate::engine::Step;
use crate::event::{Corrected, Event};
use crate::handle::{Member, Order, Programme};
use crate::orders::HotOrder;
use crate::rejection::Rejection;
use crate::selling::{empty_if_last, force_exits};
use crate::units::{Fen, Points};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Correct {
    /// The order.
    #[n(0)]
    pub order: String,
}

impl Correct {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        step.needs_two_people()?;
        let order = step.state().orders.find(&self.order).ok_or(Rejection::OrderUnknown)?;
        let hot = refundable(step, programme, order)?;
        if hot.refunded.is_positive() {
            return Err(Rejection::OrderRefunded);
        }
        let corrected = plan_correction(step, programme, order, &hot).ok_or(Rejection::NotReversible)?;
        let (burned, before) = (corrected.burned, step.of(programme).price());
        step.emit(Event::Corrected(corrected))?;
        if burned.is_positive() {
            empty_if_last(step, programme, before)?;
        }
        force_exits(step, programme)
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
    let mut owed: BTreeMap<Member, Fen> = BTreeMap::new();
    for Award { member, amount, .. } in &hot.awards {
        *owed.entry(*member).or_default() += *amount;
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
    let from_reserve = match holding {
        Some(_) => hot.pool.min(state.price().value_of(hot.minted)),
        None => Fen::ZERO,
    };
    let awarded: Fen = owed.values().copied().sum();
    let from_platform = hot.amount - from_reserve - awarded - payable;
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
    })
}
