//! Which provider pays, how long it is waited for, and who is woken when there is something to send.

use super::provider::PayoutProvider;
use super::sandbox::SandboxProvider;
use crate::service::ServiceError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// How payouts are handed over.
#[derive(Clone, Debug, Default)]
pub struct PayoutOptions {
    /// Who pays; in a sandbox its own provider, where nobody is named.
    pub provider: Option<Arc<dyn PayoutProvider>>,
    /// How long it is waited for.
    pub pace: Pace,
}

/// How long a provider is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// What is not answered by then is unknown.
    pub answer_within: Duration,
    /// Between two queries about one payout.
    pub query_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { answer_within: Duration::from_secs(30), query_every: Duration::from_mins(1) }
    }
}

/// What handlers know of payouts on their way.
#[derive(Clone, Debug)]
pub struct PayoutDesk {
    provider: Option<Arc<dyn PayoutProvider>>,
    sandbox: Option<SandboxProvider>,
    pace: Pace,
    wake: Arc<Notify>,
}

impl PayoutDesk {
    /// A desk of a deployment where money is real or not. Real money is never moved by a provider that moves none, and a
    /// sandbox never by one that does.
    pub(crate) fn open(options: PayoutOptions, is_real: bool) -> Result<Self, ServiceError> {
        let PayoutOptions { provider, pace } = options;
        let wake = Arc::new(Notify::new());
        match provider {
            Some(provider) if provider.is_sandbox() == is_real => {
                Err(ServiceError::Provider { provider: provider.name().to_owned() })
            }
            None if !is_real => {
                let sandbox = SandboxProvider::default();
                Ok(Self { provider: Some(Arc::new(sandbox.clone())), sandbox: Some(sandbox), pace, wake })
            }
            provider => Ok(Self { provider, sandbox: None, pace, wake }),
        }
    }

    /// Who pays.
    #[must_use]
    pub fn provider(&self) -> Option<&Arc<dyn PayoutProvider>> {
        self.provider.as_ref()
    }

    /// The provider of a sandbox, where it is the one that pays.
    #[must_use]
    pub fn sandbox(&self) -> Option<&SandboxProvider> {
        self.sandbox.as_ref()
    }

    /// How long the provider is waited for.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// There is something to send.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until there is something to send.
    pub(super) fn woken(&self) -> Notified<'_> {
        self.wake.notified()
    }
}
