//! Hands approved payouts to the provider and asks about those of which nobody knows.

use super::provider::{Answer, CallBack, Payment, PayoutProvider, Standing};
use crate::http::Api;
use crate::runtime::{Draft, Refusal};
use ratchet_core::identifier::check_identifier;
use ratchet_core::operations::{ConcludePayout, Operation, PayoutResult, SendPayout};
use ratchet_core::payouts::{Evidence, PayoutState};
use ratchet_core::view::PayoutView;
use ratchet_core::{DEFAULT_PROGRAMME, Rejection, State};
use ratchet_deployment::DeploymentError;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, timeout};

/// How the journal names who notes what the provider says.
const ACTOR: &str = "payout-desk";
/// Payouts that the provider is asked about at once.
const IN_HAND_MAX: usize = 16;
/// Payouts taken out of the state at once.
const TAKEN_MAX: usize = 1_000;
/// How soon something is seen that nobody was woken for.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A payout with which something is to be done.
struct Due {
    payment: Payment,
    state: PayoutState,
}

/// Works until it is aborted, or the journal has stopped.
pub(super) async fn run(api: Api, provider: Arc<dyn PayoutProvider>) {
    let mut desk = Hands {
        provider,
        due: VecDeque::new(),
        at_work: JoinSet::new(),
        in_hand: HashMap::new(),
        rest_until: HashMap::new(),
    };
    let pause = api.payouts.pace().query_every.min(LOOK_EVERY);
    let mut rounds = tokio::time::interval(pause);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = api.payouts.woken() => {}
            _ = rounds.tick() => {}
            Some(done) = desk.at_work.join_next_with_id() => {
                let id = done.map_or_else(|error| error.id(), |(id, ())| id);
                desk.lay_down(id, api.payouts.pace().query_every);
            }
        }
        if desk.take_up(&api).await.is_err() {
            return;
        }
    }
}

/// What is being done and what is waited for.
struct Hands {
    provider: Arc<dyn PayoutProvider>,
    due: VecDeque<Due>,
    at_work: JoinSet<()>,
    in_hand: HashMap<Id, String>,
    /// Payouts that were asked about a short while ago.
    rest_until: HashMap<String, Instant>,
}

impl Hands {
    /// Begins with as much as fits.
    async fn take_up(&mut self, api: &Api) -> Result<(), Refusal> {
        if self.due.is_empty() {
            self.look(api).await?;
        }
        while self.in_hand.len() < IN_HAND_MAX {
            let Some(due) = self.due.pop_front() else { break };
            let number = due.payment.number.clone();
            let sender = Sender { api: api.clone(), provider: self.provider.clone() };
            let task = self.at_work.spawn(async move { sender.go_on(due).await });
            self.in_hand.insert(task.id(), number);
        }
        Ok(())
    }

    async fn look(&mut self, api: &Api) -> Result<(), Refusal> {
        let now = Instant::now();
        self.rest_until.retain(|_, until| *until > now);
        let busy: HashSet<String> = self.in_hand.values().chain(self.rest_until.keys()).cloned().collect();
        let provider = self.provider.name().to_owned();
        let found = api.desk.look(move |engine| due(engine.state(), &provider, &busy)).await?;
        self.due.extend(found);
        Ok(())
    }

    /// What goes on by then is asked about again; what has ended is never seen again.
    fn lay_down(&mut self, id: Id, rest: Duration) {
        if let Some(number) = self.in_hand.remove(&id) {
            self.rest_until.insert(number, Instant::now() + rest);
        }
    }
}

/// Oldest first. What another provider has is not this one's to be asked about.
fn due(state: &State, provider: &str, busy: &HashSet<String>) -> Vec<Due> {
    let all = state.payouts.iter().filter(|(_, row)| match row.state {
        PayoutState::Approved => true,
        PayoutState::Sending | PayoutState::Unknown => row.provider.as_deref() == Some(provider),
        _ => false,
    });
    let numbers = all.map(|(payout, _)| state.payouts.id(payout)).filter(|number| !busy.contains(*number));
    let views = numbers.take(TAKEN_MAX).filter_map(|number| PayoutView::of(state, number));
    views.map(Due::from).collect()
}

impl From<PayoutView> for Due {
    fn from(view: PayoutView) -> Self {
        let PayoutView { payout: number, kind, payee, state, net: amount, .. } = view;
        Self { payment: Payment { number, kind, payee, amount }, state }
    }
}

/// One payout's way.
struct Sender {
    api: Api,
    provider: Arc<dyn PayoutProvider>,
}

impl Sender {
    async fn go_on(&self, Due { payment, state }: Due) {
        match state {
            // From here on it is durable that the provider may have been told.
            PayoutState::Approved if self.journal_sending(&payment).await == Sending::Now => self.send(&payment).await,
            PayoutState::Sending => self.ask(&payment).await,
            PayoutState::Unknown => {
                let answer = self.query(&payment).await;
                if matches!(answer.standing, Standing::Paid | Standing::Failed) {
                    self.conclude(&payment.number, answer, Evidence::Query).await;
                }
            }
            _ => {}
        }
    }

    /// What became of a payout that was sent, perhaps, before a crash. Only what the provider never heard of is sent again,
    /// under the same number, and only while nobody has decided about it meanwhile.
    async fn ask(&self, payment: &Payment) {
        let answer = self.query(payment).await;
        match answer.standing {
            Standing::Missing if self.journal_sending(payment).await == Sending::Already => self.send(payment).await,
            Standing::Missing | Standing::Accepted => {}
            _ => self.conclude(&payment.number, answer, Evidence::Query).await,
        }
    }

    async fn send(&self, payment: &Payment) {
        let within = self.api.payouts.pace().answer_within;
        let answer = timeout(within, self.provider.send(payment)).await.unwrap_or(Standing::Unknown.into());
        if answer.standing != Standing::Accepted {
            self.conclude(&payment.number, answer, Evidence::Answer).await;
        }
    }

    async fn query(&self, payment: &Payment) -> Answer {
        let within = self.api.payouts.pace().answer_within;
        timeout(within, self.provider.query(&payment.number)).await.unwrap_or(Standing::Unknown.into())
    }

    async fn journal_sending(&self, payment: &Payment) -> Sending {
        let operation = SendPayout { id: payment.number.clone(), provider: self.provider.name().to_owned() };
        match journal(&self.api, operation).await {
            Ok(()) => Sending::Now,
            Err(Refusal::Refused(DeploymentError::Rejected(Rejection::PayoutUnchanged))) => Sending::Already,
            Err(refusal) => {
                tracing::warn!(payout = payment.number, refusal = %refusal, "a payout was not sent");
                Sending::No
            }
        }
    }

    async fn conclude(&self, number: &str, answer: Answer, evidence: Evidence) {
        note(&self.api, number, answer, evidence).await;
    }
}

/// Whether a payout is being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sending {
    /// From now on.
    Now,
    /// It was before.
    Already,
    /// It is not.
    No,
}

/// Takes what the provider tells by itself.
pub(super) async fn listen(api: Api, mut call_backs: UnboundedReceiver<CallBack>) {
    while let Some(CallBack { number, answer }) = call_backs.recv().await {
        note(&api, &number, answer, Evidence::Answer).await;
    }
}

/// Journals what became of a payout. What is known already, or was decided otherwise meanwhile, stays as it is.
async fn note(api: &Api, number: &str, answer: Answer, evidence: Evidence) {
    let result = match answer.standing {
        Standing::Paid => PayoutResult::Paid,
        Standing::Failed => PayoutResult::Failed,
        // An answer to sending that says this is none.
        Standing::Unknown | Standing::Missing => PayoutResult::Unknown,
        Standing::Accepted => return,
    };
    // A reference that is no identifier could be about a person: the journal does without it.
    let reference = answer.reference.filter(|reference| check_identifier(reference).is_ok());
    let operation = ConcludePayout { id: number.to_owned(), result, evidence, reference };
    match journal(api, operation).await {
        Ok(()) | Err(Refusal::Refused(DeploymentError::Rejected(Rejection::PayoutUnchanged))) => {}
        Err(refusal) => tracing::warn!(payout = number, refusal = %refusal, "what the provider said was not noted"),
    }
}

async fn journal(api: &Api, operation: impl Into<Operation>) -> Result<(), Refusal> {
    api.desk.execute(Draft::by(ACTOR.to_owned(), DEFAULT_PROGRAMME, operation)).await.map(drop)
}
