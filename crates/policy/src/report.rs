//! The report of a check: its shape in JSON is part of the interface (`docs/policy.md`).

use crate::deployment_file::DeploymentFile;
use crate::margin;
use ratchet_core::Rules;
use ratchet_core::operations::Mode;
use ratchet_core::policy::{
    AS_OF, CAN_RUN_AWAY, DISCLAIMER, Finding, Profile, Severity, Standing, Status, Subject, Text, assess,
};
use serde::Serialize;

/// A profile applied to rules and, where there is one, a deployment.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The name of the profile.
    pub profile: &'static str,
    /// `sandbox` or `live`; none when only rules were looked at.
    pub mode: Option<&'static str>,
    /// The outcome.
    pub status: Status,
    /// By severity, and within it in the order of the profile.
    pub findings: Vec<Finding>,
    /// Checks without a finding.
    pub passed: Vec<Standing>,
    /// Checks that need the facts of a deployment.
    pub not_examined: Vec<Standing>,
    /// The month in which the sources were last looked at.
    pub sources_as_of: &'static str,
    /// What the report is not.
    pub disclaimer: Text,
}

impl Report {
    /// The findings of one severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.severity == severity)
    }

    /// The findings that block.
    pub fn blocking(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Block)
    }

    /// Whether all this is for a sandbox, and is to say so.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.mode == Some("sandbox") || self.profile == ratchet_core::policy::NONE.name
    }
}

/// Applies `profile` to rules without faults, on the day `today` (`YYYY-MM-DD`).
#[must_use]
pub fn check(profile: &Profile, rules: &Rules, deployment: Option<&DeploymentFile>, today: &str) -> Report {
    let facts = deployment.map(|deployment| &deployment.facts);
    let subject = Subject { rules, facts, today };
    let estimates: Vec<_> = margin::estimate(&subject).map(|breach| (CAN_RUN_AWAY.id, breach)).into_iter().collect();
    let assessment = assess(profile, &subject, &estimates);
    Report {
        profile: profile.name,
        mode: facts.map(|facts| match facts.mode {
            Mode::Sandbox => "sandbox",
            Mode::Live => "live",
        }),
        status: assessment.status(),
        findings: assessment.findings,
        passed: assessment.passed,
        not_examined: assessment.not_examined,
        sources_as_of: AS_OF,
        disclaimer: DISCLAIMER,
    }
}
