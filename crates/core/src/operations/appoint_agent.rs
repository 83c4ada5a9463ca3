//! Appoints the agent of a region; a new appointment replaces the old one.

use crate::engine::Step;
use crate::event::{AgentAppointed, Event};
use crate::identifier::check_region;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct AppointAgent {
    /// The region, from the largest part to the smallest.
    #[n(0)]
    pub region: Vec<String>,
    /// The new agent.
    #[n(1)]
    pub member: String,
}

impl AppointAgent {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, _) = step.programme()?;
        step.needs_two_people_when_live()?;
        let member = step.state().directory.member(&self.member).ok_or(Rejection::MemberUnknown)?;
        check_region(&self.region)?;
        let (region, today) = (step.state().directory.region(&self.region), step.asked.recorded_at.day());
        if region.is_some_and(|region| step.of(programme).contracts.hold(region, today)) {
            return Err(Rejection::RegionUnderContract);
        }
        step.emit(Event::AgentAppointed(AgentAppointed { programme, region: self.region.clone(), member }))
    }
}
