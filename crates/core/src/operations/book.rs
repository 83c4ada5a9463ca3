//! Books an order that can no longer be returned (model, section 2).

use super::known_order::{KnownOrder, Tender};
use crate::engine::Step;
use crate::handle::{Member, Merchant};
use crate::identifier::check_identifier;
use crate::names::Entry;
use crate::orders::Number;
use crate::rejection::Rejection;
use crate::units::{Coins, Fen};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Book {
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
    /// The part of the amount that coins pay.
    #[n(6)]
    pub coins: Option<Coins>,
}

impl Book {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        check_identifier(&self.id)?;
        let foreseen = step.foreseen(&self.id);
        let directory = &step.state().directory;
        let orders = &step.state().orders;
        let number = foreseen.map_or_else(|| orders.number(&self.id), |near| Number::of(&self.id, near.fingerprint));
        if orders.find_number(&number).is_some() || step.state().pending.knows(&number) {
            return Err(Rejection::OrderExists);
        }
        let (member, merchant) = foreseen.map_or((Entry::NOBODY, Entry::NOBODY), |near| (near.member, near.merchant));
        let member = directory.member_names.find_near(member, &self.member).ok_or(Rejection::MemberUnknown)?;
        let merchant =
            directory.merchant_names.find_near(merchant, &self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let (member, merchant) = (Member(member), Merchant(merchant));
        if directory.merchant_row(merchant).is_none_or(|row| row.programme != programme) {
            return Err(Rejection::MerchantUnknown);
        }
        let mut order = KnownOrder { programme, member, merchant, amount: self.amount, cost: self.cost };
        let coins = order.set_apart(step, self.coins)?;
        match (self.from_balance, coins) {
            (None, None) => order.decide(step, &number),
            (from_balance, coins) => {
                let from_balance = from_balance.unwrap_or_default();
                order.decide_paid(step, &number, &Tender { from_balance, coins, ..Tender::default() })
            }
        }
    }
}
