//! The time of recording. A sandbox can freeze it and move it on, so that what is due in a month can be tested today.

use ratchet_core::Time;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock that all parts of the service share.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    setting: Arc<Mutex<Setting>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Setting {
    /// Milliseconds ahead of the machine.
    ahead: i64,
    frozen_at: Option<i64>,
}

/// What the clock shows, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// Now.
    pub now: Time,
    /// Whether it stands still.
    pub frozen: bool,
    /// Milliseconds ahead of the machine, where it does not stand still.
    pub ahead_ms: i64,
}

impl Clock {
    /// A clock that stands still at `time`.
    #[must_use]
    pub fn frozen_at(time: Time) -> Self {
        let clock = Self::default();
        clock.lock().frozen_at = Some(time.milliseconds());
        clock
    }

    /// Now, UTC milliseconds.
    #[must_use]
    pub fn now(&self) -> Time {
        self.reading().now
    }

    /// Now, and how the clock is set.
    #[must_use]
    pub fn reading(&self) -> ClockReading {
        let Setting { ahead, frozen_at } = *self.lock();
        let now = frozen_at.unwrap_or_else(|| machine().saturating_add(ahead));
        ClockReading { now: Time::from_milliseconds(now), frozen: frozen_at.is_some(), ahead_ms: ahead }
    }

    /// Stands still from now on.
    pub fn freeze(&self) {
        let now = self.now().milliseconds();
        self.lock().frozen_at = Some(now);
    }

    /// Runs again, from where it stood.
    pub fn run(&self) {
        let mut setting = self.lock();
        if let Some(frozen_at) = setting.frozen_at.take() {
            setting.ahead = frozen_at.saturating_sub(machine());
        }
    }

    /// Moves on by `milliseconds`; it never goes back.
    pub fn advance(&self, milliseconds: u64) {
        let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
        let mut setting = self.lock();
        match &mut setting.frozen_at {
            Some(frozen_at) => *frozen_at = frozen_at.saturating_add(milliseconds),
            None => setting.ahead = setting.ahead.saturating_add(milliseconds),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Setting> {
        // Nothing panics while it is held, and a setting is whole at any time.
        self.setting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What the machine's clock shows, UTC milliseconds.
fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_when_told_and_runs_on_from_there() {
        let clock = Clock::default();
        clock.freeze();
        let frozen = clock.now().milliseconds();
        clock.advance(86_400_000);
        assert_eq!(clock.now().milliseconds(), frozen + 86_400_000);
        clock.run();
        let reading = clock.reading();
        assert!(!reading.frozen);
        assert!(reading.now.milliseconds() >= frozen + 86_400_000);
    }
}
