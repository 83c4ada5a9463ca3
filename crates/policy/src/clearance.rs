//! The gate of a live deployment: rules take effect only where no finding blocks them, and what was looked at is kept.

use crate::deployment_file::DeploymentFile;
use crate::report::{Report, check};
use ratchet_core::Rules;
use ratchet_core::operations::Mode;
use ratchet_core::policy::{Clearance, Finding, OpinionUsed, Profile, Sha256, Status};
use thiserror::Error;

/// Why rules may not take effect in a live deployment.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The declared facts are those of a sandbox.
    #[error(
        "it says mode = \"sandbox\", and this deployment is live: declare the facts of the live one, mode = \"live\""
    )]
    Sandbox,
    /// At least one finding blocks.
    #[error("blocking findings of {}: {}", .0.profile, ids(.0))]
    Blocked(Box<Report>),
}

fn ids(report: &Report) -> String {
    let places = report.blocking().map(|finding| format!("{} ({})", finding.id, finding.place));
    places.collect::<Vec<_>>().join(", ")
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sandbox => "policy_mode_differs",
            Self::Blocked(_) => "policy_blocked",
        }
    }

    /// The findings that block.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let report = if let Self::Blocked(report) = self { Some(report) } else { None };
        report.into_iter().flat_map(|report| report.blocking())
    }
}

/// Asks whether `rules` may take effect in a live deployment whose facts `file` declares, on the day `today`
/// (`YYYY-MM-DD`): the clearance to keep with them, and the report that it rests on.
pub fn clear(
    profile: &Profile,
    rules: &Rules,
    file: &DeploymentFile,
    today: &str,
) -> Result<(Clearance, Report), Refusal> {
    if file.facts.mode == Mode::Sandbox {
        return Err(Refusal::Sandbox);
    }
    let report = check(profile, rules, Some(file), today);
    if report.status == Status::Blocked {
        return Err(Refusal::Blocked(Box::new(report)));
    }
    let opinions = opinions_used(&report);
    Ok((Clearance { profile: profile.name.to_owned(), deployment_file: file.sha256, opinions }, report))
}

/// The opinions that allowed a finding, each once: one may be about several findings of the same check.
fn opinions_used(report: &Report) -> Vec<OpinionUsed> {
    let mut used: Vec<OpinionUsed> = Vec::new();
    for opinion in report.findings.iter().filter_map(|finding| finding.opinion.as_ref()) {
        // An opinion without a digest allows nothing.
        let Some(sha256) = Sha256::from_hexadecimal(&opinion.sha256) else { continue };
        let (finding, reference) = (opinion.finding.clone(), opinion.reference.clone());
        let opinion = OpinionUsed { finding, reference, sha256 };
        if !used.contains(&opinion) {
            used.push(opinion);
        }
    }
    used
}
