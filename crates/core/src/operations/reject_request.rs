//! Refuses a request.

use crate::engine::Step;
use crate::event::{Event, RequestConcluded};
use crate::rejection::Rejection;
use crate::requests::RequestEnd;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct RejectRequest {
    /// The request's number.
    #[n(0)]
    pub id: String,
}

impl RejectRequest {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let request = step.open_request(&self.id)?;
        let concluded = RequestConcluded {
            id: self.id.clone(),
            end: RequestEnd::Rejected,
            requester: request.requester,
            by: step.asked.actor.to_owned(),
            approved: None,
        };
        step.emit(Event::RequestConcluded(concluded))
    }
}
