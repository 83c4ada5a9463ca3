//! A request that a command is about, and how it is done once it is approved.

use super::Operation;
use crate::engine::Step;
use crate::rejection::Rejection;
use crate::requests::RequestRow;

impl Step<'_> {
    /// The request of this number, if it is still open.
    pub(super) fn open_request(&self, id: &str) -> Result<RequestRow, Rejection> {
        self.deployment()?;
        let row = self.state().requests.get(id).ok_or(Rejection::RequestUnknown)?;
        if row.end.is_some() { Err(Rejection::RequestClosed) } else { Ok(row.clone()) }
    }

    /// Does what `request` is for, asked by the requester and approved by whoever asks now, within its bounds.
    pub(super) fn execute_request(&mut self, request: &RequestRow) -> Result<(), Rejection> {
        let operation: Operation = minicbor::decode(&request.operation).map_err(|_| Rejection::RequestInvalid)?;
        let (actor, approver, programme) = (request.requester.as_str(), self.asked.actor, request.programme.as_str());
        self.on_behalf(actor, approver, programme, |step| operation.decide(step))?;
        let state = self.state();
        let programme = state.programme_named(&request.programme).and_then(|programme| state.programme(programme));
        match &request.bounds {
            Some(bounds) if !bounds.hold(programme, self.events()) => Err(Rejection::BoundsExceeded),
            _ => Ok(()),
        }
    }
}
