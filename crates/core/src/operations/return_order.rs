//! Gives money of an order back that is not booked yet: no pool ever saw it (model, section 5).

use super::giving_back::Paid;
use crate::engine::Step;
use crate::event::{Event, OrderReturned};
use crate::handle::{Placed, Programme};
use crate::pending::PendingOrder;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ReturnOrder {
    /// The placed order.
    #[n(0)]
    pub order: String,
    /// How much of it is returned, at most what is left.
    #[n(1)]
    pub amount: Fen,
}

impl ReturnOrder {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        let (placed, row) = pending(step, programme, &self.order)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.amount > row.amount - row.returned {
            return Err(Rejection::RefundExceedsOrder);
        }
        let &PendingOrder { member, amount, from_balance, payment, returned: before, .. } = row;
        let given_back = Paid { amount, from_balance, payment, before }.give_back(step.state(), self.amount);
        step.emit(Event::OrderReturned(OrderReturned { placed, member, amount: self.amount, given_back }))
    }
}

/// The pending order `id` of `programme`.
pub(super) fn pending<'a>(
    step: &'a Step<'_>,
    programme: Programme,
    id: &str,
) -> Result<(Placed, &'a PendingOrder), Rejection> {
    let state = step.state();
    let number = state.orders.number(id);
    match state.pending.find(&number).filter(|(_, row)| row.programme == programme) {
        Some(found) => Ok(found),
        None if state.orders.find_number(&number).is_some() => Err(Rejection::OrderBooked),
        None => Err(Rejection::OrderUnknown),
    }
}
