//! Lock-out: after a few failures a sign-in name has to wait, longer each time. Names that nobody has are counted in the
//! same way, so that the answer does not tell who is there.

use crate::error::OfficeError;
use crate::limits::{SIGN_IN_FAILURES_KEPT, SIGN_IN_FAILURES_MAX, SIGN_IN_LOCK_FIRST, SIGN_IN_LOCK_MAX};
use crate::office::{Change, Office};
use crate::token::Hash;

/// Under what the attempts at a sign-in name are counted. Not the name itself: what is typed there is sometimes a
/// password.
pub(crate) fn subject(login: &str) -> Hash {
    blake3::derive_key("ratchet office 2026-11 sign-in name", login.as_bytes())
}

/// Milliseconds to wait after so many failures.
fn lock_for(failures: i64) -> i64 {
    let beyond = failures - SIGN_IN_FAILURES_MAX;
    if beyond < 0 {
        return 0;
    }
    let doublings = u32::try_from(beyond).unwrap_or(u32::MAX).min(20);
    SIGN_IN_LOCK_FIRST.saturating_mul(1 << doublings).min(SIGN_IN_LOCK_MAX)
}

impl Office {
    /// Counts an attempt as failed before it is looked at: many at once have no more guesses than one after the other.
    pub(crate) async fn begin_attempt(&self, subject: &Hash, now: i64) -> Result<(), OfficeError> {
        let mut change = self.change().await?;
        sqlx::query("DELETE FROM sign_in_attempts WHERE last_at < ?")
            .bind(now.saturating_sub(SIGN_IN_FAILURES_KEPT))
            .execute(&mut *change)
            .await?;
        let so_far: Option<(i64, i64)> =
            sqlx::query_as("SELECT failures, locked_until FROM sign_in_attempts WHERE subject_hash = ?")
                .bind(&subject[..])
                .fetch_optional(&mut *change)
                .await?;
        let (failures, locked_until) = so_far.unwrap_or_default();
        if locked_until > now {
            return Err(OfficeError::SignInLocked { retry_after: locked_until - now });
        }
        let failures = failures.saturating_add(1);
        sqlx::query(
            "INSERT INTO sign_in_attempts (subject_hash, failures, last_at, locked_until) VALUES (?, ?, ?, ?) \
             ON CONFLICT (subject_hash) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, \
             locked_until = excluded.locked_until",
        )
        .bind(&subject[..])
        .bind(failures)
        .bind(now)
        .bind(now.saturating_add(lock_for(failures)))
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(())
    }
}

/// The attempt succeeded, or whose name it was is gone.
pub(crate) async fn forget(change: &mut Change, subject: &Hash) -> Result<(), OfficeError> {
    sqlx::query("DELETE FROM sign_in_attempts WHERE subject_hash = ?")
        .bind(&subject[..])
        .execute(&mut **change)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_double_up_to_an_hour() {
        let seconds: Vec<i64> = (4..=13).map(|failures| lock_for(failures) / 1_000).collect();
        assert_eq!(seconds, [0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(lock_for(i64::MAX), SIGN_IN_LOCK_MAX);
    }
}
