//! Files something for a second person to approve, with the bounds of its effect that were shown.

use crate::engine::Step;
use crate::event::{ApprovalRequested, Event};
use crate::identifier::check_identifier;
use crate::limits::{REQUEST_BYTES_MAX, REQUESTS_MAX};
use crate::operations::Operation;
use crate::rejection::Rejection;
use crate::requests::{Bounds, payload_hash};
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct RequestApproval {
    /// The request's own number.
    #[n(0)]
    pub id: String,
    /// The operation in its record form. Bytes, because a request cannot be for a request: there is nothing to nest.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(serialize_with = "crate::hexadecimal::serialize")]
    pub operation: Vec<u8>,
    /// What its effect must lie within.
    #[n(2)]
    pub bounds: Option<Bounds>,
}

impl RequestApproval {
    /// A request for `operation` within `bounds`.
    #[must_use]
    pub fn new(id: &str, operation: &Operation, bounds: Option<Bounds>) -> Self {
        // A `Vec` takes every byte, and no operation refuses to be encoded.
        let operation = minicbor::to_vec(operation).unwrap_or_default();
        Self { id: id.to_owned(), operation, bounds }
    }

    /// The operation, if the bytes are the record form of one that can be asked for in this way.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        let operation: Operation = minicbor::decode(&self.operation).ok()?;
        let is_plain = minicbor::to_vec(&operation).is_ok_and(|bytes| bytes == self.operation);
        let may_be_requested = !matches!(
            operation,
            Operation::OpenDeployment(_)
                | Operation::RequestApproval(_)
                | Operation::ApproveRequest(_)
                | Operation::RejectRequest(_)
                | Operation::CancelRequest(_)
        );
        (is_plain && may_be_requested).then_some(operation)
    }

    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        step.deployment()?;
        check_identifier(&self.id)?;
        let requests = &step.state().requests;
        if requests.get(&self.id).is_some() {
            return Err(Rejection::RequestExists);
        }
        if self.operation.len() > REQUEST_BYTES_MAX || self.operation().is_none() {
            return Err(Rejection::RequestInvalid);
        }
        check_identifier(step.asked.programme)?;
        if requests.len() >= REQUESTS_MAX {
            return Err(Rejection::LimitExceeded);
        }
        let requested = ApprovalRequested {
            id: self.id.clone(),
            programme: step.asked.programme.to_owned(),
            operation: self.operation.clone(),
            bounds: self.bounds.clone(),
            payload: payload_hash(step.asked.programme, &self.operation, self.bounds.as_ref()),
            requester: step.asked.actor.to_owned(),
        };
        step.emit(Event::ApprovalRequested(requested))
    }
}
