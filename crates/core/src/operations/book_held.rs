//! Books a placed order now that could not be booked when it was due.

use super::campaign_goods::CampaignSale;
use super::known_order::{KnownOrder, Tender};
use super::return_order::pending;
use crate::engine::Step;
use crate::handle::Placed;
use crate::orders::Number;
use crate::pending::PendingOrder;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct BookHeld {
    /// The placed order.
    #[n(0)]
    pub order: String,
}

impl BookHeld {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        let (placed, row) = pending(step, programme, &self.order)?;
        if row.held.is_none() {
            return Err(Rejection::OrderNotHeld);
        }
        let row = row.clone();
        book_placed(step, placed, &row)
    }
}

/// Books what is left of a placed order, exactly as an order of its business time that is booked now.
pub(super) fn book_placed(step: &mut Step<'_>, placed: Placed, row: &PendingOrder) -> Result<(), Rejection> {
    step.asked.occurred_at = row.occurred_at;
    let left = row.left();
    let &PendingOrder { programme, member, merchant, payment, .. } = row;
    let order = KnownOrder { programme, member, merchant, amount: left.amount, cost: left.cost };
    let sale = left.goods.and_then(|goods| CampaignSale::of(step, programme, goods));
    let tender = Tender { placed: Some(placed), from_balance: left.from_balance, payment, sale, coins: left.coins };
    order.decide_paid(step, &Number::of(&row.id, row.fingerprint), &tender)
}
