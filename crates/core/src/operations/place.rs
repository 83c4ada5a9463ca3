//! Takes an order with its payment and holds it until it can no longer be returned (model, section 2).

use super::known_order::{KnownOrder, Tender};
use crate::engine::Step;
use crate::event::{Event, OrderPlaced};
use crate::handle::{Merchant, Payment, Programme};
use crate::identifier::check_identifier;
use crate::limits::DAYS_HELD_MAX;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Place {
    /// The order's own number.
    #[n(0)]
    pub id: String,
    /// Who bought.
    #[n(1)]
    pub member: String,
    /// Who sold.
    #[n(2)]
    pub merchant: String,
    /// What was paid.
    #[n(3)]
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    #[n(4)]
    pub cost: Option<Fen>,
    /// The part of the amount that the member's balance pays; the rest is money from outside.
    #[n(5)]
    pub from_balance: Option<Fen>,
    /// For how many days (24 hours each) it can be returned; absent: what the plan says. After 0 days it is booked at
    /// once.
    #[n(6)]
    pub settle_after_days: Option<u32>,
}

impl Place {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        self.place(step, programme, None)
    }

    /// Places the order, or books it at once where it cannot be returned; `payment` paid what no balance pays.
    pub(super) fn place(
        &self,
        step: &mut Step<'_>,
        programme: Programme,
        payment: Option<Payment>,
    ) -> Result<(), Rejection> {
        let order = self.check(step, programme)?;
        let tender = Tender { placed: None, from_balance: self.from_balance.unwrap_or_default(), payment };
        let days = self.days(step, &order)?;
        if days == 0 {
            let number = step.state().orders.number(&self.id);
            return order.decide_paid(step, &number, &tender);
        }
        let KnownOrder { member, merchant, amount, cost, .. } = order;
        tender.check(step.state(), member, amount)?;
        order.check_split(step)?;
        let (occurred_at, due_at) = (step.asked.occurred_at, step.asked.recorded_at.plus_days(days));
        step.emit(Event::OrderPlaced(OrderPlaced {
            placed: step.state().pending.next_handle(),
            id: self.id.as_str().into(),
            programme,
            member,
            merchant,
            amount,
            cost,
            from_balance: tender.from_balance,
            payment,
            occurred_at,
            due_at,
        }))
    }

    /// The order between its parties, when its number is new and its amount is one.
    pub(super) fn check(&self, step: &Step<'_>, programme: Programme) -> Result<KnownOrder, Rejection> {
        check_identifier(&self.id)?;
        let state = step.state();
        if state.orders.are_nameless() {
            return Err(Rejection::IdentifierInvalid);
        }
        if state.knows_order(&state.orders.number(&self.id)) {
            return Err(Rejection::OrderExists);
        }
        let member = state.directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        let merchant = self.merchant(step, programme)?;
        let order = KnownOrder { programme, member, merchant, amount: self.amount, cost: self.cost };
        order.check_amount()?;
        Ok(order)
    }

    fn merchant(&self, step: &Step<'_>, programme: Programme) -> Result<Merchant, Rejection> {
        let directory = &step.state().directory;
        let merchant = directory.merchant(&self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let sells_here = directory.merchant_row(merchant).is_some_and(|row| row.programme == programme);
        if sells_here { Ok(merchant) } else { Err(Rejection::MerchantUnknown) }
    }

    /// For how many days it can be returned.
    fn days(&self, step: &Step<'_>, order: &KnownOrder) -> Result<u32, Rejection> {
        let days = if let Some(days) = self.settle_after_days {
            days
        } else {
            let row = step.state().directory.merchant_row(order.merchant).ok_or(Rejection::MerchantUnknown)?;
            order.plan(step, row.plan)?.settle_after_days
        };
        if days > DAYS_HELD_MAX { Err(Rejection::SettleAfterOutOfRange) } else { Ok(days) }
    }
}
