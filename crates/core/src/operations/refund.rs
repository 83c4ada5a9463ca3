//! Gives money of a booked order back: the merchant's own money, at the member's request (model, section 5).

use crate::engine::Step;
use crate::event::{Event, Refunded};
use crate::orders::HotOrder;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::selling::{empty_if_last, force_exits};
use crate::units::{Fen, Points};
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Refund {
    /// The order.
    #[n(0)]
    pub order: String,
    /// How much is given back.
    #[n(1)]
    pub amount: Fen,
}

impl Refund {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        let (order, hot) = super::correct::refundable(step, programme, &self.order)?;
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.amount > hot.amount - hot.refunded {
            return Err(Rejection::RefundExceedsOrder);
        }
        let payable = step.state().directory.merchant_row(hot.merchant).map_or(Fen::ZERO, |row| row.payable);
        if payable < self.amount {
            return Err(Rejection::MerchantFundsInsufficient);
        }
        let state = step.of(programme);
        let open = hot.position.filter(|&position| state.positions.get(position).is_some());
        let (burned, spend) = self.taken_back(state, hot);
        let before = state.price();
        let refunded = Refunded {
            order,
            programme,
            merchant: hot.merchant,
            member: hot.member,
            amount: self.amount,
            position: open,
            burned,
            spend,
        };
        step.emit(Event::Refunded(refunded))?;
        if burned.is_positive() {
            empty_if_last(step, programme, before)?;
        }
        force_exits(step, programme)
    }

    /// Points burned and spend taken off, never worth more than the money given back.
    fn taken_back(&self, state: &ProgrammeState, order: &HotOrder) -> (Points, Fen) {
        let open = order.position.and_then(|position| state.positions.get(position));
        let Some(holding) = open.map(|open| open.holding) else { return (Points::ZERO, Fen::ZERO) };
        let part = Points::new(part_of(order.minted.get(), order, self.amount));
        let worth = state.price().points_worth(self.amount).unwrap_or(holding.points);
        let spend = Fen::new(part_of(order.amount.get(), order, self.amount));
        (part.min(holding.points).min(worth), spend.min(holding.spend))
    }
}

/// `part(x) = ⌊x·after/A⌋ − ⌊x·before/A⌋` with what is refunded in all before and after.
fn part_of(whole: i64, order: &HotOrder, refund: Fen) -> i64 {
    let up_to = |refunded: Fen| {
        let part = u128::from(whole.unsigned_abs()) * refunded.wide() / order.amount.wide().max(1);
        i64::try_from(part).unwrap_or(whole)
    };
    up_to(order.refunded + refund) - up_to(order.refunded)
}
