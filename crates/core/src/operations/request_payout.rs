//! Asks for money to be paid out: it leaves the account at once and is in transit until the payout ends.

use crate::engine::Step;
use crate::event::{Event, PayoutRequested};
use crate::handle::Payout;
use crate::identifier::check_identifier;
use crate::limits::AMOUNT_MAX;
use crate::payouts::{Identity, IdentityRule, MoneyTerms, Payee, PayoutTerms};
use crate::rejection::Rejection;
use crate::units::Fen;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct RequestPayout {
    /// The payout's own number, for ever.
    #[n(0)]
    pub id: String,
    /// Who is paid.
    #[n(1)]
    pub payee: PayeeId,
    /// What leaves the account, fee and withholding included.
    #[n(2)]
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// What the office knows of the payee's identity.
    #[n(3)]
    pub identity: Identity,
}

/// Who money is paid out to, by outside id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PayeeId {
    /// A member, from the balance.
    #[n(0)]
    Member(#[n(0)] String),
    /// A merchant, from what it is owed.
    #[n(1)]
    Merchant(#[n(0)] String),
    /// The operator, from its own share.
    #[n(2)]
    Platform,
}

impl RequestPayout {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.deployment()?;
        check_identifier(&self.id)?;
        let state = step.state();
        if state.payouts.find(&self.id).is_some() {
            return Err(Rejection::PayoutExists);
        }
        let (payee, held) = self.payee(step)?;
        let free = MoneyTerms::free();
        let terms = match &state.money_terms {
            Some(terms) => terms,
            None if state.is_live() => return Err(Rejection::MoneyTermsMissing),
            None => &free,
        };
        let rules = terms.of(payee);
        let net = self.check_amount(rules)?;
        let today = state.payouts.of_day(payee, terms, state.clock);
        let over_count = rules.daily_count.is_some_and(|most| today.count >= most);
        if over_count || rules.daily_amount.is_some_and(|most| today.amount + self.amount > most) {
            return Err(Rejection::DailyLimitExceeded);
        }
        if held < self.amount {
            return Err(match payee {
                Payee::Member(_) => Rejection::BalanceInsufficient,
                Payee::Merchant(_) => Rejection::MerchantFundsInsufficient,
                Payee::Platform => Rejection::PlatformFundsInsufficient,
            });
        }
        let requested = PayoutRequested {
            payout: Payout::at(state.payouts.len()),
            id: self.id.clone(),
            payee,
            amount: self.amount,
            fee: rules.fee_of(self.amount),
            withheld: self.amount - net - rules.fee_of(self.amount),
            withholding: rules.withholding.clone(),
            identity: self.identity,
            requester: step.asked.actor.to_owned(),
        };
        step.emit(Event::PayoutRequested(requested))
    }

    /// The payee and what its account holds.
    fn payee(&self, step: &Step<'_>) -> Result<(Payee, Fen), Rejection> {
        let (state, directory) = (step.state(), &step.state().directory);
        match &self.payee {
            PayeeId::Member(id) => {
                let member = directory.member(id).ok_or(Rejection::MemberUnknown)?;
                let row = directory.member_row(member).ok_or(Rejection::MemberUnknown)?;
                Ok((Payee::Member(member), row.balance))
            }
            PayeeId::Merchant(id) => {
                let merchant = directory.merchant(id).ok_or(Rejection::MerchantUnknown)?;
                let row = directory.merchant_row(merchant).ok_or(Rejection::MerchantUnknown)?;
                Ok((Payee::Merchant(merchant), row.payable))
            }
            PayeeId::Platform => Ok((Payee::Platform, state.platform)),
        }
    }

    /// What the payee would receive, by the rules of its kind.
    fn check_amount(&self, rules: &PayoutTerms) -> Result<Fen, Rejection> {
        if !self.amount.is_positive() {
            return Err(Rejection::AmountNotPositive);
        }
        if self.amount.get() > AMOUNT_MAX {
            return Err(Rejection::LimitExceeded);
        }
        if rules.identity == IdentityRule::Required && self.identity != Identity::Verified {
            return Err(Rejection::IdentityUnverified);
        }
        let net = self.amount - rules.fee_of(self.amount) - rules.withheld_of(self.amount);
        if self.amount < rules.minimum || !net.is_positive() {
            return Err(Rejection::PayoutTooSmall);
        }
        Ok(net)
    }
}
