//! `ratchet check`.

use super::rules;
use crate::arguments::{Check, DeclaredFacts};
use crate::failure::{EXIT_REFUSED, EXIT_SOME_REJECTED, Failure};
use crate::language;
use crate::output::{self, line};
use ratchet_core::policy::{self, File, Finding, Profile, Severity, Standing, Status, Text};
use ratchet_policy::{DeploymentFile, Report};
use rust_i18n::t;
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;

/// The report beside the files that it is about.
#[derive(Serialize)]
struct Shown<'a> {
    rules: String,
    deployment: Option<String>,
    #[serde(flatten)]
    report: &'a Report,
}

pub(crate) fn check(asked: &Check, json: bool) -> Result<ExitCode, Failure> {
    let rules = rules::read(&asked.rules)?;
    let deployment = asked.facts.deployment.as_deref().map(read_deployment).transpose()?;
    let profile = profile(&asked.facts, deployment.as_ref());
    let report = ratchet_policy::check(profile, &rules, deployment.as_ref(), &today());
    if json {
        let path = |path: &Path| path.display().to_string();
        let (rules, deployment) = (path(&asked.rules), asked.facts.deployment.as_deref().map(path));
        output::json(&Shown { rules, deployment, report: &report })?;
    } else {
        print(asked, profile, &report)?;
    }
    Ok(ExitCode::from(match report.status {
        Status::Clean => 0,
        Status::Warnings => EXIT_SOME_REJECTED,
        Status::Blocked => EXIT_REFUSED,
    }))
}

pub(crate) fn read_deployment(path: &Path) -> Result<DeploymentFile, Failure> {
    let refused = |error| Failure::Policy { path: path.to_path_buf(), error };
    let too_large = |message| refused(ratchet_policy::PolicyError::Malformed { line: 1, message });
    ratchet_policy::parse(&rules::small_text(path, too_large)?).map_err(refused)
}

/// What was asked for, else what the deployment says, else the strictest.
pub(crate) fn profile(asked: &DeclaredFacts, deployment: Option<&DeploymentFile>) -> &'static Profile {
    let named = asked.profile.as_deref().and_then(policy::profile);
    named.or_else(|| deployment.and_then(|file| file.profile)).unwrap_or(&policy::CN_STRICT)
}

/// The day in the zone of Chinese law.
pub(crate) fn today() -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::now().to_zoned(zone).date().to_string()
}

fn said(text: &Text) -> &str {
    if language::is_chinese() { &text.zh } else { &text.en }
}

fn print(asked: &Check, profile: &Profile, report: &Report) -> Result<(), Failure> {
    if report.is_sandbox() {
        line(t!("output.sandbox"))?;
    }
    line(t!("check.rules", path = asked.rules.display()))?;
    line(t!("check.profile", name = profile.name, about = said(&profile.about), date = report.sources_as_of))?;
    let groups =
        [(Severity::Block, "check.blocks"), (Severity::Warn, "check.warns"), (Severity::Allowed, "check.allows")];
    for (severity, heading) in groups {
        let findings: Vec<&Finding> = report.of(severity).collect();
        if !findings.is_empty() {
            line("")?;
            line(t!(heading, count = findings.len()))?;
            findings.into_iter().try_for_each(|finding| line(finding_text(finding)))?;
        }
    }
    line("")?;
    let (impossible, kept): (Vec<&Standing>, Vec<&Standing>) =
        report.passed.iter().partition(|standing| standing.is_impossible);
    print_ids("check.kept", &kept)?;
    print_ids("check.impossible", &impossible)?;
    print_ids("check.not_examined", &report.not_examined.iter().collect::<Vec<_>>())?;
    line("")?;
    let count = |severity| report.of(severity).count();
    let outcome = match report.status {
        Status::Blocked => t!("check.blocked", blocks = count(Severity::Block), warnings = count(Severity::Warn)),
        Status::Warnings => t!("check.warned", warnings = count(Severity::Warn)),
        Status::Clean => t!("check.clean"),
    };
    line(outcome)?;
    line(said(&report.disclaimer))
}

/// A finding in the chosen language, a few lines.
pub(crate) fn finding_text(finding: &Finding) -> String {
    let place = match finding.file {
        File::Rules => t!("check.in_rules", id = finding.id, place = finding.place),
        File::Deployment => t!("check.in_deployment", id = finding.id, place = finding.place),
    };
    let sentence = format!("    {}", said(&finding.sentence));
    let mut lines = vec![place.into_owned(), sentence];
    lines.push(t!("check.change", change = said(&finding.change)).into_owned());
    if let Some(opinion) = &finding.opinion {
        let opinion = t!(
            "check.opinion",
            reference = opinion.reference,
            signed_by = opinion.signed_by,
            date = opinion.date,
            sha256 = opinion.sha256
        );
        lines.push(opinion.into_owned());
    }
    let sources: Vec<String> = finding.sources.iter().map(|source| said(&source.text()).to_owned()).collect();
    let sources = sources.join(if language::is_chinese() { "；" } else { "; " });
    lines.push(t!("check.source", sources = sources).into_owned());
    lines.join("\n")
}

/// A line of ids, unless there are none.
fn print_ids(heading: &str, standings: &[&Standing]) -> Result<(), Failure> {
    let ids: Vec<&str> = standings.iter().map(|standing| standing.id).collect();
    if ids.is_empty() { Ok(()) } else { line(t!(heading, count = ids.len(), ids = ids.join(", "))) }
}
