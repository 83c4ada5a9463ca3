//! Each order is worth what some order of the trace was worth.

use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::section::Section;
use crate::trace::Trace;
use ratchet_core::Fen;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct Empirical {
    trace: Arc<Trace>,
}

impl Empirical {
    pub(super) fn read(section: &Section<'_>, trace: Option<&Arc<Trace>>) -> Result<Self, SimError> {
        let trace = trace.ok_or_else(|| section.invalid("kind", "empirical spend needs a table [trace]"))?;
        Ok(Self { trace: Arc::clone(trace) })
    }

    pub(super) fn draw(&self, draw: &mut Draw) -> Fen {
        let place = draw.place(self.trace.orders.len());
        self.trace.orders.get(place).map_or(Fen::new(1), |order| order.amount)
    }
}
