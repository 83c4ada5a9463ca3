//! Commands for orders that can still be returned, for links and for payments.

use super::writes::Asked;
use super::{campaigns, values};
use crate::arguments::{
    BookHeld, ConcludePayment, ConcludeRefund, Link, LinkTerms, OpenPayment, OrderTerms, Place, Return, Tick,
};
use crate::failure::Failure;
use ratchet_core::event::{Conclusion, LinkTerm};
use ratchet_core::operations::{self, LinkTo, Replace};
use ratchet_core::{Fen, State, Time};

/// The order `id` as it was typed.
fn order(id: &str, terms: &OrderTerms) -> Result<operations::Place, Failure> {
    let optional = |argument: &'static str, text: &Option<String>| -> Result<Option<Fen>, Failure> {
        text.as_deref().map(|text| values::amount(argument, text)).transpose()
    };
    Ok(operations::Place {
        id: id.to_owned(),
        member: terms.member.clone(),
        merchant: terms.merchant.clone(),
        amount: values::amount("--amount", &terms.amount)?,
        cost: optional("--cost", &terms.cost)?,
        from_balance: optional("--from-balance", &terms.from_balance)?,
        settle_after_days: terms.settle_after_days,
        goods: campaigns::goods(&terms.goods),
        coins: terms.coins.as_deref().map(|text| values::coins("--coins", text)).transpose()?,
    })
}

fn occurred_at(terms: &OrderTerms, state: &State) -> Result<Option<Time>, Failure> {
    terms.occurred_at.as_deref().map(|text| values::time("--occurred-at", text, state)).transpose()
}

pub(crate) fn place(asked: &Place, json: bool) -> Result<(), Failure> {
    let Place { dir, id, order: terms, programme, writing, trial } = asked;
    let order = order(id, terms)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run_at(|state, _| Ok((order.into(), occurred_at(terms, state)?)))
}

pub(crate) fn return_order(asked: &Return, json: bool) -> Result<(), Failure> {
    let Return { dir, order, amount, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::ReturnOrder { order: order.clone(), amount }.into()))
}

pub(crate) fn book_held(asked: &BookHeld, json: bool) -> Result<(), Failure> {
    let BookHeld { dir, order, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::BookHeld { order: order.clone() }.into()))
}

pub(crate) fn tick(asked: &Tick, json: bool) -> Result<(), Failure> {
    let Tick { dir, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::Tick {}.into()))
}

pub(crate) fn link_terms(asked: &LinkTerms, json: bool) -> Result<(), Failure> {
    let LinkTerms { dir, term, programme, writing, trial } = asked;
    let term = match (term.days, term.until_idle) {
        (Some(days), _) => LinkTerm::Days(days),
        (None, Some(days)) => LinkTerm::UntilIdle(days),
        (None, None) => LinkTerm::Permanent,
    };
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::SetLinkTerms { term }.into()))
}

pub(crate) fn link(asked: &Link, json: bool) -> Result<(), Failure> {
    let Link { dir, member, to, replace, programme, writing, trial } = asked;
    let to = match (&to.merchant, &to.referrer) {
        (Some(merchant), _) => LinkTo::Merchant(merchant.clone()),
        (None, referrer) => LinkTo::Member(referrer.clone().unwrap_or_default()),
    };
    let replace = replace.then_some(Replace::InForce);
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::LinkMember { member: member.clone(), to, replace }.into()))
}

pub(crate) fn open_payment(asked: &OpenPayment, json: bool) -> Result<(), Failure> {
    let OpenPayment { dir, id, provider, order: number, terms, expires_at, programme, writing, trial } = asked;
    let order = order(number, terms)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run_at(|state, _| {
        let expires_at = values::time("--expires-at", expires_at, state)?;
        let (id, provider) = (id.clone(), provider.clone());
        let open = operations::OpenPayment { id, provider, order, expires_at };
        Ok((open.into(), occurred_at(terms, state)?))
    })
}

pub(crate) fn conclude_payment(asked: &ConcludePayment, json: bool) -> Result<(), Failure> {
    let ConcludePayment { dir, payment, conclusion, received, reference, programme, writing, trial } = asked;
    let conclusion = match (conclusion.paid, conclusion.failed) {
        (true, _) => Conclusion::Paid,
        (false, true) => Conclusion::Failed,
        (false, false) => Conclusion::Expired,
    };
    let received = received.as_deref().map(|text| values::amount("--received", text)).transpose()?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| {
        let (payment, reference) = (payment.clone(), reference.clone());
        Ok(operations::ConcludePayment { payment, conclusion, reference, received }.into())
    })
}

pub(crate) fn conclude_refund(asked: &ConcludeRefund, json: bool) -> Result<(), Failure> {
    let ConcludeRefund { dir, payment, refund, reference, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| {
        let (payment, reference) = (payment.clone(), reference.clone());
        Ok(operations::ConcludeRefund { payment, refund: *refund, reference }.into())
    })
}
