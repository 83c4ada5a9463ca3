//! Ends a clearance campaign before its time. Orders that were placed before are booked all the same.

use crate::engine::Step;
use crate::event::{CampaignEnded, Event};
use crate::handle::{Campaign, Programme};
use crate::rejection::Rejection;
use crate::units::Time;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct EndCampaign {
    /// The campaign.
    #[n(0)]
    pub campaign: String,
}

impl EndCampaign {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        let (campaign, row) = state.campaigns.find(&self.campaign).ok_or(Rejection::CampaignUnknown)?;
        let now = step.asked.recorded_at;
        if row.until <= now {
            return Err(Rejection::CampaignEnded);
        }
        end(step, programme, campaign, now)
    }
}

/// Lets the goods of a campaign be on sale no longer than until `at`.
pub(super) fn end(step: &mut Step<'_>, programme: Programme, campaign: Campaign, at: Time) -> Result<(), Rejection> {
    step.emit(Event::CampaignEnded(CampaignEnded { programme, campaign, at }))
}
