//! Withdrawals: there are none in this version, which is not the same as none that failed.

use serde::Serialize;

/// How withdrawals went. What is not known is null, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Withdrawals {
    /// Median time from the request to the money, in milliseconds.
    pub median_time_ms: Option<i64>,
    /// Withdrawals that failed.
    pub failures: Option<u64>,
    /// Withdrawals that wait.
    pub pending: Option<u64>,
    /// Why there are no figures: `not_in_this_version`.
    pub reason: Option<&'static str>,
}

impl Withdrawals {
    /// This version of the product pays nothing out.
    pub(crate) const NONE_YET: Self =
        Self { median_time_ms: None, failures: None, pending: None, reason: Some("not_in_this_version") };
}
