//! Takes an order with its payment and holds it until it can no longer be returned (model, section 2).

use super::campaign_goods::{CampaignGoods, CampaignSale};
use super::known_order::{KnownOrder, Tender};
use crate::engine::Step;
use crate::event::{CoinPart, Event, OrderPlaced};
use crate::handle::{Merchant, Payment, Programme};
use crate::identifier::check_identifier;
use crate::limits::DAYS_HELD_MAX;
use crate::rejection::Rejection;
use crate::units::{Coins, Fen};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
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
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    #[n(4)]
    #[serde(rename = "cost_fen")]
    pub cost: Option<Fen>,
    /// The part of the amount that the member's balance pays; the rest is money from outside.
    #[n(5)]
    #[serde(rename = "from_balance_fen")]
    pub from_balance: Option<Fen>,
    /// For how many days (24 hours each) it can be returned; absent: what the plan says. After 0 days it is booked at
    /// once.
    #[n(6)]
    pub settle_after_days: Option<u32>,
    /// The part of the amount that coins pay.
    #[n(7)]
    pub coins: Option<Coins>,
    /// The goods of a clearance campaign that it is for: the amount must be their price, and the campaign says what they
    /// cost and under which plan they are sold.
    #[n(20)]
    pub goods: Option<CampaignGoods>,
}

/// An order whose parties and goods were found.
pub(super) struct Checked {
    pub(super) order: KnownOrder,
    pub(super) sale: Option<CampaignSale>,
    /// What coins pay, beside the amount of the order.
    pub(super) coins: Option<CoinPart>,
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
        let Checked { order, sale, coins } = self.check(step, programme)?;
        let from_balance = self.from_balance.unwrap_or_default();
        let tender = Tender { placed: None, from_balance, payment, sale, coins };
        let days = self.days(step, &order, sale)?;
        if days == 0 {
            let number = step.state().orders.number(&self.id);
            return order.decide_paid(step, &number, &tender);
        }
        let KnownOrder { member, merchant, amount, cost, .. } = order;
        tender.check(step.state(), member, amount)?;
        order.check_split(step, sale)?;
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
            coins,
            goods: sale.map(|sale| sale.goods),
        }))
    }

    /// The order between its parties, when its number is new, its amount is one, and its goods are there.
    pub(super) fn check(&self, step: &Step<'_>, programme: Programme) -> Result<Checked, Rejection> {
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
        let mut order = KnownOrder { programme, member, merchant, amount: self.amount, cost: self.cost };
        order.check_amount()?;
        step.takes_orders(programme)?;
        let mut sale = None;
        if let Some(goods) = &self.goods {
            let found = goods.find(step, programme)?;
            if self.cost.is_some() {
                return Err(Rejection::CostUnexpected);
            }
            if self.amount != found.amount {
                return Err(Rejection::PriceDiffers);
            }
            (order.cost, sale) = (found.cost, Some(found.sale));
        }
        let coins = order.set_apart(step, self.coins)?;
        Ok(Checked { order, sale, coins })
    }

    fn merchant(&self, step: &Step<'_>, programme: Programme) -> Result<Merchant, Rejection> {
        let directory = &step.state().directory;
        let merchant = directory.merchant(&self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let sells_here = directory.merchant_row(merchant).is_some_and(|row| row.programme == programme);
        if sells_here { Ok(merchant) } else { Err(Rejection::MerchantUnknown) }
    }

    /// For how many days it can be returned.
    fn days(&self, step: &Step<'_>, order: &KnownOrder, sale: Option<CampaignSale>) -> Result<u32, Rejection> {
        let days = if let Some(days) = self.settle_after_days {
            days
        } else {
            let row = step.state().directory.merchant_row(order.merchant).ok_or(Rejection::MerchantUnknown)?;
            order.plan(step, sale.map_or(row.plan, |sale| sale.plan))?.settle_after_days
        };
        if days > DAYS_HELD_MAX { Err(Rejection::SettleAfterOutOfRange) } else { Ok(days) }
    }
}
