//! What became of one order, read from the journal itself, each step with its place.

use crate::error::DeploymentError;
use crate::history::{History, PlacedRecord};
use crate::layout::Layout;
use ratchet_core::event::{Event, OrderBooked};
use ratchet_core::handle::Order;
use ratchet_core::outcome::Outcome;
use ratchet_core::plausibility::amounts_are_sound;
use ratchet_core::{Command, Fen, State, Time};
use serde::Serialize;

/// An order and everything that happened to it.
#[derive(Clone, Debug, Serialize)]
pub struct OrderHistory {
    /// Its number.
    pub order: String,
    /// Its programme.
    pub programme: String,
    /// Who bought.
    pub member: String,
    /// Who sold.
    pub merchant: String,
    /// The plan that it was booked under.
    pub plan: String,
    /// Version of the rules that it was booked under, from 1.
    pub version: u32,
    /// What was paid, in fen.
    pub amount: Fen,
    /// What was given back of it, in fen; the whole amount after a correction.
    pub refunded: Fen,
    /// Whether it can still be refunded.
    pub refundable: bool,
    /// The position that took its points.
    pub position: Option<u32>,
    /// Its booking, refunds and correction.
    pub steps: Vec<OrderStep>,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, Serialize)]
pub struct OrderStep {
    /// `book`, `refund` or `correct`.
    pub operation: &'static str,
    /// Sequence of its record in the journal.
    pub record: u64,
    /// Frame in which that record begins.
    pub frame: u64,
    /// When it was recorded, UTC milliseconds.
    pub recorded_at: Time,
    /// When it happened, UTC milliseconds.
    pub occurred_at: Time,
    /// Who asked.
    pub actor: String,
    /// Who approved, where two people were needed.
    pub approver: Option<String>,
    /// What it returned.
    pub outcome: Outcome,
}

/// The history of the order `id` under `state`, which was loaded from `layout`, as of `now`; nothing when it was never
/// booked. Reads the whole journal.
pub fn order_history(
    layout: &Layout,
    state: &State,
    id: &str,
    now: Time,
) -> Result<Option<OrderHistory>, DeploymentError> {
    let Some(order) = state.orders.find(id) else { return Ok(None) };
    let mut found = None;
    let mut history = History::open(layout)?;
    while let Some(PlacedRecord { sequence, frame, record }) = history.read_next()? {
        let Some(first) = record.events.first().filter(|event| order_of(event) == Some(order)) else { continue };
        if !record.events.iter().all(amounts_are_sound) {
            return Err(DeploymentError::broken(frame, sequence, "amounts that no decision brings"));
        }
        if let Event::OrderBooked(booked) = first {
            found = Some(begin(state, booked, now));
        }
        if let Some(found) = &mut found {
            found.refunded += given_back(first);
            found.steps.push(step(state, &record.command.as_done(&record.events), &record.events, (sequence, frame)));
        }
    }
    Ok(found)
}

/// The order that an event is about.
fn order_of(event: &Event) -> Option<Order> {
    match event {
        Event::OrderBooked(booked) => Some(booked.order),
        Event::Refunded(refunded) => Some(refunded.order),
        Event::Corrected(corrected) => Some(corrected.order),
        _ => None,
    }
}

fn given_back(event: &Event) -> Fen {
    match event {
        Event::Refunded(refunded) => refunded.amount,
        Event::Corrected(corrected) => corrected.amount,
        _ => Fen::ZERO,
    }
}

fn begin(state: &State, booked: &OrderBooked, now: Time) -> OrderHistory {
    let programme = state.programme(booked.programme);
    let hot = state.orders.hot(booked.order);
    OrderHistory {
        order: booked.id.to_string(),
        programme: programme.map(|programme| programme.name.clone()).unwrap_or_default(),
        member: state.directory.member_names.name(booked.member.0).to_owned(),
        merchant: state.directory.merchant_names.name(booked.merchant.0).to_owned(),
        plan: programme
            .and_then(|programme| programme.plan_names.get(booked.plan.place()))
            .cloned()
            .unwrap_or_default(),
        version: booked.version + 1,
        amount: booked.amount,
        refunded: Fen::ZERO,
        refundable: hot.is_some_and(|hot| hot.refunded < hot.amount && state.is_refundable(hot.recorded_at, now)),
        position: booked.position.map(|position| position.0),
        steps: Vec::new(),
    }
}

fn step(state: &State, command: &Command, events: &[Event], (record, frame): (u64, u64)) -> OrderStep {
    OrderStep {
        operation: command.operation.name(),
        record,
        frame,
        recorded_at: command.recorded_at,
        occurred_at: command.occurred_at,
        actor: command.actor.clone(),
        approver: command.approver.clone(),
        outcome: Outcome::of(state, events),
    }
}
