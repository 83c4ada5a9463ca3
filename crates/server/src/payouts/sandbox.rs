//! The provider of a sandbox: moves no money, and behaves as it is told, so that every end of a payout can be tried.
//!
//! What it knows goes with the process. That harms nobody: a number that it no longer knows is sent to it again.

use super::provider::{Answer, Answering, CallBack, Payment, PayoutProvider, Standing};
use ratchet_core::Fen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use utoipa::ToSchema;

/// What the provider does with a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PayoutBehaviour)]
pub enum Behaviour {
    /// Pays, and says so.
    Pay,
    /// Does not pay, and says so.
    Fail,
    /// Says nothing, also when it is asked.
    Never,
    /// Pays, says so, and says so once more.
    Twice,
    /// Takes it, and waits for what it is told next.
    Accept,
}

impl Behaviour {
    /// By the last three digits of what the payee receives, where nothing was told.
    fn of_amount(amount: Fen) -> Self {
        match amount.get().rem_euclid(1_000) {
            901 => Self::Fail,
            902 => Self::Never,
            903 => Self::Twice,
            904 => Self::Accept,
            _ => Self::Pay,
        }
    }

    fn answer(self) -> Answer {
        let (standing, reference) = match self {
            Self::Pay | Self::Twice => (Standing::Paid, Some("sandbox")),
            Self::Fail => (Standing::Failed, Some("sandbox-refused")),
            Self::Never => (Standing::Unknown, None),
            Self::Accept => (Standing::Accepted, None),
        };
        Answer { standing, reference: reference.map(str::to_owned) }
    }
}

/// The provider of a sandbox. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct SandboxProvider {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    /// What was told before the payout came.
    told: BTreeMap<String, Behaviour>,
    /// What came, and what is done with it.
    taken: BTreeMap<String, Behaviour>,
    calling_back: Option<UnboundedSender<CallBack>>,
}

impl SandboxProvider {
    /// Does this with the payout of this number. One that is here already and has not ended is ended by it, and that is
    /// told by a call-back.
    pub fn tell(&self, number: &str, behaviour: Behaviour) {
        let mut inner = self.lock();
        inner.told.insert(number.to_owned(), behaviour);
        let is_open = |taken: &Behaviour| matches!(taken, Behaviour::Never | Behaviour::Accept);
        if inner.taken.get(number).is_some_and(is_open) {
            inner.taken.insert(number.to_owned(), behaviour);
            inner.call_back(number, behaviour);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it is held, and every change is whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same number is the same payment: what was decided for it stays.
    fn take(&self, payment: &Payment) -> Behaviour {
        let mut inner = self.lock();
        if let Some(behaviour) = inner.taken.get(&payment.number) {
            return *behaviour;
        }
        let told = inner.told.get(&payment.number).copied();
        let behaviour = told.unwrap_or_else(|| Behaviour::of_amount(payment.amount));
        inner.taken.insert(payment.number.clone(), behaviour);
        if behaviour == Behaviour::Twice {
            inner.call_back(&payment.number, behaviour);
        }
        behaviour
    }
}

impl Inner {
    fn call_back(&self, number: &str, behaviour: Behaviour) {
        let answer = behaviour.answer();
        if let (Some(calling_back), Standing::Paid | Standing::Failed) = (&self.calling_back, answer.standing) {
            // The service may be stopping; then it asks at its next start.
            let _ = calling_back.send(CallBack { number: number.to_owned(), answer });
        }
    }
}

impl PayoutProvider for SandboxProvider {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn is_sandbox(&self) -> bool {
        true
    }

    fn send<'a>(&'a self, payment: &'a Payment) -> Answering<'a> {
        match self.take(payment) {
            Behaviour::Never => Box::pin(std::future::pending()),
            behaviour => Box::pin(std::future::ready(behaviour.answer())),
        }
    }

    fn query<'a>(&'a self, number: &'a str) -> Answering<'a> {
        match self.lock().taken.get(number) {
            None => Box::pin(std::future::ready(Standing::Missing.into())),
            Some(Behaviour::Never) => Box::pin(std::future::pending()),
            Some(behaviour) => Box::pin(std::future::ready(behaviour.answer())),
        }
    }

    fn call_backs(&self) -> Option<UnboundedReceiver<CallBack>> {
        let (calling_back, call_backs) = unbounded_channel();
        self.lock().calling_back = Some(calling_back);
        Some(call_backs)
    }
}
