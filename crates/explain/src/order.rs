//! Everything behind the figures of one order.

use crate::step::{Step, zone_of};
use crate::{booking, coins, giving_back, order_life, sale};
use ratchet_core::event::{Event, SaleCause};
use ratchet_core::handle::{Order, Placed};
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
    placed: Option<Placed>,
    /// Whether the event before was about the order, or followed from one that was.
    follows: bool,
    found: Option<OrderExplained>,
}

impl OrderWatch {
    /// Watches for the order `id`; with `programme`, only where it was booked in that one.
    #[must_use]
    pub fn new(id: &str, programme: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            programme: programme.map(str::to_owned),
            order: None,
            placed: None,
            follows: false,
            found: None,
        }
    }

    /// What was found, under the last `state`; nothing when the order was never placed or booked.
    #[must_use]
    pub fn finish(self, state: &State) -> Option<OrderExplained> {
        Some(OrderExplained { mode: mode_name(state), zone: zone_of(state), as_of: state.clock, ..self.found? })
    }

    /// Whether the event of `moment` is about the order, or follows from one that is. A record may be about many orders:
    /// a tick books all that are due.
    fn is_about(&mut self, moment: &Moment<'_>) -> bool {
        let is_it = |placed: Placed| self.placed == Some(placed);
        let about = match moment.event {
            Event::OrderBooked(booked) => booked.id == self.id,
            Event::OrderPlaced(placed) => placed.id == self.id,
            Event::OrderReturned(returned) => is_it(returned.placed),
            Event::OrderHeld(held) => is_it(held.placed),
            Event::Refunded(refunded) => self.order == Some(refunded.order),
            Event::Corrected(corrected) => self.order == Some(corrected.order),
            Event::PointsGranted(granted) => self.order == Some(granted.order),
            Event::CoinsTakenBack(taken) => self.order == Some(taken.order),
            Event::Sold(sold) if sold.cause == SaleCause::ForcedExit => self.follows && moment.event_place > 0,
            Event::Emptied(_) => self.follows && moment.event_place > 0,
            _ => false,
        };
        self.follows = about;
        about
    }

    /// Adds the step of its placing or its booking; the story begins with the first of them.
    fn add(&mut self, step: Step, amount: Fen, moment: &Moment<'_>) {
        let found = self.found.get_or_insert_with(|| OrderExplained {
            mode: "",
            zone: String::new(),
            order: self.id.clone(),
            programme: step.programme.clone(),
            amount,
            refunded: Fen::ZERO,
            as_of: moment.command.recorded_at,
            steps: Vec::new(),
        });
        found.steps.push(step);
    }

    /// Whether it is to be told of an order of the programme of `step`.
    fn is_wanted(&self, step: &Step) -> bool {
        self.programme.as_ref().is_none_or(|programme| *programme == step.programme)
    }
}

impl Watch for OrderWatch {
    fn before(&mut self, state: &State, moment: &Moment<'_>) {
        if !self.is_about(moment) {
            return;
        }
        match moment.event {
            Event::OrderPlaced(placed) => {
                let step = order_life::placing(state, placed, moment);
                if self.is_wanted(&step) {
                    self.placed = Some(placed.placed);
                    self.add(step, placed.amount, moment);
                }
            }
            Event::OrderBooked(booked) => {
                let step = booking::order(state, booked, moment);
                if self.is_wanted(&step) {
                    self.order = Some(booked.order);
                    self.add(step, booked.amount, moment);
                }
            }
            _ => self.go_on(state, moment),
        }
    }
}

impl OrderWatch {
    /// What happens to an order that is known.
    fn go_on(&mut self, state: &State, moment: &Moment<'_>) {
        let Some(found) = &mut self.found else { return };
        match moment.event {
            Event::OrderReturned(returned) => {
                found.refunded += returned.amount;
                found.steps.push(order_life::returning(state, returned, moment));
            }
            Event::OrderHeld(held) => found.steps.push(order_life::holding(state, held, moment)),
            Event::Refunded(refunded) => {
                found.refunded += refunded.amount;
                found.steps.push(giving_back::refund(state, refunded, moment));
            }
            Event::Corrected(corrected) => {
                found.refunded += corrected.amount;
                found.steps.push(giving_back::correction(state, corrected, moment));
            }
            Event::PointsGranted(granted) => found.steps.push(coins::granting(state, granted, moment)),
            Event::CoinsTakenBack(taken) => found.steps.push(coins::taking_back(state, taken, moment)),
            Event::Sold(sold) => found.steps.push(sale::sale(state, sold, moment)),
            Event::Emptied(emptied) => found.steps.push(sale::emptying(state, emptied, moment)),
            _ => {}
        }
    }
}

/// Explains the order `id` of the deployment at `layout`; nothing when it was never placed or booked. Reads the whole journal.
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
