//! Asks the engine to do what is due. It is a command like any other: what it did stands in the journal.

use super::clock::Clock;
use super::desk::{Desk, Draft};
use ratchet_core::DEFAULT_PROGRAMME;
use ratchet_core::operations::Tick;
use std::time::Duration;

/// How often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Who asks.
const ACTOR: &str = "clock";

/// Ticks until the journal stops. Where more is due than one tick does, the next one follows at once, and whatever
/// waits meanwhile comes in between.
pub async fn keep_ticking(desk: Desk, clock: Clock) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while desk.durable().is_writable() {
        looks.tick().await;
        loop {
            let now = clock.now();
            let Ok(is_due) = desk.look(move |engine| engine.state().due.first_at(now).is_some()).await else { return };
            if !is_due {
                break;
            }
            if let Err(refusal) = desk.execute(Draft::by(ACTOR.to_owned(), DEFAULT_PROGRAMME, Tick {})).await {
                tracing::warn!(refusal = %refusal, "what is due was not done");
                break;
            }
        }
    }
}
