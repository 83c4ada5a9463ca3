//! Gives money of an order back that is not booked yet: no pool ever saw it (model, section 5).

use super::coin_part;
use super::giving_back::Paid;
use crate::engine::Step;
use crate::event::{Event, OrderReturned};
use crate::handle::{Placed, Programme};
use crate::pending::PendingOrder;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ReturnOrder {
    /// The placed order.
    #[n(0)]
    pub order: String,
    /// How much of it is returned, at most what is left.
    #[n(1)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
}

impl ReturnOrder {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        let (placed, row) = pending(step, programme, &self.order)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        let (whole, returned) = row.whole();
        if self.amount > whole - returned {
            return Err(Rejection::RefundExceedsOrder);
        }
        let (money, coins) = coin_part::returned(row, self.amount);
        let (kept, after) = (row.left().goods, row.left_after(row.returned + money).goods);
        let put_back = kept.zip(after).and_then(|(kept, after)| kept.less(after));
        let &PendingOrder { member, amount, from_balance, payment, returned: before, .. } = row;
        let given_back = Paid { amount, from_balance, payment, before }.give_back(step.state(), money);
        let returned = OrderReturned { placed, member, amount: money, given_back, coins, put_back };
        step.emit(Event::OrderReturned(returned))
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
