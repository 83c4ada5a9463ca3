//! What became of one order, read from the journal itself, each step with its place.

use crate::error::DeploymentError;
use crate::history::{History, PlacedRecord};
use crate::layout::Layout;
use ratchet_core::event::{Event, OrderBooked, OrderPlaced};
use ratchet_core::handle::{Order, Placed};
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
    /// `pending` while it can be returned, `held` when it could not be booked, `returned` as a whole, or `booked`.
    pub state: &'static str,
    /// The plan that it was booked under, or will be.
    pub plan: String,
    /// Version of the rules that it was booked under, or will be, from 1.
    pub version: u32,
    /// What was paid, in fen.
    pub amount: Fen,
    /// What was given back of it, in fen; the whole amount after a correction.
    pub refunded: Fen,
    /// Whether it can still be refunded.
    pub refundable: bool,
    /// The position that took its points.
    pub position: Option<u32>,
    /// Its placing, returns, booking, refunds and correction.
    pub steps: Vec<OrderStep>,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, Serialize)]
pub struct OrderStep {
    /// What was asked for: `book`, `place`, `tick`, `refund`, ….
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
/// placed or booked. Reads the whole journal.
pub fn order_history(
    layout: &Layout,
    state: &State,
    id: &str,
    now: Time,
) -> Result<Option<OrderHistory>, DeploymentError> {
    if !state.has_order(id) {
        return Ok(None);
    }
    let mut names = Names { id, order: state.orders.find(id), placed: None };
    let mut found: Option<OrderHistory> = None;
    let mut history = History::open(layout)?;
    while let Some(PlacedRecord { sequence, frame, record }) = history.read_next()? {
        let Some(place) = record.events.iter().position(|event| names.are_of(event)) else { continue };
        if !record.events.iter().all(amounts_are_sound) {
            return Err(DeploymentError::broken(frame, sequence, "amounts that no decision brings"));
        }
        let events = part_at(&record.events, place);
        match events.first() {
            Some(Event::OrderPlaced(placed)) => {
                names.placed = Some(placed.placed);
                found = Some(begin_placed(state, placed));
            }
            Some(Event::OrderBooked(booked)) => {
                let before = found.take();
                found = Some(begin(state, booked, now, before));
            }
            _ => {}
        }
        if let Some(found) = &mut found {
            found.refunded += events.first().map_or(Fen::ZERO, given_back);
            found.steps.push(step(state, &record.command.as_done(&record.events), events, (sequence, frame)));
        }
    }
    Ok(found)
}

/// What an order is called in events.
struct Names<'a> {
    id: &'a str,
    order: Option<Order>,
    placed: Option<Placed>,
}

impl Names<'_> {
    /// Whether an event is about the order.
    fn are_of(&self, event: &Event) -> bool {
        match event {
            Event::OrderPlaced(placed) => placed.id == self.id,
            Event::OrderReturned(returned) => self.placed == Some(returned.placed),
            Event::OrderHeld(held) => self.placed == Some(held.placed),
            Event::OrderBooked(booked) => self.order == Some(booked.order),
            Event::Refunded(refunded) => self.order == Some(refunded.order),
            Event::Corrected(corrected) => self.order == Some(corrected.order),
            _ => false,
        }
    }
}

/// The event at `place` with the exits that it caused: a tick does many things.
fn part_at(events: &[Event], place: usize) -> &[Event] {
    let behind = events.get(place..).unwrap_or_default();
    let caused = behind.iter().skip(1).take_while(|event| matches!(event, Event::Sold(_) | Event::Emptied(_))).count();
    behind.get(..=caused).unwrap_or(behind)
}

fn given_back(event: &Event) -> Fen {
    match event {
        Event::OrderReturned(returned) => returned.amount,
        Event::Refunded(refunded) => refunded.amount,
        Event::Corrected(corrected) => corrected.amount,
        _ => Fen::ZERO,
    }
}

/// The history of an order as it is placed.
fn begin_placed(state: &State, placed: &OrderPlaced) -> OrderHistory {
    let programme = state.programme(placed.programme);
    let row = state.directory.merchant_row(placed.merchant);
    let plan = programme.zip(row).and_then(|(programme, row)| programme.plan_names.get(row.plan.place()));
    let pending = state.pending.get(placed.placed);
    OrderHistory {
        order: placed.id.to_string(),
        programme: programme.map(|programme| programme.name.clone()).unwrap_or_default(),
        member: state.directory.member_names.name(placed.member.0).to_owned(),
        merchant: state.directory.merchant_names.name(placed.merchant.0).to_owned(),
        state: pending.map_or("returned", |row| if row.held.is_some() { "held" } else { "pending" }),
        plan: plan.cloned().unwrap_or_default(),
        version: programme.map_or(1, |programme| programme.version_at(placed.occurred_at) + 1),
        amount: placed.amount,
        refunded: Fen::ZERO,
        refundable: false,
        position: None,
        steps: Vec::new(),
    }
}

/// The history of an order as it is booked, with what was `before`, while it was pending.
fn begin(state: &State, booked: &OrderBooked, now: Time, before: Option<OrderHistory>) -> OrderHistory {
    let programme = state.programme(booked.programme);
    let hot = state.orders.hot(booked.order);
    let (amount, refunded, steps) =
        before.map_or((booked.amount, Fen::ZERO, Vec::new()), |before| (before.amount, before.refunded, before.steps));
    OrderHistory {
        order: booked.id.to_string(),
        programme: programme.map(|programme| programme.name.clone()).unwrap_or_default(),
        member: state.directory.member_names.name(booked.member.0).to_owned(),
        merchant: state.directory.merchant_names.name(booked.merchant.0).to_owned(),
        state: "booked",
        plan: programme
            .and_then(|programme| programme.plan_names.get(booked.plan.place()))
            .cloned()
            .unwrap_or_default(),
        version: booked.version + 1,
        amount,
        refunded,
        refundable: hot.is_some_and(|hot| hot.refunded < hot.amount && state.is_refundable(hot.recorded_at, now)),
        position: booked.position.map(|position| position.0),
        steps,
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
