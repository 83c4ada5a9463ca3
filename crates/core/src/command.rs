//! Commands: what somebody asked for, and when.

use crate::event::{Event, RequestConcluded};
use crate::keys::Key;
use crate::operations::Operation;
use crate::units::Time;
use minicbor::{Decode, Encode};
use std::borrow::Cow;

/// The programme of a command that names none.
pub const DEFAULT_PROGRAMME: &str = "main";

/// One request to the engine.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Command {
    /// When the runtime recorded it; never decreases.
    #[n(0)]
    pub recorded_at: Time,
    /// When it happened in business; may be older. Rule versions go by it.
    #[n(1)]
    pub occurred_at: Time,
    /// Who asked: an identifier of the operator's office, not a name.
    #[n(2)]
    pub actor: String,
    /// Who approved, where two people are needed.
    #[n(3)]
    pub approver: Option<String>,
    /// The programme it is for.
    #[n(4)]
    pub programme: String,
    /// What is asked.
    #[n(5)]
    pub operation: Operation,
    /// What makes asking twice harmless, where the operation has no id of its own that does.
    #[n(6)]
    pub key: Option<Key>,
}

impl Command {
    /// A command for the default programme that happens now.
    #[must_use]
    pub fn new(at: Time, actor: &str, operation: impl Into<Operation>) -> Self {
        Self {
            recorded_at: at,
            occurred_at: at,
            actor: actor.to_owned(),
            approver: None,
            programme: DEFAULT_PROGRAMME.to_owned(),
            operation: operation.into(),
            key: None,
        }
    }

    /// The same command for the programme `name`.
    #[must_use]
    pub fn in_programme(mut self, name: &str) -> Self {
        name.clone_into(&mut self.programme);
        self
    }

    /// The same command, approved by `approver`.
    #[must_use]
    pub fn approved_by(mut self, approver: &str) -> Self {
        self.approver = Some(approver.to_owned());
        self
    }

    /// The command as it was done with these events: for an approved request, what the request was for, asked by the
    /// requester and approved by whoever approved.
    #[must_use]
    pub fn as_done(&self, events: &[Event]) -> Cow<'_, Self> {
        if !matches!(self.operation, Operation::ApproveRequest(_)) {
            return Cow::Borrowed(self);
        }
        let concluded = events.iter().find_map(|event| match event {
            Event::RequestConcluded(RequestConcluded { requester, by, approved: Some(approved), .. }) => {
                Some((requester, by, approved))
            }
            _ => None,
        });
        let done = concluded.and_then(|(requester, by, approved)| {
            let operation: Operation = minicbor::decode(&approved.operation).ok()?;
            let (actor, approver) = (requester.clone(), Some(by.clone()));
            Some(Self { actor, approver, programme: approved.programme.clone(), operation, ..self.clone() })
        });
        done.map_or(Cow::Borrowed(self), Cow::Owned)
    }

    /// The same command under an idempotency key.
    #[must_use]
    pub fn keyed(mut self, key: Key) -> Self {
        self.key = Some(key);
        self
    }

    /// The same command, having happened at `occurred_at`.
    #[must_use]
    pub fn occurred(mut self, occurred_at: Time) -> Self {
        self.occurred_at = occurred_at;
        self
    }
}
