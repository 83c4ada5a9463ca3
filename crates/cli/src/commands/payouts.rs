//! Commands of money out, and of deposits.

use super::filing::filed;
use super::reads::engine;
use super::writes::Asked;
use super::{rules, values};
use crate::arguments::{
    ApprovePayout, CancelPayout, ConcludePayout, Evidence, Payout, PayoutStep, Payouts, PublishMoneyTerms,
    RejectPayout, ReleaseUnallocated, RemitWithheld, RequestPayout, ResultName, ReturnPayout, SendPayout, TopUp,
};
use crate::failure::Failure;
use crate::output::{self, Figures, line, moment, money, rows, watermark};
use ratchet_core::operations::{self, Operation, PayeeId, PayoutResult};
use ratchet_core::payouts::{self, Identity, MoneyTerms, PayoutState};
use ratchet_core::view::PayoutView;
use ratchet_core::{Rejection, State};
use rust_i18n::t;

/// Payouts shown one by one.
const ROWS_MAX: usize = 40;

pub(crate) fn publish_money_terms(asked: &PublishMoneyTerms, json: bool) -> Result<(), Failure> {
    let PublishMoneyTerms { dir, terms: path, filing, programme, writing, trial } = asked;
    let malformed = |message| Failure::Toml { path: path.clone(), message };
    let text = rules::small_text(path, malformed)?;
    let terms: MoneyTerms = toml::from_str(&text).map_err(|error| malformed(error.to_string()))?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::PublishMoneyTerms { terms: Box::new(terms) }))
}

pub(crate) fn request_payout(asked: &RequestPayout, json: bool) -> Result<(), Failure> {
    let RequestPayout { dir, id, payee, amount, verified, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let payee = match (&payee.member, &payee.merchant) {
        (Some(member), _) => PayeeId::Member(member.clone()),
        (None, Some(merchant)) => PayeeId::Merchant(merchant.clone()),
        (None, None) => PayeeId::Platform,
    };
    let identity = if *verified { Identity::Verified } else { Identity::Unverified };
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::RequestPayout { id: id.clone(), payee, amount, identity }.into()))
}

impl PayoutStep {
    fn run(&self, json: bool, operation: impl FnOnce(String) -> Result<Operation, Failure>) -> Result<(), Failure> {
        let Self { dir, id, programme, writing, trial } = self;
        Asked { dir, programme: &programme.name, writing, trial, json }.run(|_| operation(id.clone()))
    }
}

pub(crate) fn approve_payout(asked: &ApprovePayout, json: bool) -> Result<(), Failure> {
    asked.step.run(json, |id| Ok(operations::ApprovePayout { id }.into()))
}

pub(crate) fn reject_payout(asked: &RejectPayout, json: bool) -> Result<(), Failure> {
    asked.step.run(json, |id| Ok(operations::RejectPayout { id, reason: asked.reason.clone() }.into()))
}

pub(crate) fn cancel_payout(asked: &CancelPayout, json: bool) -> Result<(), Failure> {
    asked.step.run(json, |id| Ok(operations::CancelPayout { id }.into()))
}

pub(crate) fn send_payout(asked: &SendPayout, json: bool) -> Result<(), Failure> {
    asked.step.run(json, |id| Ok(operations::SendPayout { id, provider: asked.provider.clone() }.into()))
}

pub(crate) fn conclude_payout(asked: &ConcludePayout, json: bool) -> Result<(), Failure> {
    let result = match asked.result {
        ResultName::Paid => PayoutResult::Paid,
        ResultName::Failed => PayoutResult::Failed,
        ResultName::Unknown => PayoutResult::Unknown,
    };
    let evidence = match asked.evidence {
        Evidence::Answer => payouts::Evidence::Answer,
        Evidence::Query => payouts::Evidence::Query,
        Evidence::Decision => payouts::Evidence::Decision,
    };
    let reference = asked.reference.clone();
    asked.step.run(json, |id| filed(&asked.filing, operations::ConcludePayout { id, result, evidence, reference }))
}

pub(crate) fn return_payout(asked: &ReturnPayout, json: bool) -> Result<(), Failure> {
    asked.step.run(json, |id| Ok(operations::ReturnPayout { id, reference: asked.reference.clone() }.into()))
}

pub(crate) fn top_up(asked: &TopUp, json: bool) -> Result<(), Failure> {
    let TopUp { dir, merchant, amount, reference, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let (merchant, reference) = (merchant.clone(), reference.clone());
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::TopUp { merchant, amount, reference }.into()))
}

pub(crate) fn release_unallocated(asked: &ReleaseUnallocated, json: bool) -> Result<(), Failure> {
    let ReleaseUnallocated { dir, amount, filing, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::ReleaseUnallocated { amount }))
}

pub(crate) fn remit_withheld(asked: &RemitWithheld, json: bool) -> Result<(), Failure> {
    let RemitWithheld { dir, amount, reference, filing, programme, writing, trial } = asked;
    let amount = values::amount("--amount", amount)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| filed(filing, operations::RemitWithheld { amount, reference: reference.clone() }))
}

pub(crate) fn payouts(asked: &Payouts, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let only = PayoutState::ALL.into_iter().find(|state| asked.state.as_deref() == Some(state.name()));
    let views: Vec<PayoutView> = PayoutView::all(state, only).collect();
    if json {
        return output::json_of(state, &serde_json::json!({ "payouts": views }));
    }
    watermark(state)?;
    if views.is_empty() {
        return line(t!("payout.none"));
    }
    let row = |view: &PayoutView| {
        let state_name = t!(format!("payout.{}", view.state.name())).into_owned();
        vec![view.payout.clone(), payee(view), money(view.amount), money(view.net), state_name]
    };
    let heading = ["payout.id", "payout.payee", "payout.amount", "payout.net", "payout.state"];
    rows(&heading, views.iter().take(ROWS_MAX).map(row).collect())?;
    let more = views.len().saturating_sub(ROWS_MAX);
    if more > 0 { line(t!("outcome.more", count = more)) } else { Ok(()) }
}

pub(crate) fn payout(asked: &Payout, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let view = PayoutView::of(state, &asked.id).ok_or_else(|| missing(state, &asked.id))?;
    if json {
        return output::json_of(state, &view);
    }
    watermark(state)?;
    Figures::new()
        .row("payout.id", &view.payout)
        .row("payout.payee", payee(&view))
        .row("payout.state", t!(format!("payout.{}", view.state.name())))
        .row("payout.amount", money(view.amount))
        .row("payout.fee", money(view.fee))
        .row("payout.withheld", money(view.withheld))
        .row("payout.net", money(view.net))
        .row("payout.requester", &view.requester)
        .row("payout.requested_at", moment(state, view.requested_at))
        .row("payout.changed_at", moment(state, view.changed_at))
        .row_if(view.provider.is_some(), "payout.provider", view.provider.as_deref().unwrap_or_default())
        .print()
}

/// Why a payout cannot be shown: there is none, or it ended long ago.
fn missing(state: &State, id: &str) -> Rejection {
    state.payouts.find(id).map_or(Rejection::PayoutUnknown, |_| Rejection::PayoutSettled)
}

fn payee(view: &PayoutView) -> String {
    view.payee.clone().unwrap_or_else(|| t!("status.platform").into_owned())
}
