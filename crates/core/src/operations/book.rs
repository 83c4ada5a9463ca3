//! Books an order that can no longer be returned (model, section 2).

use super::known_order::KnownOrder;
use crate::engine::Step;
use crate::handle::{Member, Merchant, Programme};
use crate::identifier::check_identifier;
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
}

impl Book {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        check_identifier(&self.id)?;
        let number = step.state().orders.number(&self.id);
        if step.state().orders.find_number(&number).is_some() {
            return Err(Rejection::OrderExists);
        }
        let (member, merchant) = self.parties(step, programme)?;
        let order = KnownOrder { programme, member, merchant, amount: self.amount, cost: self.cost };
        order.decide(step, &number)
    }

    fn parties(&self, step: &Step<'_>, programme: Programme) -> Result<(Member, Merchant), Rejection> {
        let state = step.state();
        let member = state.directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        let merchant = state.directory.merchant(&self.merchant).ok_or(Rejection::MerchantUnknown)?;
        let sells_here = state.directory.merchant_row(merchant).is_some_and(|row| row.programme == programme);
        if sells_here { Ok((member, merchant)) } else { Err(Rejection::MerchantUnknown) }
    }
}
