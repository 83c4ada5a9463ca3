//! Plays a history event by event, for whoever needs the state right before and right after each one.

use crate::error::DeploymentError;
use crate::history::{History, PlacedRecord};
use crate::layout::Layout;
use crate::loading::check_signed_head;
use ratchet_core::state::ApplyError;
use ratchet_core::{Command, Engine, Event, State, plausibility};
use ratchet_journal::Head;

/// One event and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Sequence of its record in the journal, from 0.
    pub record: u64,
    /// Frame in which that record begins.
    pub frame: u64,
    /// Place of the event in its record, from 0.
    pub event_place: u64,
    /// The command that was asked; of an approved request, what it was for.
    pub command: &'a Command,
    /// All events of the record: the first is what was asked for, the others followed from it.
    pub events: &'a [Event],
    /// The event itself.
    pub event: &'a Event,
}

/// Somebody who follows a replay.
pub trait Watch {
    /// Whether nothing from this command on is of interest; the replay ends before it.
    fn is_over(&self, _command: &Command) -> bool {
        false
    }

    /// Called before an event is applied.
    fn before(&mut self, _state: &State, _moment: &Moment<'_>) {}

    /// Called after it was applied.
    fn after(&mut self, _state: &State, _moment: &Moment<'_>) {}
}

/// What a replay leaves.
#[derive(Debug)]
pub struct Replayed {
    /// An engine that stands where the replay ended.
    pub engine: Engine,
    /// The last frame of the history that was played.
    pub head: Option<Head>,
}

/// Plays the whole journal of the deployment at `layout`, beside a writer or without one. One record is in memory at a
/// time, and the state that they lead to. A journal that has lost its signed head is refused. `progress` is told how many
/// records of how many are done.
pub fn replay(
    layout: &Layout,
    watch: &mut impl Watch,
    mut progress: impl FnMut(u64, u64),
) -> Result<Replayed, DeploymentError> {
    check_signed_head(layout)?;
    let mut history = History::open(layout)?;
    let (head, records) = (history.head().cloned(), history.record_count());
    let mut engine = Engine::new();
    while let Some(placed) = history.read_next()? {
        if watch.is_over(&placed.record.command) {
            break;
        }
        follow(&mut engine, &placed, watch)?;
        progress(placed.sequence + 1, records);
    }
    Ok(Replayed { engine, head })
}

/// Plays one record.
pub fn follow(engine: &mut Engine, placed: &PlacedRecord, watch: &mut impl Watch) -> Result<(), DeploymentError> {
    let PlacedRecord { sequence, frame, record } = placed;
    let (done, events) = (record.command.as_done(&record.events), record.events.as_slice());
    let command = &*done;
    for (event_place, event) in (0..).zip(events) {
        let moment = Moment { record: *sequence, frame: *frame, event_place, command, events, event };
        let broken = |error: ApplyError| DeploymentError::broken(*frame, *sequence, error.to_string());
        // Whoever watches does arithmetic with it before the engine does.
        plausibility::check(engine.state(), event).map_err(broken)?;
        watch.before(engine.state(), &moment);
        engine.replay(command.recorded_at, [event]).map_err(broken)?;
        watch.after(engine.state(), &moment);
    }
    Ok(())
}
