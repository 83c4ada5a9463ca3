//! The API keys that are good now, in memory: every request of an integrator asks here, none asks the file.

use crate::error::OfficeError;
use crate::scope::Scope;
use crate::token::{self, Hash};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// A key that is neither revoked nor of another mode.
pub struct ActiveKey {
    /// Its opaque id, which stands for it in the journal and in the audit.
    pub id: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Requests a second.
    pub rate_per_second: NonZeroU32,
    pub(crate) secret_hash: Hash,
    pub(crate) last_used_at: AtomicI64,
    limiter: DefaultDirectRateLimiter,
}

impl fmt::Debug for ActiveKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ActiveKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ActiveKey {
    pub(crate) fn new(
        id: String,
        secret_hash: Hash,
        scopes: BTreeSet<Scope>,
        rate: NonZeroU32,
        last_used_at: i64,
    ) -> Self {
        let (limiter, last_used_at) = (RateLimiter::direct(Quota::per_second(rate)), AtomicI64::new(last_used_at));
        Self { id, scopes, rate_per_second: rate, secret_hash, last_used_at, limiter }
    }

    /// Whether the key was made with this scope.
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Counts a request against the rate of the key. This alone goes by the machine's own monotonic clock: a frozen clock
    /// of a sandbox must not stop requests.
    pub fn admit(&self) -> Result<(), OfficeError> {
        self.limiter.check().map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            OfficeError::KeyRateExceeded { retry_after: i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).max(1) }
        })
    }
}

/// All of them by id.
#[derive(Debug, Default)]
pub(crate) struct ActiveKeys {
    by_id: RwLock<HashMap<String, Arc<ActiveKey>>>,
    /// Which state of the file this is. Held while it is read anew, so that an older state never replaces a newer one.
    pub(crate) generation: Mutex<Option<i64>>,
}

impl ActiveKeys {
    pub(crate) fn get(&self, id: &str) -> Option<Arc<ActiveKey>> {
        self.by_id.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<ActiveKey>> {
        self.by_id.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// These and no others are good from now on. A key that was good before keeps its rate and its last use.
    pub(crate) fn replace(&self, keys: Vec<ActiveKey>) {
        let mut by_id = self.by_id.write().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *by_id);
        *by_id = keys
            .into_iter()
            .map(|key| (key.id.clone(), before.remove(&key.id).unwrap_or_else(|| Arc::new(key))))
            .collect();
    }
}

/// The key of `id`, if `presented` is its secret.
pub(crate) fn check(key: Option<Arc<ActiveKey>>, presented: &str, now: i64) -> Result<Arc<ActiveKey>, OfficeError> {
    let key = key.ok_or(OfficeError::KeyInvalid)?;
    if !token::is_same(&key.secret_hash, &token::hash(presented)) {
        return Err(OfficeError::KeyInvalid);
    }
    key.last_used_at.fetch_max(now, Ordering::Relaxed);
    Ok(key)
}
