//! What new rules are checked by: a policy profile and the facts that the operator declares.

use crate::http::Problem;
use axum::http::StatusCode;
use ratchet_core::policy::{CN_STRICT, Clearance, NONE, Profile};
use ratchet_core::{Rules, Time};
use ratchet_policy::{DeploymentFile, Report};
use std::fmt;
use std::sync::Arc;

/// Checks rules.
#[derive(Clone)]
pub struct PolicyDesk {
    profile: &'static Profile,
    file: Option<Arc<DeploymentFile>>,
    is_live: bool,
}

impl fmt::Debug for PolicyDesk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PolicyDesk({})", self.profile.name)
    }
}

impl PolicyDesk {
    /// A desk that checks by `profile`, else by that of the file, else by the strictest.
    #[must_use]
    pub fn new(profile: Option<&'static Profile>, file: Option<DeploymentFile>, is_live: bool) -> Self {
        let declared = file.as_ref().and_then(|file| file.profile);
        Self { profile: profile.or(declared).unwrap_or(&CN_STRICT), file: file.map(Arc::new), is_live }
    }

    /// Whether there is a profile at all: without one, no money is real.
    #[must_use]
    pub fn checks_anything(&self) -> bool {
        self.profile.name != NONE.name
    }

    /// What the profile finds in `rules`.
    #[must_use]
    pub fn check(&self, rules: &Rules, now: Time) -> Report {
        ratchet_policy::check(self.profile, rules, self.file.as_deref(), &day_of(now))
    }

    /// The clearance that `rules` need where money is real; none in a sandbox.
    pub fn clear(&self, rules: &Rules, now: Time) -> Result<Option<Clearance>, Problem> {
        if !self.is_live {
            return Ok(None);
        }
        let refused = |code, detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).at("rules");
        let Some(file) = &self.file else {
            let detail = "start the service with the declared facts of this deployment: --deployment FILE";
            return Err(refused("policy_unchecked", detail.to_owned()));
        };
        let cleared = ratchet_policy::clear(self.profile, rules, file, &day_of(now));
        let (clearance, _) = cleared.map_err(|refusal| refused(refusal.code(), refusal.to_string()))?;
        Ok(Some(clearance))
    }
}

/// The day in the zone of Chinese law.
fn day_of(now: Time) -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
    let moment = jiff::Timestamp::from_millisecond(now.milliseconds()).unwrap_or_default();
    moment.to_zoned(zone).date().to_string()
}
