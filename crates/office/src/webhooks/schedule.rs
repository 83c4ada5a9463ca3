//! When a delivery that failed is tried again.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Milliseconds from one attempt to the next, as Standard Webhooks recommends them.
const DELAYS: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/// Attempts after which a delivery is given up.
pub const ATTEMPTS_MAX: i64 = 10;

/// When to try again after `attempts` that failed, the last of them at `now`; never, after the last. Up to a tenth is
/// added, drawn by `random`, so that what failed together does not come back together.
#[must_use]
pub fn next_attempt(attempts: i64, now: i64, random: u32) -> Option<i64> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    let delay = DELAYS.get(index).copied()?;
    let jitter = delay / 10 * i64::from(random % 1_024) / 1_024;
    Some(now.saturating_add(delay).saturating_add(jitter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn attempts_are_five_seconds_to_a_day_apart_and_end() {
        assert_eq!(next_attempt(1, 1_000, 0), Some(1_000 + 5 * SECOND));
        assert_eq!(next_attempt(ATTEMPTS_MAX - 1, 0, 0), Some(24 * HOUR));
        assert_eq!(next_attempt(ATTEMPTS_MAX, 0, 0), None);
        assert_eq!(next_attempt(0, 0, 0), None);
    }

    proptest! {
        #[test]
        fn jitter_adds_at_most_a_tenth(attempts in 1..ATTEMPTS_MAX, now in 0..1_i64 << 50, random: u32) {
            let least = next_attempt(attempts, now, 0).unwrap() - now;
            let drawn = next_attempt(attempts, now, random).unwrap() - now;
            prop_assert!((least..least + least / 10).contains(&drawn));
        }
    }
}
