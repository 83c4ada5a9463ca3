//! Books an order that can no longer be returned (model, section 2).

use super::known_order::{KnownOrder, Tender};
use crate::engine::Step;
use crate::handle::{Member, Merchant};
use crate::identifier::check_identifier;
use crate::names::Entry;
use crate::orders::Number;
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
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
    pub amount: Fen,
    /// What the goods cost, under a cost plan.
    #[n(4)]
    pub cost: Option<Fen>,
    /// The part of the amount that the member's balance pays; the rest is money from outside.
    #[n(5)]
    pub from_balance: Option<Fen>,
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
        let order = KnownOrder { programme, member, merchant, amount: self.amount, cost: self.cost };
        match self.from_balance {
            None => order.decide(step, &number),
            Some(from_balance) => order.decide_paid(step, &number, &Tender { from_balance, ..Tender::default() }),
        }
    }
}
