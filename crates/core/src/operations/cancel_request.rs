//! Takes a request back, by whoever made it.

use crate::engine::Step;
use crate::event::{Event, RequestConcluded};
use crate::rejection::Rejection;
use crate::requests::RequestEnd;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct CancelRequest {
    /// The request's number.
    #[n(0)]
    pub id: String,
}

impl CancelRequest {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let request = step.open_request(&self.id)?;
        if request.requester != step.asked.actor {
            return Err(Rejection::RequesterOnly);
        }
        let concluded = RequestConcluded {
            id: self.id.clone(),
            end: RequestEnd::Cancelled,
            requester: request.requester,
            by: step.asked.actor.to_owned(),
            approved: None,
        };
        step.emit(Event::RequestConcluded(concluded))
    }
}
