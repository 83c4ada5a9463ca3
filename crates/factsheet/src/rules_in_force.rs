//! The rules that decide now, and the next change.

use ratchet_core::policy::Clearance;
use ratchet_core::programme::ProgrammeState;
use ratchet_core::{Rules, Time};
use serde::Serialize;

/// Which rules decide.
#[derive(Clone, Debug, Serialize)]
pub struct RulesInForce {
    /// The version in force.
    pub now: VersionFacts,
    /// The next one that is published; none when none is.
    pub next: Option<VersionFacts>,
}

/// One version of the rules.
#[derive(Clone, Debug, Serialize)]
pub struct VersionFacts {
    /// Its number, from 1.
    pub version: u32,
    /// From when, UTC milliseconds; none for the first, which is in force from the beginning.
    pub effective_at: Option<Time>,
    /// The rules themselves.
    pub rules: Rules,
    /// What they were checked by before they took effect; none where nobody asked.
    pub clearance: Option<Clearance>,
}

pub(crate) fn told(of: &ProgrammeState, at: Time) -> Option<RulesInForce> {
    let facts = |version: u32| {
        let found = of.versions.get(version as usize)?;
        let effective_at = Some(found.effective_at).filter(|time| *time != Time::BEGINNING);
        let (rules, clearance) = (found.rules.clone(), found.clearance.clone());
        Some(VersionFacts { version: version + 1, effective_at, rules, clearance })
    };
    let version = of.version_at(at);
    Some(RulesInForce { now: facts(version)?, next: facts(version + 1) })
}
