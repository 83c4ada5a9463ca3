//! Commands about what waits for a second person.

use super::reads::engine;
use super::values;
use super::writes::Asked;
use crate::arguments::{ApproveRequest, CancelRequest, RejectRequest, Request, Requests};
use crate::failure::Failure;
use crate::output::{self, Figures, line, moment, rows, watermark};
use ratchet_core::requests::Bounds;
use ratchet_core::view::RequestView;
use ratchet_core::{Points, Rejection, operations};
use rust_i18n::t;

pub(crate) fn requests(asked: &Requests, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let views: Vec<RequestView> = RequestView::all(state, !asked.all).collect();
    if json {
        return output::json_of(state, &serde_json::json!({ "requests": views }));
    }
    watermark(state)?;
    if views.is_empty() {
        return line(t!("request.none"));
    }
    let row = |view: &RequestView| {
        let state_name = t!(format!("request.{}", view.state)).into_owned();
        let until = moment(state, view.expires_at);
        vec![view.request.clone(), view.operation.to_owned(), view.requester.clone(), until, state_name]
    };
    let heading = ["request.id", "request.operation", "request.requester", "request.expires_at", "request.state"];
    rows(&heading, views.iter().map(row).collect())
}

pub(crate) fn request(asked: &Request, json: bool) -> Result<(), Failure> {
    let engine = engine(&asked.dir)?;
    let state = engine.state();
    let view = RequestView::of(state, &asked.id).ok_or(Rejection::RequestUnknown)?;
    if json {
        return output::json_of(state, &view);
    }
    watermark(state)?;
    let ended_by = view.ended_by.as_deref();
    Figures::new()
        .row("request.id", &view.request)
        .row("request.state", t!(format!("request.{}", view.state)))
        .row("merchant.programme", &view.programme)
        .row("request.operation", view.operation)
        .row("request.requester", &view.requester)
        .row("request.requested_at", moment(state, view.requested_at))
        .row("request.expires_at", moment(state, view.expires_at))
        .row_if(ended_by.is_some(), "request.ended_by", ended_by.unwrap_or_default())
        .print()?;
    let arguments = serde_json::to_string_pretty(&view.arguments).map_err(std::io::Error::from)?;
    line(t!("request.details", details = arguments))?;
    view.bounds.as_ref().map_or(Ok(()), show_bounds)?;
    line(t!("request.payload", payload = view.payload))
}

fn show_bounds(bounds: &Bounds) -> Result<(), Failure> {
    let price = |price: Option<u64>| {
        let units = i64::try_from(price?).unwrap_or(i64::MAX);
        Some(format!("¥{}", Points::new(units)))
    };
    let shown = [
        ("request.price_at_least", price(bounds.price_at_least)),
        ("request.price_at_most", price(bounds.price_at_most)),
        ("request.exits_at_most", bounds.exits_at_most.map(|most| most.to_string())),
        ("request.from_reserve_at_most", bounds.from_reserve_at_most.map(output::money)),
        ("request.from_platform_at_most", bounds.from_platform_at_most.map(output::money)),
    ];
    let figures = shown
        .into_iter()
        .fold(Figures::new(), |figures, (key, bound)| figures.row_if(bound.is_some(), key, bound.unwrap_or_default()));
    figures.print()
}

pub(crate) fn approve_request(asked: &ApproveRequest, json: bool) -> Result<(), Failure> {
    let ApproveRequest { dir, id, payload, programme, writing, trial } = asked;
    let payload = values::hash("--payload", payload)?;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::ApproveRequest { id: id.clone(), payload }.into()))
}

pub(crate) fn reject_request(asked: &RejectRequest, json: bool) -> Result<(), Failure> {
    let RejectRequest { dir, id, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::RejectRequest { id: id.clone() }.into()))
}

pub(crate) fn cancel_request(asked: &CancelRequest, json: bool) -> Result<(), Failure> {
    let CancelRequest { dir, id, programme, writing, trial } = asked;
    let asked = Asked { dir, programme: &programme.name, writing, trial, json };
    asked.run(|_| Ok(operations::CancelRequest { id: id.clone() }.into()))
}
