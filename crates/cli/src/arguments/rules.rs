//! Arguments of the commands that say by which rules a programme goes.

use super::shared::{DeclaredFacts, Filing, ProgrammeName, Trial, Writing};
use clap::Args;
use std::path::PathBuf;

/// Open another programme in a deployment, with a reserve of its own
///
/// A live deployment takes it only where no finding of the policy profile blocks its rules (`ratchet check`).
#[derive(Debug, Args)]
pub(crate) struct OpenProgramme {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// Name of the new programme
    pub(crate) name: String,
    /// Its rules (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) facts: DeclaredFacts,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

/// Publish a new version of a programme's rules
///
/// Orders go by the version in force when they happened. Open positions keep the cap that they were opened under. A live
/// deployment takes them only where no finding of the policy profile blocks them (`ratchet check`).
#[derive(Debug, Args)]
pub(crate) struct PublishRules {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    /// The new rules (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    /// From when, not before now: 2027-01-01 or 2027-01-01T09:00:00+08:00
    #[arg(long, value_name = "TIME")]
    pub(crate) effective_at: String,
    #[command(flatten)]
    pub(crate) facts: DeclaredFacts,
    #[command(flatten)]
    pub(crate) filing: Filing,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) trial: Trial,
}
