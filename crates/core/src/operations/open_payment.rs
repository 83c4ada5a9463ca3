//! Begins a payment through a provider; when it is paid, its order is placed or booked in the same command.

use super::Place;
use super::known_order::Tender;
use super::place::Checked;
use crate::engine::Step;
use crate::event::{Event, PaymentOpened};
use crate::identifier::check_identifier;
use crate::rejection::Rejection;
use crate::units::Time;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct OpenPayment {
    /// The payment's own number.
    #[n(0)]
    pub id: String,
    /// The provider's name.
    #[n(1)]
    pub provider: String,
    /// The order that it pays; what a balance pays of it is not collected by the provider.
    #[n(2)]
    pub order: Place,
    /// From when on the order is not placed any more.
    #[n(3)]
    pub expires_at: Time,
}

impl OpenPayment {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        check_identifier(&self.id)?;
        check_identifier(&self.provider)?;
        let state = step.state();
        if state.payments.find(&state.orders.number(&self.id)).is_some() {
            return Err(Rejection::PaymentExists);
        }
        let Checked { order, sale, coins } = self.order.check(step, programme)?;
        let from_balance = self.order.from_balance.unwrap_or_default();
        let tender = Tender { from_balance, coins, ..Tender::default() };
        tender.check(step.state(), order.member, order.amount)?;
        order.check_split(step, sale)?;
        let amount = order.amount - from_balance;
        if !amount.is_positive() {
            return Err(Rejection::PaymentNotNeeded);
        }
        if self.expires_at <= step.asked.recorded_at {
            return Err(Rejection::ExpiryPassed);
        }
        step.emit(Event::PaymentOpened(Box::new(PaymentOpened {
            payment: step.state().payments.next_handle(),
            id: self.id.clone(),
            provider: self.provider.clone(),
            programme,
            order: self.order.clone(),
            amount,
            occurred_at: step.asked.occurred_at,
            expires_at: self.expires_at,
        })))
    }
}
