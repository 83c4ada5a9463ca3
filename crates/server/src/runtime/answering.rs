//! Tells people what is durable.

use super::desk::{Answer, Tell};
use super::durable::Durable;
use ratchet_deployment::{Acknowledgements, DeploymentError};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// An answer that waits for its frame.
pub(super) enum Waiting {
    One(oneshot::Sender<Answer>, Answer),
    Many(oneshot::Sender<Vec<Answer>>, Vec<Answer>),
    Look(Tell),
}

/// The answers that wait for one group, with the places that they take.
pub(super) type Ticket = Vec<(Waiting, OwnedSemaphorePermit)>;

/// Tells every answer when its group is durable, until the pipeline finishes or the journal fails. The answers of a
/// group that failed are dropped, which those who wait hear as [`super::Refusal::Stopped`].
pub(super) fn tell_all(
    mut acknowledgements: Acknowledgements<Ticket>,
    durable: &Durable,
) -> Result<(), DeploymentError> {
    loop {
        match acknowledgements.wait() {
            Ok(Some(group)) => {
                durable.advance(group.head);
                for (waiting, _place) in group.ticket {
                    tell(waiting);
                }
            }
            Ok(None) => return Ok(()),
            Err(error) => {
                tracing::error!(error = %error, "the journal failed: nothing more is acknowledged");
                durable.stop(&error.to_string());
                return Err(error);
            }
        }
    }
}

fn tell(waiting: Waiting) {
    // Whoever asked may be gone meanwhile.
    match waiting {
        Waiting::One(answer, said) => drop(answer.send(said)),
        Waiting::Many(answer, said) => drop(answer.send(said)),
        Waiting::Look(tell) => tell(),
    }
}
