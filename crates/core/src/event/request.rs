//! Requests: filed by one person, ended by another.

use crate::requests::{Bounds, RequestEnd};
use minicbor::{Decode, Encode};

/// See [`super::Event::ApprovalRequested`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ApprovalRequested {
    /// The request's own number.
    #[n(0)]
    pub id: String,
    /// The programme that it is for.
    #[n(1)]
    pub programme: String,
    /// The operation in its record form.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub operation: Vec<u8>,
    /// What its effect must lie within.
    #[n(3)]
    pub bounds: Option<Bounds>,
    /// The hash that an approver confirms.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub payload: [u8; 32],
    /// Who asked.
    #[n(5)]
    pub requester: String,
}

/// See [`super::Event::RequestConcluded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RequestConcluded {
    /// The request's own number.
    #[n(0)]
    pub id: String,
    /// How it ended.
    #[n(1)]
    pub end: RequestEnd,
    /// Who had asked.
    #[n(2)]
    pub requester: String,
    /// Who approved, refused or took it back.
    #[n(3)]
    pub by: String,
    /// What was done, where it was approved: whoever follows the journal need not look for the request.
    #[n(4)]
    pub approved: Option<Approved>,
}

/// What an approved request was for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Approved {
    /// The programme.
    #[n(0)]
    pub programme: String,
    /// The operation in its record form.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub operation: Vec<u8>,
}
