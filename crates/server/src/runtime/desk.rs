//! Where requests are handed in: bounded, and answered when what they saw or did is durable.

use super::durable::Durable;
use ratchet_core::keys::Key;
use ratchet_core::operations::Operation;
use ratchet_core::outcome::Outcome;
use ratchet_core::{Command, Engine, Rejection, Time};
use ratchet_deployment::DeploymentError;
use std::sync::Arc;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// Commands that may wait to be durable at once, those of batches counted one by one. More are refused: what is accepted
/// is answered soon.
pub(super) const COMMANDS_WAITING_MAX: usize = 20_000;

/// A command before the writer gives it its time.
#[derive(Clone, Debug)]
pub struct Draft {
    /// When it happened in business; now, where nothing is said.
    pub occurred_at: Option<Time>,
    /// Who asks.
    pub actor: String,
    /// Who approved, where two people are needed.
    pub approver: Option<String>,
    /// The programme it is for.
    pub programme: String,
    /// What is asked.
    pub operation: Operation,
    /// What makes asking twice harmless, where the operation has no number of its own that does.
    pub key: Option<Key>,
}

impl Draft {
    /// What somebody asks for now, alone.
    #[must_use]
    pub fn by(actor: String, programme: &str, operation: impl Into<Operation>) -> Self {
        let (programme, operation) = (programme.to_owned(), operation.into());
        Self { occurred_at: None, actor, approver: None, programme, operation, key: None }
    }

    /// The same, having happened at `occurred_at`, where that is said.
    #[must_use]
    pub fn occurred(self, occurred_at: Option<Time>) -> Self {
        Self { occurred_at, ..self }
    }

    /// The same under an idempotency key.
    #[must_use]
    pub fn keyed(self, key: Option<Key>) -> Self {
        Self { key, ..self }
    }

    /// The command, recorded at this moment.
    pub(crate) fn at(self, recorded_at: Time) -> Command {
        let Self { occurred_at, actor, approver, programme, operation, key } = self;
        let occurred_at = occurred_at.unwrap_or(recorded_at);
        Command { recorded_at, occurred_at, actor, approver, programme, operation, key }
    }
}

/// A command that is durable.
#[derive(Clone, Debug)]
pub struct Done {
    /// Sequence of its record in the journal.
    pub sequence: u64,
    /// When it was recorded.
    pub recorded_at: Time,
    /// What it did.
    pub outcome: Outcome,
}

/// Why a command was not done.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The engine said no; nothing has changed.
    #[error(transparent)]
    Refused(#[from] DeploymentError),
    /// Too many commands wait already; nothing has changed.
    #[error("too many requests wait already: try again in a second")]
    Overloaded,
    /// The journal takes nothing more. What was handed in just before may or may not be durable: that shows after the
    /// next start.
    #[error("the journal takes nothing more: whether this was done shows after the next start")]
    Stopped,
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection.into())
    }
}

/// What became of a command.
pub type Answer = Result<Done, DeploymentError>;

/// Tells somebody what a look found, once it may be told.
pub(super) type Tell = Box<dyn FnOnce() + Send>;

/// What is handed in.
pub(super) enum Asked {
    One(Box<Draft>, oneshot::Sender<Answer>),
    Many(Vec<Draft>, oneshot::Sender<Vec<Answer>>),
    Look(Box<dyn FnOnce(&mut Engine) -> Tell + Send>),
}

/// A request with its place among those that may wait.
pub(super) struct Request {
    pub(super) asked: Asked,
    pub(super) place: OwnedSemaphorePermit,
}

/// What the writer is told.
pub(super) enum Message {
    Request(Request),
    /// To take nothing more, and to end when all is done.
    Finish,
}

/// Hands requests to the writer.
#[derive(Clone, Debug)]
pub struct Desk {
    queue: mpsc::UnboundedSender<Message>,
    places: Arc<Semaphore>,
    durable: Durable,
}

impl Desk {
    pub(super) fn open(durable: Durable) -> (Self, mpsc::UnboundedReceiver<Message>) {
        // The places bound the queue, weighted by commands.
        let (queue, requests) = mpsc::unbounded_channel();
        (Self { queue, places: Arc::new(Semaphore::new(COMMANDS_WAITING_MAX)), durable }, requests)
    }

    /// How many more commands may wait.
    #[must_use]
    pub fn free_places(&self) -> usize {
        self.places.available_permits()
    }

    /// Where the journal stands.
    #[must_use]
    pub fn durable(&self) -> &Durable {
        &self.durable
    }

    /// Executes a command; answers when it is durable.
    pub async fn execute(&self, draft: Draft) -> Result<Done, Refusal> {
        let (answer, answered) = oneshot::channel();
        self.hand_in(Asked::One(Box::new(draft), answer), 1)?;
        Ok(answered.await.map_err(|_| Refusal::Stopped)??)
    }

    /// Executes commands one by one, each atomic by itself; answers when all are durable.
    pub async fn execute_all(&self, drafts: Vec<Draft>) -> Result<Vec<Answer>, Refusal> {
        let (answer, answered) = oneshot::channel();
        let count = drafts.len();
        self.hand_in(Asked::Many(drafts, answer), count)?;
        answered.await.map_err(|_| Refusal::Stopped)
    }

    /// Looks at the engine as it stands, also by dry runs; answers when all that was seen is durable.
    pub async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let (answer, answered) = oneshot::channel();
        let look = move |engine: &mut Engine| -> Tell {
            let seen = look(engine);
            // Whoever asked may be gone meanwhile.
            Box::new(move || drop(answer.send(seen)))
        };
        self.hand_in(Asked::Look(Box::new(look)), 1)?;
        answered.await.map_err(|_| Refusal::Stopped)
    }

    /// Takes nothing more. What was handed in before is still done and answered.
    pub(super) fn close(&self) {
        // The writer may have ended already.
        let _ = self.queue.send(Message::Finish);
    }

    fn hand_in(&self, asked: Asked, commands: usize) -> Result<(), Refusal> {
        if !self.durable.is_writable() {
            return Err(Refusal::Stopped);
        }
        let count = u32::try_from(commands).map_err(|_| Refusal::Overloaded)?;
        let place = self.places.clone().try_acquire_many_owned(count).map_err(|_| Refusal::Overloaded)?;
        self.queue.send(Message::Request(Request { asked, place })).map_err(|_| Refusal::Stopped)
    }
}
