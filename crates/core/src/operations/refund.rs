//! Gives money of a booked order back: the merchant's own money, at the member's request (model, section 5).

use super::giving_back::Paid;
use crate::engine::Step;
use crate::event::{Event, Refunded};
use crate::handle::{Order, Programme};
use crate::orders::HotOrder;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::selling::{empty_if_last, force_exits};
use crate::units::{Fen, Points};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Refund {
    /// The order.
    #[n(0)]
    pub order: String,
    /// How much is given back.
    #[n(1)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
}

impl Refund {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        let order = super::correct::booked(step, &self.order)?;
        refund(step, programme, order, self.amount)
    }
}

/// Gives `amount` of an order back that is known by handle.
pub(crate) fn refund(step: &mut Step<'_>, programme: Programme, order: Order, amount: Fen) -> Result<(), Rejection> {
    step.outside_redemption(programme)?;
    let hot = super::correct::refundable(step, programme, order)?;
    if !amount.is_positive() {
        return Err(Rejection::AmountNotPositive);
    }
    if amount > hot.amount - hot.refunded {
        return Err(Rejection::RefundExceedsOrder);
    }
    let HotOrder { merchant, member, .. } = hot;
    let payable = step.state().directory.merchant_row(merchant).map_or(Fen::ZERO, |row| row.payable);
    if payable < amount {
        return Err(Rejection::MerchantFundsInsufficient);
    }
    let state = step.of(programme);
    let position = hot.position.filter(|&position| state.positions.get(position).is_some());
    let (burned, spend) = taken_back(state, &hot, amount);
    let before = state.price();
    let given_back = Paid::of(&hot).and_then(|paid| paid.give_back(step.state(), amount));
    let put_back = hot.put_back(amount);
    let refunded =
        Refunded { order, programme, merchant, member, amount, position, burned, spend, given_back, put_back };
    step.emit(Event::Refunded(refunded))?;
    if burned.is_positive() {
        empty_if_last(step, programme, before)?;
    }
    force_exits(step, programme)
}

/// Points burned and spend taken off, never worth more than the money given back.
fn taken_back(state: &ProgrammeState, order: &HotOrder, amount: Fen) -> (Points, Fen) {
    let open = order.position.and_then(|position| state.positions.get(position));
    let Some(holding) = open.map(|open| open.holding) else { return (Points::ZERO, Fen::ZERO) };
    let part = Points::new(part_of(order.minted.get(), order, amount));
    let worth = state.price().points_worth(amount).unwrap_or(holding.points);
    let spend = Fen::new(part_of(order.amount.get(), order, amount));
    (part.min(holding.points).min(worth), spend.min(holding.spend))
}

/// `part(x) = ⌊x·after/A⌋ − ⌊x·before/A⌋` with what is refunded in all before and after.
fn part_of(whole: i64, order: &HotOrder, refund: Fen) -> i64 {
    let up_to = |refunded: Fen| {
        let part = u128::from(whole.unsigned_abs()) * refunded.wide() / order.amount.wide().max(1);
        i64::try_from(part).unwrap_or(whole)
    };
    up_to(order.refunded + refund) - up_to(order.refunded)
}
