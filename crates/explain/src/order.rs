//! Everything behind the figures of one order.

use crate::step::{Step, zone_of};
use crate::{booking, giving_back, sale};
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::Order;
use ratchet_core::view::mode_name;
use ratchet_core::{Fen, State, Time};
use ratchet_deployment::{DeploymentError, Layout, Moment, Watch, replay};
use serde::Serialize;

/// An order and every step that it took or caused.
#[derive(Clone, Debug, Serialize)]
pub struct OrderExplained {
    /// `sandbox` or `live`.
    pub mode: &'static str,
    /// The time zone of the deployment, an IANA name.
    pub zone: String,
    /// Its number.
    pub order: String,
    /// Its programme.
    pub programme: String,
    /// What was paid, in fen.
    pub amount: Fen,
    /// What was given back of it, in fen; the whole amount after a correction.
    pub refunded: Fen,
    /// Time of the last record that was read, UTC milliseconds.
    pub as_of: Time,
    /// Its booking, refunds and correction, each with the exits that it caused.
    pub steps: Vec<Step>,
}

/// Follows one order. It keeps the steps of that order and nothing of others.
#[derive(Clone, Debug)]
pub struct OrderWatch {
    id: String,
    programme: Option<String>,
    order: Option<Order>,
    found: Option<OrderExplained>,
}

impl OrderWatch {
    /// Watches for the order `id`; with `programme`, only where it was booked in that one.
    #[must_use]
    pub fn new(id: &str, programme: Option<&str>) -> Self {
        Self { id: id.to_owned(), programme: programme.map(str::to_owned), order: None, found: None }
    }

    /// What was found, under the last `state`; nothing when the order was never booked.
    #[must_use]
    pub fn finish(self, state: &State) -> Option<OrderExplained> {
        Some(OrderExplained { mode: mode_name(state), zone: zone_of(state), as_of: state.clock, ..self.found? })
    }

    /// Whether the record of `moment` is about the order.
    fn is_about(&self, moment: &Moment<'_>) -> bool {
        let order = match moment.events.first() {
            Some(Event::OrderBooked(booked)) => Some(booked.order),
            Some(Event::Refunded(refunded)) => Some(refunded.order),
            Some(Event::Corrected(corrected)) => Some(corrected.order),
            _ => None,
        };
        order.is_some() && order == self.order
    }
}

impl Watch for OrderWatch {
    fn before(&mut self, state: &State, moment: &Moment<'_>) {
        if let Event::OrderBooked(booked) = moment.event
            && booked.id == self.id
        {
            let step = booking::order(state, booked, moment);
            if self.programme.as_ref().is_some_and(|programme| *programme != step.programme) {
                return;
            }
            self.order = Some(booked.order);
            self.found = Some(OrderExplained {
                mode: "",
                zone: String::new(),
                order: booked.id.to_string(),
                programme: step.programme.clone(),
                amount: booked.amount,
                refunded: Fen::ZERO,
                as_of: moment.command.recorded_at,
                steps: vec![step],
            });
            return;
        }
        if !self.is_about(moment) {
            return;
        }
        let Some(found) = &mut self.found else { return };
        match moment.event {
            Event::Refunded(refunded) => {
                found.refunded += refunded.amount;
                found.steps.push(giving_back::refund(state, refunded, moment));
            }
            Event::Corrected(corrected) => {
                found.refunded += corrected.amount;
                found.steps.push(giving_back::correction(state, corrected, moment));
            }
            Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => {
                found.steps.push(sale::sale(state, sold, moment));
            }
            Event::Emptied(emptied) => found.steps.push(sale::emptying(state, emptied, moment)),
            _ => {}
        }
    }
}

/// Explains the order `id` of the deployment at `layout`; nothing when it was never booked. Reads the whole journal.
pub fn explain_order(
    layout: &Layout,
    id: &str,
    programme: Option<&str>,
    progress: impl FnMut(u64, u64),
) -> Result<Option<OrderExplained>, DeploymentError> {
    let mut watch = OrderWatch::new(id, programme);
    let replayed = replay(layout, &mut watch, progress)?;
    Ok(watch.finish(replayed.engine.state()))
}
