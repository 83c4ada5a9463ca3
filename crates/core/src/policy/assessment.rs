//! A profile applied: findings with their severity, and what else was looked at.

use super::check::{Breach, Check, Examination, File, Setting, Subject};
use super::opinion::Opinion;
use super::profile::{Entry, Profile};
use super::source::Source;
use super::text::Text;
use serde::Serialize;

/// What a finding means under the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A live deployment publishes nothing with it.
    Block,
    /// It is said, and no more.
    Warn,
    /// A signed legal opinion allows it.
    Allowed,
}

/// One thing that a programme does not keep to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's stable id.
    pub id: &'static str,
    /// What it means under the profile.
    pub severity: Severity,
    /// Whether the fact is known; `false` for what the deployment file does not state.
    pub is_stated: bool,
    /// In which file it is.
    pub file: File,
    /// Where in that file.
    pub place: String,
    /// What is wrong.
    pub sentence: Text,
    /// What clears it.
    pub change: Text,
    /// What clears it, in figures: all of these together; empty where no figure does.
    pub settings: Vec<Setting>,
    /// Whether the profile lets a signed legal opinion clear it.
    pub takes_opinion: bool,
    /// The opinion that allows it.
    pub opinion: Option<Opinion>,
    /// What the check rests on.
    pub sources: &'static [Source],
}

/// A check without a finding: its id and its demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The check's stable id.
    pub id: &'static str,
    /// What a programme has to keep to.
    pub demand: Text,
    /// Whether the engine has no means to violate it, whatever the rules say.
    pub is_impossible: bool,
}

/// The outcome of a whole check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No finding, or only allowed ones.
    Clean,
    /// Warnings only.
    Warnings,
    /// At least one finding blocks.
    Blocked,
}

/// A profile applied to a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// By severity, and within it in the order of the profile.
    pub findings: Vec<Finding>,
    /// Checks that are kept.
    pub passed: Vec<Standing>,
    /// Checks that need the facts of a deployment, when only rules were looked at.
    pub not_examined: Vec<Standing>,
}

impl Assessment {
    /// The outcome as a whole.
    #[must_use]
    pub fn status(&self) -> Status {
        let has = |severity| self.findings.iter().any(|finding| finding.severity == severity);
        if has(Severity::Block) {
            Status::Blocked
        } else if has(Severity::Warn) {
            Status::Warnings
        } else {
            Status::Clean
        }
    }
}

/// Applies a profile. What only floats can tell is computed elsewhere and given as `estimates` (check id and breach).
#[must_use]
pub fn assess(profile: &Profile, subject: &Subject<'_>, estimates: &[(&'static str, Breach)]) -> Assessment {
    let mut assessment = Assessment { findings: Vec::new(), passed: Vec::new(), not_examined: Vec::new() };
    for entry in profile.entries {
        match with_estimates((entry.check.examine)(subject), entry.check, estimates) {
            Examination::Holds => assessment.passed.push(standing(entry.check, false)),
            Examination::Cannot => assessment.passed.push(standing(entry.check, true)),
            Examination::NeedsFacts => assessment.not_examined.push(standing(entry.check, false)),
            Examination::Breached(breaches) => {
                assessment.findings.extend(breaches.into_iter().map(|breach| finding(entry, breach, subject)));
            }
        }
    }
    report_useless_opinions(profile, subject, &mut assessment);
    assessment.findings.sort_by_key(|finding| finding.severity);
    assessment
}

/// An estimate is a breach of its own where the check found nothing. Where it did, the finding is the check's, but the
/// change is that of the estimate, which is the wider one: else following it would only lead to the next finding.
fn with_estimates(examined: Examination, check: &Check, estimates: &[(&'static str, Breach)]) -> Examination {
    let Some((_, estimate)) = estimates.iter().find(|(id, _)| *id == check.id) else { return examined };
    match examined {
        Examination::Breached(own) => Examination::Breached(
            own.into_iter()
                .map(|breach| {
                    let (change, settings) = (estimate.change.clone(), estimate.settings.clone());
                    Breach { change, settings, ..breach }
                })
                .collect(),
        ),
        _ => Examination::Breached(vec![estimate.clone()]),
    }
}

fn standing(check: &Check, is_impossible: bool) -> Standing {
    Standing { id: check.id, demand: check.demand.clone(), is_impossible }
}

fn finding(entry: &Entry, breach: Breach, subject: &Subject<'_>) -> Finding {
    let verdict = entry.verdict(breach.grade);
    let takes_opinion = verdict.takes_opinion() && breach.is_stated;
    let opinion = opinions(subject)
        .find(|opinion| takes_opinion && opinion.finding == entry.check.id && opinion.fault(subject.today).is_none());
    Finding {
        id: entry.check.id,
        severity: if opinion.is_some() { Severity::Allowed } else { verdict.severity() },
        is_stated: breach.is_stated,
        file: breach.file,
        place: breach.place,
        sentence: breach.sentence,
        change: breach.change,
        settings: breach.settings,
        takes_opinion,
        opinion: opinion.cloned(),
        sources: entry.check.sources,
    }
}

fn opinions<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Opinion> {
    subject.facts.into_iter().flat_map(|facts| &facts.opinions)
}

/// Reports opinions that can clear nothing: about a check of which the profile lets no breach be cleared, or about
/// findings of a grade that none clears. That opinions are well made is for the check `opinion`.
fn report_useless_opinions(profile: &Profile, subject: &Subject<'_>, assessment: &mut Assessment) {
    let Some(own) = profile.entries.iter().find(|entry| entry.check.id == super::checks::OPINION.id) else { return };
    for (place, opinion) in opinions(subject).enumerate() {
        let is_about = |entry: &&Entry| entry.check.id == opinion.finding;
        let takes_any = profile.entries.iter().find(is_about).is_some_and(Entry::takes_opinion);
        let found = assessment.findings.iter().filter(|finding| finding.id == opinion.finding && finding.is_stated);
        let found: Vec<bool> = found.map(|finding| finding.takes_opinion).collect();
        let clears_none = !found.is_empty() && !found.contains(&true);
        if !takes_any || clears_none {
            let useless = super::checks::useless_opinion(place, opinion, profile.name);
            assessment.passed.retain(|standing| standing.id != own.check.id);
            assessment.findings.push(finding(own, useless, subject));
        }
    }
}
