//! Approves a request: what it is for is done in this very command, asked by the requester and approved by this person.

use crate::engine::Step;
use crate::event::{Approved, Event, RequestConcluded};
use crate::rejection::Rejection;
use crate::requests::RequestEnd;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct ApproveRequest {
    /// The request's number.
    #[n(0)]
    pub id: String,
    /// The hash of what the approver has seen: it must be that of what was requested.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(serialize_with = "crate::hexadecimal::serialize")]
    pub payload: [u8; 32],
}

impl ApproveRequest {
    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let request = step.open_request(&self.id)?;
        if step.state().clock > request.expires_at() {
            return Err(Rejection::RequestExpired);
        }
        if request.payload != self.payload {
            return Err(Rejection::RequestChanged);
        }
        if request.requester == step.asked.actor {
            return Err(Rejection::TwoPeopleNeeded);
        }
        step.execute_request(&request)?;
        let approved = Approved { programme: request.programme, operation: request.operation };
        let concluded = RequestConcluded {
            id: self.id.clone(),
            end: RequestEnd::Approved,
            requester: request.requester,
            by: step.asked.actor.to_owned(),
            approved: Some(approved),
        };
        step.emit(Event::RequestConcluded(concluded))
    }
}
