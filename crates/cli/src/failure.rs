//! What went wrong, as people and programs are told: a stable code, what is wrong, and an exit status.

use crate::commands::check::finding_text;
use crate::language;
use ratchet_bench::BenchError;
use ratchet_books::BooksError;
use ratchet_charts::ChartError;
use ratchet_core::Rejection;
use ratchet_core::rules::RuleFault;
use ratchet_deployment::DeploymentError;
use ratchet_journal::JournalError;
use ratchet_policy::{PolicyError, Refusal};
use ratchet_report::KeepError;
use ratchet_server::ServiceError;
use ratchet_sim::SimError;
use rust_i18n::t;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thiserror::Error;

/// Refused, or broken: nothing was done.
pub(crate) const EXIT_REFUSED: u8 = 1;
/// Cannot even be tried: a wrong argument, a file that cannot be read.
pub(crate) const EXIT_CANNOT: u8 = 2;
/// Done, but some lines were refused.
pub(crate) const EXIT_SOME_REJECTED: u8 = 3;
/// Done and durable, but the result could not be shown.
pub(crate) const EXIT_DONE_UNSAID: u8 = 4;
/// Stopped by Ctrl-C; what was done is durable.
pub(crate) const EXIT_INTERRUPTED: u8 = 130;

/// A failed command.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Deployment(#[from] DeploymentError),
    #[error(transparent)]
    Bench(#[from] BenchError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Books(BooksError),
    #[error(transparent)]
    Chart(#[from] ChartError),
    #[error("{path} is inside the deployment: write the chart elsewhere, with -o")]
    ChartInside { path: PathBuf },
    #[error("nothing has happened in programme `{programme}` yet: book or import orders first")]
    ChartEmpty { programme: String },
    #[error("nothing happened in programme `{programme}` in this time: look with other --from and --to")]
    ChartRangeEmpty { programme: String },
    #[error(transparent)]
    Simulation(#[from] SimError),
    #[error(transparent)]
    Report(#[from] KeepError),
    #[error("{path}: {cause}")]
    File { path: PathBuf, cause: io::Error },
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    #[error("{path}: {message}")]
    Toml { path: PathBuf, message: String },
    #[error("{path}: these rules can never work:\n{}", list(.faults))]
    Rules { path: PathBuf, faults: Vec<RuleFault> },
    #[error("{}", in_file(.path, .error))]
    Policy { path: PathBuf, error: PolicyError },
    #[error("{}: {refusal}", if matches!(.refusal, Refusal::Sandbox) { .facts } else { .rules }.display())]
    Uncleared { rules: PathBuf, facts: PathBuf, refusal: Refusal },
    #[error("{argument}: {message}")]
    Argument { argument: &'static str, message: String },
    #[error("done and durable, but the result could not be shown: {0}")]
    DoneUnsaid(Box<Failure>),
    #[error("{path}: cannot write the page: {cause}")]
    Page { path: PathBuf, cause: io::Error },
    #[error("{path} is not a signed head: {cause}")]
    Head { path: PathBuf, cause: String },
}

/// The codes that only the command line has, with a sentence each.
#[cfg(test)]
pub(crate) const CODES: &[&str] = &[
    "argument_invalid",
    "bench_impossible",
    "chart_inside_deployment",
    "chart_no_orders",
    "chart_range_empty",
    "done_unsaid",
    "file_unreadable",
    "head_unreadable",
    "output_unwritable",
    "rules_invalid",
    "rules_malformed",
];

fn list(faults: &[RuleFault]) -> String {
    let lines = faults.iter().map(|fault| format!("  {}: {} [{}]", fault.place, fault.message, fault.code));
    lines.collect::<Vec<_>>().join("\n")
}

/// Each line of what is wrong with a deployment file, with its name.
fn in_file(path: &Path, error: &PolicyError) -> String {
    let text = error.to_string();
    let lines = text.lines().map(|line| format!("{}: {line}", path.display()));
    lines.collect::<Vec<_>>().join("\n  ")
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Deployment(rejection.into())
    }
}

impl From<BooksError> for Failure {
    fn from(error: BooksError) -> Self {
        match error {
            BooksError::Deployment(error) => Self::Deployment(error),
            error => Self::Books(error),
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::Deployment(error.into())
    }
}

impl Failure {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::File { path, cause }
    }

    pub(crate) fn page(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::Page { path, cause }
    }

    pub(crate) fn argument(argument: &'static str, message: String) -> Self {
        Self::Argument { argument, message }
    }

    /// The same failure once everything is durable: asking again would do it twice.
    pub(crate) fn after_commit(self) -> Self {
        if self.is_closed_pipe() { self } else { Self::DoneUnsaid(Box::new(self)) }
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Deployment(error) => error.code(),
            Self::Books(error) => error.code(),
            Self::Simulation(error) => error.code(),
            Self::Report(error) => error.code(),
            Self::Bench(_) => "bench_impossible",
            Self::Service(error) => error.code(),
            Self::Chart(error) => error.code(),
            Self::ChartInside { .. } => "chart_inside_deployment",
            Self::ChartEmpty { .. } => "chart_no_orders",
            Self::ChartRangeEmpty { .. } => "chart_range_empty",
            Self::File { .. } => "file_unreadable",
            Self::Output(_) | Self::Page { .. } => "output_unwritable",
            Self::Toml { .. } => "rules_malformed",
            Self::Rules { .. } => "rules_invalid",
            Self::Policy { error, .. } => error.code(),
            Self::Uncleared { refusal, .. } => refusal.code(),
            Self::Argument { .. } => "argument_invalid",
            Self::DoneUnsaid(_) => "done_unsaid",
            Self::Head { .. } => "head_unreadable",
        }
    }

    /// The sentence with its code. Where the language has a sentence for the code, that one comes first.
    pub(crate) fn to_text(&self) -> String {
        let (code, english) = (self.code(), self.to_string());
        if let Self::Uncleared { refusal, .. } = self {
            let findings = refusal.findings().map(|finding| format!("\n{}", finding_text(finding)));
            let sentence = language::sentence(code);
            let sentence = sentence.map_or(english.clone(), |sentence| format!("{sentence}\n  {english}"));
            return format!("{} [{code}]: {sentence}{}", t!("failure.error"), findings.collect::<String>());
        }
        let localised = language::sentence(code);
        match localised {
            Some(sentence) if matches!(self, Self::Deployment(DeploymentError::Rejected(_))) => {
                format!("{} [{code}]: {sentence}", t!("failure.error"))
            }
            Some(sentence) => format!("{} [{code}]: {sentence}\n  {english}", t!("failure.error")),
            None => format!("{} [{code}]: {english}", t!("failure.error")),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        let mut error = serde_json::json!({ "code": self.code(), "detail": self.to_string() });
        match self {
            Self::Deployment(DeploymentError::Rejected(rejection)) => error["param"] = rejection.param().into(),
            Self::Deployment(DeploymentError::Broken { frame, record, .. }) => {
                error["frame"] = (*frame).into();
                error["record"] = (*record).into();
            }
            Self::Rules { faults, .. } => error["faults"] = serde_json::json!(faults),
            Self::Uncleared { refusal: Refusal::Blocked(report), .. } => {
                error["profile"] = report.profile.into();
                error["findings"] = serde_json::json!(report.blocking().collect::<Vec<_>>());
            }
            Self::Policy { error: PolicyError::Invalid(faults), .. } => error["faults"] = serde_json::json!(faults),
            _ => {}
        }
        serde_json::json!({ "error": error }).to_string()
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Deployment(error) | Self::Service(ServiceError::Deployment(error)) => deployment_exit(error),
            Self::DoneUnsaid(_) => EXIT_DONE_UNSAID,
            Self::Rules { .. } | Self::Uncleared { .. } => EXIT_REFUSED,
            Self::Bench(_)
            | Self::Service(_)
            | Self::Books(_)
            | Self::Chart(_)
            | Self::ChartInside { .. }
            | Self::ChartEmpty { .. }
            | Self::ChartRangeEmpty { .. }
            | Self::Simulation(_)
            | Self::Report(_)
            | Self::File { .. }
            | Self::Output(_)
            | Self::Page { .. }
            | Self::Toml { .. }
            | Self::Policy { .. }
            | Self::Argument { .. }
            | Self::Head { .. } => EXIT_CANNOT,
        })
    }

    /// Whether whoever read our output went away: nothing to complain about.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        match self {
            Self::Output(error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Books(error) => error.is_closed_pipe(),
            _ => false,
        }
    }
}

fn deployment_exit(error: &DeploymentError) -> u8 {
    match error {
        DeploymentError::Rejected(_)
        | DeploymentError::PolicyUnchecked
        | DeploymentError::BatchChanged { .. }
        | DeploymentError::PlanMismatch { .. }
        | DeploymentError::PlanMissing { .. }
        | DeploymentError::Broken { .. }
        | DeploymentError::HeadKeyForeign { .. }
        | DeploymentError::Journal(
            JournalError::Damaged { .. }
            | JournalError::TailDamaged { .. }
            | JournalError::HeadSignatureInvalid { .. }
            | JournalError::HeadFileInvalid { .. },
        ) => EXIT_REFUSED,
        _ => EXIT_CANNOT,
    }
}
