//! The engine: decides commands and applies the events they cause, all or nothing.

use crate::command::Command;
use crate::event::Event;
use crate::handle::Programme;
use crate::keys::Key;
use crate::look_ahead::{Ahead, Foreseen};
use crate::operations::KnownOrder;
use crate::orders::{Number, Orders};
use crate::plausibility;
use crate::price::Price;
use crate::programme::ProgrammeState;
use crate::rejection::Rejection;
use crate::state::{ApplyError, State, UndoLog};
use crate::totals::programme_of;
use crate::units::Time;
use smallvec::SmallVec;

/// Version of the decisions below. Any change to what a command does is a new version; the old one stays, so that a
/// journal can be re-executed.
pub const MODEL_VERSION: u32 = 1;

/// The single-writer state machine of a deployment.
#[derive(Debug, Default)]
pub struct Engine {
    state: State,
    events: Vec<Event>,
    log: UndoLog,
    ahead: Ahead,
}

impl Engine {
    /// An engine with nothing in it; the first command opens the deployment.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An engine that goes on from `state`.
    #[must_use]
    pub fn from_state(state: State) -> Self {
        Self { state, ..Self::default() }
    }

    /// An engine whose orders have no numbers, for simulations: it remembers of them only what a refund may need. Its
    /// state is not for snapshots.
    #[must_use]
    pub fn nameless() -> Self {
        let state = State { orders: Orders::nameless(), ..State::default() };
        Self::from_state(state)
    }

    /// An engine that goes on from `state` as one made by [`Engine::nameless`] does: it forgets the numbers of all orders
    /// and decides everything else as before. Its state is not for snapshots.
    #[must_use]
    pub fn nameless_from(state: &State) -> Self {
        Self::from_state(state.without_numbers())
    }

    /// The state after the last command.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The events of the command executed last.
    #[must_use]
    pub fn last_events(&self) -> &[Event] {
        &self.events
    }

    /// Executes a command: the events that it caused, or why it was refused with nothing changed.
    ///
    /// # Panics
    /// When an invariant of the model is broken: the process must stop before anything is written. No input does that.
    pub fn execute(&mut self, command: &Command) -> Result<&[Event], Rejection> {
        self.keep(Asked::by(command), |step| command.operation.decide(step))
    }

    /// As [`Engine::execute`], with what `decide` decides.
    pub(crate) fn keep(
        &mut self,
        asked: Asked<'_>,
        decide: impl FnOnce(&mut Step<'_>) -> Result<(), Rejection>,
    ) -> Result<&[Event], Rejection> {
        self.attempt(asked, decide)?;
        self.log.clear();
        self.state.settle();
        Ok(&self.events)
    }

    /// Looks at what the next commands are about to touch. It changes nothing but how fast they are executed.
    pub fn look_ahead(&mut self, commands: &[Command]) {
        self.state.look_ahead(commands, &mut self.ahead);
    }

    /// As [`Engine::look_ahead`], at what [`Engine::book_known`] is about to touch.
    pub fn look_ahead_known(&self, orders: &[KnownOrder]) {
        self.state.look_ahead_known(orders);
    }

    /// As [`Engine::look_ahead`], at what a replay is about to touch.
    pub fn look_ahead_events<'a>(&self, events: impl Iterator<Item = &'a Event> + Clone) {
        self.state.look_ahead_events(events);
    }

    /// Executes a command, lets `look` see the outcome, and takes everything back: the real path, nothing kept.
    ///
    /// # Panics
    /// As [`Engine::execute`].
    pub fn dry_run<T>(&mut self, command: &Command, look: impl FnOnce(&State, &[Event]) -> T) -> Result<T, Rejection> {
        let clock = self.state.clock;
        self.attempt(Asked::by(command), |step| command.operation.decide(step))?;
        let seen = look(&self.state, &self.events);
        self.state.take_back(&mut self.log, &self.events);
        self.state.clock = clock;
        Ok(seen)
    }

    /// Applies events that were decided before, without deciding anything again.
    pub fn replay<'a>(
        &mut self,
        recorded_at: Time,
        events: impl IntoIterator<Item = &'a Event>,
    ) -> Result<(), ApplyError> {
        let clock = self.state.advance_clock(recorded_at);
        let mut applied: SmallVec<[&Event; 4]> = SmallVec::new();
        for event in events {
            applied.push(event);
            if let Err(error) =
                plausibility::check(&self.state, event).and_then(|()| self.state.apply(event, &mut self.log))
            {
                self.state.take_back(&mut self.log, &applied);
                self.state.clock = clock;
                return Err(error);
            }
        }
        self.log.clear();
        self.state.settle();
        Ok(())
    }

    fn attempt(
        &mut self,
        asked: Asked<'_>,
        decide: impl FnOnce(&mut Step<'_>) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        self.events.clear();
        let clock = self.state.advance_clock(asked.recorded_at);
        let decided = if clock > asked.recorded_at {
            Err(Rejection::TimeReversed)
        } else if asked.occurred_at > asked.recorded_at {
            Err(Rejection::OccurredInFuture)
        } else {
            let mut step = Step { engine: self, asked };
            match asked.key {
                None => decide(&mut step),
                Some(key) => step.under_key(key, decide),
            }
        };
        if decided.is_err() {
            self.state.take_back(&mut self.log, &self.events);
            self.events.clear();
            self.state.clock = clock;
        }
        decided
    }
}

/// When something is asked, by whom and where.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) recorded_at: Time,
    pub(crate) occurred_at: Time,
    pub(crate) actor: &'a str,
    pub(crate) approver: Option<&'a str>,
    pub(crate) programme: &'a str,
    pub(crate) key: Option<&'a Key>,
}

impl<'a> Asked<'a> {
    fn by(command: &'a Command) -> Self {
        Self {
            recorded_at: command.recorded_at,
            occurred_at: command.occurred_at,
            actor: &command.actor,
            approver: command.approver.as_deref(),
            programme: &command.programme,
            key: command.key.as_ref(),
        }
    }
}

/// Something asked, being decided: sees the state so far and emits events.
pub(crate) struct Step<'a> {
    engine: &'a mut Engine,
    pub(crate) asked: Asked<'a>,
}

impl Step<'_> {
    pub(crate) fn state(&self) -> &State {
        &self.engine.state
    }

    /// The events of this command so far.
    pub(crate) fn events(&self) -> &[Event] {
        &self.engine.events
    }

    /// Decides once under an idempotency key: what was done under it before is not done again. A refusal uses no key.
    fn under_key(
        &mut self,
        key: &Key,
        decide: impl FnOnce(&mut Self) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        if let Some(used) = self.state().find_key(&key.digest) {
            let same = used.key.fingerprint == key.fingerprint;
            return Err(if same { Rejection::IdempotencyReplayed } else { Rejection::IdempotencyConflict });
        }
        decide(self)?;
        self.emit(Event::KeyUsed(*key))
    }

    /// Decides something that `actor` asked for in `programme` and `approver` agreed to, as a part of this command.
    pub(crate) fn on_behalf(
        &mut self,
        actor: &str,
        approver: &str,
        programme: &str,
        decide: impl FnOnce(&mut Step<'_>) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        let asked = Asked { actor, approver: Some(approver), programme, key: None, ..self.asked };
        decide(&mut Step { engine: &mut *self.engine, asked })
    }

    /// Refuses what is asked of a deployment that is not open.
    pub(crate) fn deployment(&self) -> Result<(), Rejection> {
        if self.state().terms.is_some() { Ok(()) } else { Err(Rejection::DeploymentMissing) }
    }

    /// What was found out about the booking `id` before it was asked for.
    pub(crate) fn foreseen(&mut self, id: &str) -> Option<Foreseen> {
        let Engine { state, ahead, .. } = &mut *self.engine;
        ahead.take(id, state.orders.key())
    }

    /// The programme that the command names.
    pub(crate) fn programme(&self) -> Result<(Programme, &ProgrammeState), Rejection> {
        if self.state().terms.is_none() {
            return Err(Rejection::DeploymentMissing);
        }
        let handle = self.state().programme_named(self.asked.programme).ok_or(Rejection::ProgrammeUnknown)?;
        Ok((handle, self.of(handle)))
    }

    /// Refuses a command that one person alone may not give.
    pub(crate) fn needs_two_people(&self) -> Result<(), Rejection> {
        let Asked { actor, approver, .. } = self.asked;
        if approver.is_some_and(|approver| approver != actor) { Ok(()) } else { Err(Rejection::TwoPeopleNeeded) }
    }

    /// Refuses a command that one person alone may not give where money is real.
    pub(crate) fn needs_two_people_when_live(&self) -> Result<(), Rejection> {
        if self.state().is_live() { self.needs_two_people() } else { Ok(()) }
    }

    /// The state of a programme whose handle came from the state.
    pub(crate) fn of(&self, programme: Programme) -> &ProgrammeState {
        &self.engine.state.programmes[programme.place()]
    }

    /// The version of the programme's rules in force when the command occurred.
    pub(crate) fn version(&self, programme: Programme) -> u32 {
        self.of(programme).version_at(self.asked.occurred_at)
    }

    /// The position of `programme` that is due first, at its price of this moment.
    pub(crate) fn next_due(&mut self, programme: Programme) -> Option<crate::handle::Position> {
        let state = &mut self.engine.state.programmes[programme.place()];
        let price = state.price();
        state.positions.next_due(price)
    }

    /// Goes on with the closing of a month; see [`State::advance_period`].
    pub(crate) fn advance_period(&mut self, programme: Programme, steps: u64) -> bool {
        self.engine.state.advance_period(programme, steps)
    }

    /// Refuses everything before the deployment is open.
    pub(crate) fn opened(&self) -> Result<(), Rejection> {
        if self.state().terms.is_none() { Err(Rejection::DeploymentMissing) } else { Ok(()) }
    }

    /// Does what `ask` asks, or nothing of it: what it emitted before it was refused is taken back, and what the command
    /// did before stays.
    pub(crate) fn whole(&mut self, ask: impl FnOnce(&mut Self) -> Result<(), Rejection>) -> Result<(), Rejection> {
        let (mark, events, asked) = (self.engine.log.mark(), self.engine.events.len(), self.asked);
        let done = ask(self);
        self.asked = asked;
        if done.is_err() {
            let Engine { state, log, events: emitted, .. } = &mut *self.engine;
            state.take_back_to(mark, log, emitted);
            emitted.truncate(events);
        }
        done
    }

    /// Applies an event and keeps it for the journal.
    pub(crate) fn emit(&mut self, event: Event) -> Result<(), Rejection> {
        self.emit_numbered(event, &Number::NONE)
    }

    /// As [`Step::emit`]; where the event books an order, `number` is its number.
    #[allow(clippy::panic)]
    pub(crate) fn emit_numbered(&mut self, event: Event, number: &Number<'_>) -> Result<(), Rejection> {
        let Engine { state, log, events, .. } = &mut *self.engine;
        let priced = programme_of(&event).map(|programme| (programme, price_of(state, programme)));
        // Kept first: what was applied of it is taken back by it.
        events.push(event);
        let Some(event) = events.last() else { return Ok(()) };
        match state.apply_numbered(event, number, log) {
            Ok(()) => {}
            Err(ApplyError::Overflow) => return Err(Rejection::LimitExceeded),
            Err(ApplyError::Inconsistent(what)) => panic!("broken invariant: {what}, in {event:?}"),
        }
        if let Some((programme, before)) = priced {
            let state = &state.programmes[programme.place()];
            let held = state.founding_units + state.positions.held();
            assert!(held == state.supply, "broken invariant: {held:?} units are held, in {event:?}");
            Self::assert_price(state, before, event);
        }
        Ok(())
    }

    /// The price never falls, from one moment with supply to the next.
    fn assert_price(state: &ProgrammeState, before: Option<Price>, event: &Event) {
        let fell = before.is_some_and(|before| state.supply.is_positive() && !state.price().at_least(before));
        assert!(!fell, "broken invariant: the price fell, in {event:?}");
    }
}

/// The price while there is supply: before the first unit and between the last one and its `Emptied` there is none.
fn price_of(state: &State, programme: Programme) -> Option<Price> {
    let programme = state.programme(programme)?;
    programme.supply.is_positive().then(|| programme.price())
}
